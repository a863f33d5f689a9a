using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>A message for a topic.</summary>
public sealed record MqttPublish
{
    [Field("Authentication", Group = "Authentication")]
    public MqttAuthentication Authentication { get; init; } = new MqttAuthentication.Nobody();

    [Field("Connection", Group = "Connection")]
    public required MqttConnection Connection { get; init; }

    [Field("TLS of the task's own", Group = "Connection")]
    public MqttClientTls? ClientTls { get; init; }

    [Field("Message", Group = "Message")]
    public required MqttMessage Message { get; init; }

    [Field(
        "Wait for the broker",
        Help = "How long the broker may take to acknowledge the message, from PT0.1S to PT10M. After that nobody knows whether it has it.",
        Group = "Message",
        Default = "PT30S")]
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What is sent.</summary>
public sealed record MqttMessage
{
    [Required, Field("Topic", Help = "Without wildcards.", Group = "Message")]
    public required string Topic { get; init; }

    [Field(
        "Payload",
        Help = "Text is sent as it is, a document as its content, everything else as JSON. Empty for none, which deletes a retained message.",
        Group = "Message",
        IsLong = true)]
    public JsonElement? Payload { get; init; }

    [Field("Payload is", Group = "Message")]
    public MqttPayloadEncoding PayloadEncoding { get; init; }

    [Range(0, 2)]
    [Field("Quality of service", Help = "0: at most once, and may be lost without a word. 1: at least once. 2: exactly once.", Group = "Message", Default = "1")]
    public int Qos { get; init; } = 1;

    [Field("Retain", Help = "The broker keeps it for whoever subscribes later.", Group = "Message")]
    public bool Retain { get; init; }

    [Field("Content type", Help = "MQTT 5.", Group = "Properties")]
    public string? ContentType { get; init; }

    [Field("Response topic", Help = "MQTT 5: where an answer is expected.", Group = "Properties")]
    public string? ResponseTopic { get; init; }

    [Field("Correlation data", Help = "MQTT 5: comes back with the answer.", Group = "Properties")]
    public string? CorrelationData { get; init; }

    [Field("User properties", Help = "MQTT 5: an object; a list repeats its name.", Group = "Properties")]
    public IReadOnlyDictionary<string, JsonElement>? UserProperties { get; init; }

    [Field("Expires after", Help = "MQTT 5: a duration such as PT1H, after which the broker forgets it.", Group = "Properties")]
    public TimeSpan? Expiry { get; init; }

    internal bool NeedsFive => new[] { ContentType, ResponseTopic, CorrelationData }.Any(text => !string.IsNullOrEmpty(text))
        || UserProperties?.Count > 0
        || Expiry is not null;
}

/// <summary>What a text of a payload is.</summary>
public enum MqttPayloadEncoding
{
    [JsonStringEnumMemberName("text"), Choice("text or JSON")] Text,
    [JsonStringEnumMemberName("base64"), Choice("base64 of bytes")] Base64,
}

/// <summary>The broker has the message.</summary>
/// <param name="Topic">Where it went.</param>
/// <param name="Qos">0 says only that it was sent.</param>
/// <param name="HasSubscribers">Null when the broker does not say: before MQTT 5, and with quality of service 0.</param>
public sealed record MqttPublished(string Topic, int Qos, bool? HasSubscribers);
