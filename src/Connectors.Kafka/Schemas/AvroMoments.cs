using System.Globalization;
using System.Text.Json;
using Avro;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Whole numbers, and the dates and times that Avro has as such: written as numbers or in ISO 8601.</summary>
internal static class AvroMoments
{
    /// <returns>Null when the value is none.</returns>
    public static long? NumberOf(JsonElement value, Schema schema, Schema.Type type)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => WholeOf(value),
            JsonValueKind.String when schema is LogicalSchema logical => MomentOf(value.GetString()!, logical.LogicalTypeName),
            _ => null,
        };
        return type is Schema.Type.Int && number is < int.MinValue or > int.MaxValue ? null : number;
    }

    private static long? WholeOf(JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
            return whole;
        return value.TryGetDecimal(out var number) && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;
    }

    private static long? MomentOf(string text, string kind) => kind switch
    {
        "date" when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
            day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber,
        "time-millis" when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => time.Ticks / TimeSpan.TicksPerMillisecond,
        "time-micros" when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => time.Ticks / TimeSpan.TicksPerMicrosecond,
        "timestamp-millis" or "local-timestamp-millis" => TicksOf(text) / TimeSpan.TicksPerMillisecond,
        "timestamp-micros" or "local-timestamp-micros" => TicksOf(text) / TimeSpan.TicksPerMicrosecond,
        _ => null,
    };

    /// <summary>Since 1970; what has no offset is meant by UTC.</summary>
    private static long? TicksOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (moment - DateTimeOffset.UnixEpoch).Ticks
            : null;
}
