using System.Buffers;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using MQTTnet;

namespace Fairlead.Connectors.Mqtt;

/// <summary>A message of the broker as expressions see it.</summary>
internal static class ReceivedMessage
{
    private const string TraceParent = "traceparent";

    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static InboundEvent EventOf(MqttApplicationMessageReceivedEventArgs received)
    {
        var message = received.ApplicationMessage;
        var payload = message.Payload.ToArray();
        var text = TextOf(payload);
        var properties = (message.UserProperties ?? [])
            .GroupBy(property => property.Name, property => Encoding.UTF8.GetString(property.ValueBuffer.Span), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var seen = new Dictionary<string, object?>
        {
            ["topic"] = message.Topic,
            ["payload"] = text is null ? null : ValueOf(payload) ?? (object)text,
            ["rawPayload"] = text,
            ["qos"] = (int)message.QualityOfServiceLevel,
            ["retain"] = message.Retain,
            ["duplicate"] = message.Dup,
            ["contentType"] = message.ContentType,
            ["responseTopic"] = message.ResponseTopic,
            ["correlationData"] = message.CorrelationData is { } data ? TextOf(data) ?? Convert.ToBase64String(data) : null,
            ["userProperties"] = properties.ToDictionary(property => property.Key, property => property.Value is [var only] ? only : (object)property.Value),
        };
        if (text is null)
            seen["payloadBase64"] = Convert.ToBase64String(payload);
        // Its packet id names a message no longer than until it is acknowledged: it is no id.
        return new InboundEvent
        {
            Variables = seen,
            TraceParent = properties.TryGetValue(TraceParent, out var trace) ? trace[0] : null,
        };
    }

    private static JsonElement? ValueOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = ConnectorJson.LevelsAtMost / 2 });
            var value = JsonElement.ParseValue(ref reader);
            return reader.Read() ? null : value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
