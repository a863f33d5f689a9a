using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Fairlead.Connectors.Mqtt;

/// <summary>The message that a model describes, as MQTT has it.</summary>
internal static class OutgoingMessage
{
    /// <summary>Tells who reads a message whether it has seen it before.</summary>
    public const string IdempotencyKey = "idempotency-key";

    private const int TopicBytesAtMost = 65_535;

    /// <exception cref="ConnectorInputException">It cannot be sent.</exception>
    public static async Task<MqttApplicationMessage> OfAsync(
        MqttMessage given, BrokerAddress broker, OutboundCall call, CancellationToken cancellation)
    {
        Check(given, broker);
        var message = new MqttApplicationMessage
        {
            Topic = given.Topic,
            Payload = new ReadOnlySequence<byte>(await PayloadOfAsync(given, call, cancellation)),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)given.Qos,
            Retain = given.Retain,
        };
        if (!broker.IsFive)
            return message;

        message.ContentType = NullWhenEmpty(given.ContentType);
        message.ResponseTopic = NullWhenEmpty(given.ResponseTopic);
        message.CorrelationData = NullWhenEmpty(given.CorrelationData) is { } data ? Encoding.UTF8.GetBytes(data) : null;
        message.MessageExpiryInterval = given.Expiry is { } expiry ? (uint)Math.Ceiling(expiry.TotalSeconds) : 0;
        message.UserProperties = [.. PropertiesOf(given.UserProperties)];
        if (call.SendsIdempotencyKey && !message.UserProperties.Exists(property => property.Name == IdempotencyKey))
            message.UserProperties.Add(Property(IdempotencyKey, call.IdempotencyKey));
        return message;
    }

    /// <summary>For people.</summary>
    public static WireMessage Show(MqttApplicationMessage message, BrokerAddress broker)
    {
        var headers = new List<KeyValuePair<string, string>>
        {
            new("qos", string.Create(CultureInfo.InvariantCulture, $"{(int)message.QualityOfServiceLevel}")),
            new("retain", message.Retain ? "true" : "false"),
        };
        if (message.ContentType is { } type)
            headers.Add(new("contentType", type));
        if (message.ResponseTopic is { } topic)
            headers.Add(new("responseTopic", topic));
        if (message.CorrelationData is { } data)
            headers.Add(new("correlationData", Encoding.UTF8.GetString(data)));
        if (message.MessageExpiryInterval > 0)
            headers.Add(new("messageExpiryInterval", string.Create(CultureInfo.InvariantCulture, $"{message.MessageExpiryInterval}")));
        headers.AddRange((message.UserProperties ?? []).Select(property =>
            new KeyValuePair<string, string>(property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span))));
        return new WireMessage($"PUBLISH {message.Topic} to {broker.Name}", headers, message.Payload.ToArray());
    }

    private static void Check(MqttMessage given, BrokerAddress broker)
    {
        if (given.Topic.IndexOfAny(['+', '#', '\0']) >= 0 || Encoding.UTF8.GetByteCount(given.Topic) > TopicBytesAtMost)
            throw new ConnectorInputException("message.topic: expected a topic of at most 65,535 bytes without + and #: those are for subscribing.");
        if (given.Expiry is { } expiry && (expiry <= TimeSpan.Zero || expiry.TotalSeconds > uint.MaxValue))
            throw new ConnectorInputException("message.expiry: expected a duration above zero, such as PT1H.");
        if (!broker.IsFive && given.NeedsFive)
        {
            throw new ConnectorInputException(
                "message: contentType, responseTopic, correlationData, userProperties and expiry need MQTT 5. Set connection.protocolVersion to 5, or leave them empty.");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> PayloadOfAsync(MqttMessage given, OutboundCall call, CancellationToken cancellation)
    {
        var payload = given.Payload ?? default;
        if (payload.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return default;
        if (Document.TryRead(payload, out var document))
            return await call.Documents.ReadAsync(document, cancellation);
        if (given.PayloadEncoding is MqttPayloadEncoding.Text)
        {
            return payload.ValueKind is JsonValueKind.String
                ? Encoding.UTF8.GetBytes(payload.GetString()!)
                : JsonSerializer.SerializeToUtf8Bytes(payload, ConnectorJson.Options);
        }

        return payload.ValueKind is JsonValueKind.String && payload.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new ConnectorInputException("message.payload: expected base64, because message.payloadEncoding says so.");
    }

    private static IEnumerable<MqttUserProperty> PropertiesOf(IReadOnlyDictionary<string, JsonElement>? given) => (given ?? new Dictionary<string, JsonElement>())
        .SelectMany(entry => (entry.Value.ValueKind is JsonValueKind.Array ? entry.Value.EnumerateArray() : Enumerable.Repeat(entry.Value, 1))
            .Where(value => value.ValueKind is not JsonValueKind.Null)
            .Select(value => Property(entry.Key, value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText())));

    private static MqttUserProperty Property(string name, string value) => new(name, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(value)));

    private static string? NullWhenEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
