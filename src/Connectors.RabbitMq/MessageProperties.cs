using System.Globalization;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>The basic properties of AMQP as a model writes them.</summary>
internal static class MessageProperties
{
    private const string Input = "message.properties";

    /// <summary>From here on a number counts milliseconds since 1970, and below it seconds: 5138 or 1973.</summary>
    private const long MillisecondsFrom = 100_000_000_000;

    private static readonly string[] Names =
    [
        "appId", "clusterId", "contentEncoding", "contentType", "correlationId", "deliveryMode", "expiration", "headers", "messageId", "priority",
        "replyTo", "timestamp", "type", "userId",
    ];

    /// <exception cref="ConnectorInputException">A name is unknown, or a value does not fit; all such are named.</exception>
    public static BasicProperties Read(JsonElement? given)
    {
        // A message that nobody asked to be forgotten survives a restart of the broker.
        var properties = new BasicProperties { Persistent = true };
        var problems = new List<string>();
        foreach (var property in JsonMap.Of(given, Input).EnumerateObject())
        {
            if (property.Value.ValueKind is not JsonValueKind.Null && Put(properties, property.Name, property.Value) is { } problem)
                problems.Add($"{Input}.{property.Name}: {problem}");
        }

        return problems.Count is 0 ? properties : throw new ConnectorInputException(string.Join('\n', problems));
    }

    /// <summary>For people.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Show(BasicProperties properties)
    {
        var shown = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in ReceivedMessage.PropertiesOf(properties))
        {
            if (value is IReadOnlyDictionary<string, object?> headers)
                shown.AddRange(headers.Select(header => new KeyValuePair<string, string>(header.Key, TextOf(header.Value))));
            else if (value is not null)
                shown.Add(new(name, TextOf(value)));
        }

        return shown;
    }

    private static string TextOf(object? value) =>
        value as string ?? JsonSerializer.Serialize(value, ConnectorJson.Options);

    /// <returns>What is wrong; null when nothing is.</returns>
    private static string? Put(BasicProperties properties, string name, JsonElement value)
    {
        switch (name)
        {
            case "headers":
                if (value.ValueKind is not JsonValueKind.Object)
                    return "expected an object.";
                properties.Headers = JsonMap.TableOf(value);
                return null;
            case "deliveryMode":
                if (!TryNumber(value, out var mode) || mode is not (1 or 2))
                    return "expected 1 (forgotten when the broker restarts) or 2 (kept).";
                properties.DeliveryMode = (DeliveryModes)mode;
                return null;
            case "priority":
                if (!TryNumber(value, out var priority) || priority is < 0 or > 255)
                    return "expected a number from 0 to 255.";
                properties.Priority = (byte)priority;
                return null;
            case "timestamp":
                if (!TryTime(value, out var seconds))
                    return "expected a date and time such as 2030-01-31T09:30:00Z, or seconds or milliseconds since 1970.";
                properties.Timestamp = new AmqpTimestamp(seconds);
                return null;
            case "expiration":
                if (!TryNumber(value, out var expiration) || expiration < 0)
                    return "expected milliseconds, as a whole number.";
                properties.Expiration = expiration.ToString(CultureInfo.InvariantCulture);
                return null;
            default:
                return PutText(properties, name, value);
        }
    }

    private static string? PutText(BasicProperties properties, string name, JsonElement value)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
            return $"there is no such property. Expected one of {string.Join(", ", Names)}.";
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
        if (text is null || System.Text.Encoding.UTF8.GetByteCount(text) > 255)
            return "expected a text of at most 255 bytes.";
        switch (name)
        {
            case "appId": properties.AppId = text; break;
            case "clusterId": properties.ClusterId = text; break;
            case "contentEncoding": properties.ContentEncoding = text; break;
            case "contentType": properties.ContentType = text; break;
            case "correlationId": properties.CorrelationId = text; break;
            case "messageId": properties.MessageId = text; break;
            case "replyTo": properties.ReplyTo = text; break;
            case "type": properties.Type = text; break;
            case "userId": properties.UserId = text; break;
            default: throw new System.Diagnostics.UnreachableException($"No property {name}.");
        }

        return null;
    }

    private static bool TryNumber(JsonElement value, out long number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number),
            JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    private static bool TryTime(JsonElement value, out long seconds)
    {
        if (TryNumber(value, out seconds))
        {
            if (seconds >= MillisecondsFrom)
                seconds /= 1000;
            return seconds >= 0;
        }

        var isDate = DateTimeOffset.TryParse(
            value.ValueKind is JsonValueKind.String ? value.GetString() : null,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at);
        seconds = isDate ? at.ToUnixTimeSeconds() : 0;
        return isDate && seconds >= 0;
    }
}
