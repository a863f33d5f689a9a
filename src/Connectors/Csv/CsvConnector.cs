using System.Globalization;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>Reads and writes comma-separated values.</summary>
/// <remarks>A file is read as it comes, whatever its size; what is kept of it has a limit. Source: RFC 4180.</remarks>
[Connector("io.camunda:csv-connector", Name = "CSV", Description = "Reads a CSV file into variables, or writes one.")]
public sealed class CsvConnector : IOutboundConnector<CsvInput, CsvAnswer>
{
    public const string TooLarge = "CSV_TOO_LARGE";
    public const string Unreadable = "CSV_UNREADABLE";

    /// <summary>Of JSON of all records that are kept. Variables hold less; a result expression may make them small.</summary>
    internal const int BytesAtMost = 32 * 1024 * 1024;

    private const string MapperHeader = "recordMapper";

    public Task<CsvAnswer> ExecuteAsync(CsvInput input, OutboundCall call, CancellationToken cancellation) => input switch
    {
        CsvInput.Read read => ReadAsync(read, call, cancellation),
        CsvInput.Write write => WriteAsync(write, call, cancellation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<CsvAnswer> ReadAsync(CsvInput.Read input, OutboundCall call, CancellationToken cancellation)
    {
        var format = CsvWords.Of(input.Format);
        if (input.RowType is CsvRowType.Named && format.Headers.Count is 0 && !input.Format.SkipHeaderRecord)
            throw new ConnectorInputException(
                "format.headers: expected the names of the columns, because the first record is data (skipHeaderRecord is false) and rows are objects.");
        var mapper = MapperOf(call.Job.Headers) ?? input.RecordMapper;
        await using var source = await CsvSource.OpenAsync(input.Document!.Value, input.Format.Encoding, call.Documents, cancellation);
        var reading = new CsvReading(source.Text, format, input.RowType, input.Format.SkipHeaderRecord, mapper);
        var records = await reading.ReadAsync(BytesAtMost, cancellation);
        if (reading.Surplus > 0)
            call.Log(string.Create(
                CultureInfo.InvariantCulture,
                $"{reading.Surplus} records have more values than there are headers, the first in line {reading.SurplusLine}: those values are left out."));
        return new CsvAnswer { Records = records };
    }

    private static async Task<CsvAnswer> WriteAsync(CsvInput.Write input, OutboundCall call, CancellationToken cancellation)
    {
        var mapper = MapperOf(call.Job.Headers) ?? input.RecordMapper;
        var rows = input.Data
            .Select(record => mapper is null ? record : mapper.Invoke<JsonElement>(new { record }))
            .Where(record => record.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            .ToList();
        var text = CsvWriting.Write(rows, CsvWords.Of(input.Format), writesHeaders: !input.Format.SkipHeaderRecord);
        if (input.DocumentReturnFormat.Choice is CsvReturnChoice.Text)
            return new CsvAnswer { Content = text };

        var encoding = CsvSource.EncodingOf(input.DocumentReturnFormat.Encoding, "documentReturnFormat.encoding");
        await using var content = new MemoryStream(encoding.GetBytes(text));
        var document = await call.Documents.CreateAsync(content, $"text/csv; charset={encoding.WebName}", "data.csv", cancellation);
        return new CsvAnswer { Document = document };
    }

    private static FeelFunction? MapperOf(IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue(MapperHeader, out var text) || string.IsNullOrWhiteSpace(text))
            return null;
        return new FeelFunction(text.TrimStart().StartsWith('=') ? text : $"={text}");
    }
}

/// <summary>The format in the words of the reader and the writer.</summary>
/// <param name="Headers">Empty for none.</param>
internal sealed record CsvWords(char Delimiter, IReadOnlyList<string> Headers)
{
    /// <exception cref="ConnectorInputException">It is none.</exception>
    public static CsvWords Of(CsvFormat format) => new(DelimiterOf(format.Delimiter), HeadersOf(format.Headers));

    private static char DelimiterOf(string text)
    {
        var delimiter = text switch
        {
            "" => ",",
            "\\t" or "tab" => "\t",
            { Length: > 1 } when text.Trim() is { Length: > 0 } trimmed => trimmed,
            _ => text,
        };
        return delimiter.Length is 1 && delimiter[0] is not ('"' or '\r' or '\n')
            ? delimiter[0]
            : throw new ConnectorInputException("format.delimiter: expected one character that is no quote and no end of line, or \\t for a tab.");
    }

    private static IReadOnlyList<string> HeadersOf(JsonElement? given) => given switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(NameOf)],
        { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()) => [],
        { ValueKind: JsonValueKind.String } text when ListIn(text.GetString()!) is { } list => [.. list.EnumerateArray().Select(NameOf)],
        { ValueKind: JsonValueKind.String } text => [.. text.GetString()!.Split(',').Select(name => name.Trim())],
        _ => throw Refuse(),
    };

    private static string NameOf(JsonElement name) => name.ValueKind switch
    {
        JsonValueKind.String => name.GetString()!,
        JsonValueKind.Number => name.GetRawText(),
        _ => throw Refuse(),
    };

    private static JsonElement? ListIn(string text)
    {
        if (!text.TrimStart().StartsWith('['))
            return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw Refuse();
        }
    }

    private static ConnectorInputException Refuse() => new("format.headers: expected a list of texts, such as =[\"id\", \"name\"].");
}
