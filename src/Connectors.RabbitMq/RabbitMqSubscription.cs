using System.ComponentModel.DataAnnotations;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A queue to be read.</summary>
public sealed record RabbitMqSubscription
{
    [Field("Authentication", Group = "Authentication")]
    public required RabbitMqAuthentication Authentication { get; init; }

    [Field("TLS of the task's own", Group = "Authentication")]
    public RabbitMqClientTls? ClientTls { get; init; }

    [Field("Routing", Group = "Routing", When = "authentication.authType", Is = ["credentials"])]
    public RabbitMqPlace Routing { get; init; } = new();

    [Required, Field("Queue name", Help = "It must be there: it is not made.", Group = "Subscription")]
    public required string QueueName { get; init; }

    [Field("Consumer tag", Help = "Shown by the broker beside the consumer; empty for one that the broker makes up.", Group = "Subscription")]
    public string? ConsumerTag { get; init; }

    [Field("Arguments", Help = "An object with arguments of the consumer, such as x-priority.", Group = "Subscription")]
    public JsonElement? Arguments { get; init; }

    [Field("Exclusive consumer", Help = "Nobody else may read the queue.", Group = "Subscription")]
    public bool Exclusive { get; init; }

    [Range(1, 1_000)]
    [Field(
        "Messages in flight",
        Help = "How many messages the broker hands out before one is acknowledged, from 1 to 1000. With 1 each is applied before the next.",
        Group = "Subscription",
        Default = "32")]
    public int PrefetchCount { get; init; } = 32;
}

/// <summary>Where the broker is, when no URI says it.</summary>
public sealed record RabbitMqPlace
{
    [Field("Virtual host", Help = "Empty for /.", Group = "Routing")]
    public string? VirtualHost { get; init; }

    [Field("Host name", Group = "Routing", IsRequired = true)]
    public string? HostName { get; init; }

    [Field("Port", Help = "5672 when empty; 5671 is encrypted.", Group = "Routing")]
    public int? Port { get; init; }
}
