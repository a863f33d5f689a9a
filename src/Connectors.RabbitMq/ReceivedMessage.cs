using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A message of the broker as expressions see it.</summary>
internal static class ReceivedMessage
{
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A body as a value: JSON where it is some, else text; null when it is neither.</summary>
    public static object? BodyOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ConnectorJson.LevelsAtMost / 2 });
            var value = JsonElement.ParseValue(ref reader);
            if (!reader.Read())
                return value;
        }
        catch (JsonException)
        {
            // Then it is text.
        }

        return TextOf(body);
    }

    /// <summary>All names of AMQP, with null for what the sender did not say.</summary>
    public static IReadOnlyDictionary<string, object?> PropertiesOf(IReadOnlyBasicProperties properties) => new Dictionary<string, object?>
    {
        ["contentType"] = properties.ContentType,
        ["contentEncoding"] = properties.ContentEncoding,
        ["headers"] = properties.Headers is { } headers ? MapOf(headers) : null,
        ["deliveryMode"] = properties.IsDeliveryModePresent() ? (int)properties.DeliveryMode : null,
        ["priority"] = properties.IsPriorityPresent() ? properties.Priority : null,
        ["correlationId"] = properties.CorrelationId,
        ["replyTo"] = properties.ReplyTo,
        ["expiration"] = properties.Expiration,
        ["messageId"] = properties.MessageId,
        ["timestamp"] = TimeOf(properties) is { } at ? TextOf(at) : null,
        ["type"] = properties.Type,
        ["userId"] = properties.UserId,
        ["appId"] = properties.AppId,
        ["clusterId"] = properties.ClusterId,
    };

    public static DateTimeOffset? TimeOf(IReadOnlyBasicProperties properties) =>
        properties.IsTimestampPresent() && properties.Timestamp.UnixTime is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(properties.Timestamp.UnixTime)
            : null;

    /// <summary>A header that is text.</summary>
    public static string? HeaderOf(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) is true ? ValueOf(value) as string : null;

    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string TextOf(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> MapOf(IDictionary<string, object?> table) =>
        table.ToDictionary(entry => entry.Key, entry => ValueOf(entry.Value), StringComparer.Ordinal);

    private static object? ValueOf(object? value) => value switch
    {
        // The protocol has no text in tables, only bytes.
        byte[] bytes => TextOf(bytes) ?? Convert.ToBase64String(bytes),
        BinaryTableValue binary => Convert.ToBase64String(binary.Bytes),
        AmqpTimestamp time when time.UnixTime is >= 0 and < 253_402_300_800 => TextOf(DateTimeOffset.FromUnixTimeSeconds(time.UnixTime)),
        AmqpTimestamp odd => odd.UnixTime,
        IDictionary<string, object?> table => MapOf(table),
        float number => float.IsFinite(number) ? number : null,
        double number => double.IsFinite(number) ? number : null,
        string text => text,
        IList list => list.Cast<object?>().Select(ValueOf).ToList(),
        _ => value,
    };
}
