using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace Fairlead.Connectors.Sql.Results;

/// <summary>Values of a database as JSON: numbers exact, times as ISO 8601 has them, bytes in base64.</summary>
internal static class SqlValue
{
    private const int LevelsAtMost = 60;

    public static void Write(object? value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case uint or ulong:
                writer.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal exact:
                writer.WriteNumberValue(exact);
                break;
            case float single when float.IsFinite(single):
                writer.WriteNumberValue(single);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case System.Numerics.BigInteger large:
                writer.WriteRawValue(large.ToString(CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case IDictionary map:
                WriteMap(map, writer);
                break;
            case BitArray bits:
                writer.WriteStringValue(string.Concat(bits.Cast<bool>().Select(bit => bit ? '1' : '0')));
                break;
            case Array array:
                WriteArray(array, writer);
                break;
            default:
                writer.WriteStringValue(TextOf(value));
                break;
        }
    }

    /// <summary>Text that is JSON, as it is; what is none is text.</summary>
    public static void WriteJson(string text, Utf8JsonWriter writer)
    {
        if (IsJson(text))
            writer.WriteRawValue(text, skipInputValidation: true);
        else
            writer.WriteStringValue(text);
    }

    /// <summary>For columns that may hold JSON as well as anything else: an object or a list is JSON.</summary>
    public static void WriteJsonOrText(string text, Utf8JsonWriter writer)
    {
        var first = text.AsSpan().TrimStart();
        if (first.Length > 1 && first[0] is '{' or '[' && IsJson(text))
            writer.WriteRawValue(text, skipInputValidation: true);
        else
            writer.WriteStringValue(text);
    }

    public static string Interval(int months, int days, TimeSpan time)
    {
        if (months is 0 && days is 0)
            return XmlConvert.ToString(time);
        var text = new StringBuilder("P");
        if (months / 12 is not 0 and var years)
            text.Append(CultureInfo.InvariantCulture, $"{years}Y");
        if (months % 12 is not 0 and var rest)
            text.Append(CultureInfo.InvariantCulture, $"{rest}M");
        if (days is not 0)
            text.Append(CultureInfo.InvariantCulture, $"{days}D");
        if (time == TimeSpan.Zero)
            return text.ToString();
        text.Append('T');
        if ((int)time.TotalHours is not 0 and var hours)
            text.Append(CultureInfo.InvariantCulture, $"{hours}H");
        if (time.Minutes is not 0 and var minutes)
            text.Append(CultureInfo.InvariantCulture, $"{minutes}M");
        if (time.Seconds is not 0 || time.Ticks % TimeSpan.TicksPerSecond is not 0)
            text.Append(CultureInfo.InvariantCulture, $"{(decimal)(time.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond:0.######}S");
        return text.ToString();
    }

    private static string TextOf(object value) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } utc => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        TimeSpan span => TimeOf(span),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A time of day, or a span of up to a month as MySQL has it.</summary>
    private static string TimeOf(TimeSpan span)
    {
        var size = span.Duration();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(span < TimeSpan.Zero ? "-" : "")}{(int)size.TotalHours:00}:{size.ToString("mm':'ss'.'FFFFFF", CultureInfo.InvariantCulture).TrimEnd('.')}");
    }

    private static void WriteMap(IDictionary map, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(TextOf(entry.Key));
            Write(entry.Value, writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Of any number of dimensions, as lists in lists.</summary>
    private static void WriteArray(Array array, Utf8JsonWriter writer)
    {
        Write(dimension: 0, new int[array.Rank]);

        void Write(int dimension, int[] place)
        {
            writer.WriteStartArray();
            for (var index = array.GetLowerBound(dimension); index <= array.GetUpperBound(dimension); index++)
            {
                place[dimension] = index;
                if (dimension == array.Rank - 1)
                    SqlValue.Write(array.GetValue(place), writer);
                else
                    Write(dimension + 1, place);
            }

            writer.WriteEndArray();
        }
    }

    private static bool IsJson(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = LevelsAtMost });
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
