using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>Makes a file of records: lines end with CR LF, quotes stand where a value needs them.</summary>
internal static class CsvWriting
{
    /// <param name="rows">Objects or lists.</param>
    /// <exception cref="ConnectorException">A record is neither, or it is too large.</exception>
    public static string Write(IReadOnlyList<JsonElement> rows, CsvWords format, bool writesHeaders)
    {
        var headers = format.Headers.Count > 0 ? format.Headers : NamesIn(rows);
        var text = new StringBuilder();
        if (writesHeaders && headers.Count > 0)
            Write(headers, format.Delimiter, text);
        for (var index = 0; index < rows.Count; index++)
        {
            Write(ValuesOf(rows[index], headers, index), format.Delimiter, text);
            if (text.Length > CsvConnector.BytesAtMost)
                throw new ConnectorException(
                    CsvConnector.TooLarge,
                    $"The file is larger than {CsvConnector.BytesAtMost / 1024 / 1024} MiB: write it in parts. [{CsvConnector.TooLarge}]")
                {
                    Retry = RetryAdvice.Never,
                };
        }

        return text.ToString();
    }

    private static void Write(IEnumerable<string> values, char delimiter, StringBuilder text)
    {
        var begin = text.Length;
        foreach (var (column, value) in values.Index())
        {
            if (column > 0)
                text.Append(delimiter);
            // A record of one empty value would be a line with nothing in it.
            if (NeedsQuotes(value, delimiter))
                text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                text.Append(value);
        }

        if (text.Length == begin)
            text.Append("\"\"");
        text.Append("\r\n");
    }

    private static bool NeedsQuotes(string value, char delimiter) =>
        value.Contains(delimiter, StringComparison.Ordinal) || value.AsSpan().IndexOfAny('"', '\r', '\n') >= 0
        || (value.Length > 0 && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])));

    /// <summary>Those of all objects, in the order in which they turn up.</summary>
    private static IReadOnlyList<string> NamesIn(IReadOnlyList<JsonElement> rows) =>
    [
        .. rows.Where(row => row.ValueKind is JsonValueKind.Object)
            .SelectMany(row => row.EnumerateObject().Select(property => property.Name))
            .Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> ValuesOf(JsonElement row, IReadOnlyList<string> headers, int index) => row.ValueKind switch
    {
        JsonValueKind.Array => row.EnumerateArray().Select(TextOf),
        JsonValueKind.Object => headers.Select(name => row.TryGetProperty(name, out var value) ? TextOf(value) : ""),
        _ => throw new ConnectorInputException(
            string.Create(CultureInfo.InvariantCulture, $"data[{index}]: expected an object or a list, but it is a {row.ValueKind}.")),
    };

    /// <summary>What has parts is written as JSON.</summary>
    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
