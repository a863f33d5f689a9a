using System.ComponentModel.DataAnnotations;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A message for an exchange.</summary>
public sealed record RabbitMqPublish
{
    [Field("Authentication", Group = "Authentication")]
    public required RabbitMqAuthentication Authentication { get; init; }

    [Field("TLS of the task's own", Group = "Authentication")]
    public RabbitMqClientTls? ClientTls { get; init; }

    [Field("Routing", Group = "Routing")]
    public required RabbitMqRoute Routing { get; init; }

    [Field("Message", Group = "Message")]
    public required RabbitMqMessage Message { get; init; }

    [Field(
        "Wait for the broker",
        Help = "How long the broker may take to confirm the message, from PT0.1S to PT10M. After that nobody knows whether it has it.",
        Group = "Message",
        Default = "PT30S")]
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Where a message goes.</summary>
public sealed record RabbitMqRoute
{
    [Field("Exchange", Help = "Empty for the default exchange, where the routing key is the name of a queue.", Group = "Routing")]
    public string Exchange { get; init; } = "";

    [Field("Routing key", Group = "Routing")]
    public string RoutingKey { get; init; } = "";

    [Field("Virtual host", Help = "Empty for /.", Group = "Routing", When = "authentication.authType", Is = ["credentials"])]
    public string? VirtualHost { get; init; }

    [Field("Host name", Group = "Routing", IsRequired = true, When = "authentication.authType", Is = ["credentials"])]
    public string? HostName { get; init; }

    [Field("Port", Help = "5672 when empty; 5671 is encrypted.", Group = "Routing", When = "authentication.authType", Is = ["credentials"])]
    public int? Port { get; init; }

    [Field("Must reach a queue", Help = "A message that the exchange gives to no queue is an error; otherwise it is lost without a word.", Group = "Routing")]
    public bool Mandatory { get; init; } = true;
}

/// <summary>What is sent.</summary>
public sealed record RabbitMqMessage
{
    [Field(
        "Properties",
        Help = "An object with names of AMQP such as contentType, headers, correlationId, messageId. A message is persistent unless deliveryMode is 1.",
        Group = "Message")]
    public JsonElement? Properties { get; init; }

    [Required, Field("Message", Help = "Text is sent as it is, everything else as JSON.", Group = "Message", IsLong = true)]
    public required JsonElement? Body { get; init; }
}

/// <summary>The broker has the message.</summary>
/// <param name="StatusResult">Always <c>success</c>.</param>
public sealed record RabbitMqPublished(string StatusResult);
