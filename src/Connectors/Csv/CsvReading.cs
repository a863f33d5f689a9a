using System.Globalization;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>Records of a file, one after the other.</summary>
/// <param name="skipsFirst">The first record is no data; where no headers are given, it has them.</param>
/// <param name="mapper">Null to take records as they are.</param>
internal sealed class CsvReading(TextReader text, CsvWords format, CsvRowType rowType, bool skipsFirst, FeelFunction? mapper)
{
    private readonly CsvParser _parser = new(text, format.Delimiter);

    /// <summary>Records with more values than headers.</summary>
    public int Surplus { get; private set; }

    /// <summary>Where the first of them is.</summary>
    public int SurplusLine { get; private set; }

    /// <exception cref="ConnectorException">It is no CSV, or too large.</exception>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(int bytesAtMost, CancellationToken cancellation)
    {
        var headers = format.Headers;
        if (skipsFirst)
        {
            var first = await _parser.ReadAsync(cancellation);
            if (first is null)
                return [];
            headers = headers.Count > 0 ? headers : first;
        }

        var records = new List<JsonElement>();
        var bytes = 0L;
        while (await _parser.ReadAsync(cancellation) is { } values)
        {
            var record = rowType is CsvRowType.Listed
                ? JsonSerializer.SerializeToElement(values, ConnectorJson.Options)
                : JsonSerializer.SerializeToElement(Named(values, headers), ConnectorJson.Options);
            var kept = mapper is null ? record : mapper.Invoke<JsonElement>(new { record });
            if (kept.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
                continue;
            records.Add(kept);
            bytes += kept.GetRawText().Length;
            if (bytes > bytesAtMost)
                throw TooLarge(bytesAtMost);
        }

        return records;
    }

    /// <summary>The last of columns with one name wins, as in the original.</summary>
    private Dictionary<string, string> Named(List<string> values, IReadOnlyList<string> headers)
    {
        if (values.Count > headers.Count && Surplus++ is 0)
            SurplusLine = _parser.Line;
        var named = new Dictionary<string, string>(headers.Count, StringComparer.Ordinal);
        for (var column = 0; column < Math.Min(values.Count, headers.Count); column++)
            named[headers[column]] = values[column];
        return named;
    }

    private ConnectorException TooLarge(int bytesAtMost) => new(
        CsvConnector.TooLarge,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The records up to line {_parser.Line} are larger than {bytesAtMost / 1024 / 1024} MiB. Let the header recordMapper keep what is needed: "
            + $"it drops a record for which it gives null. [{CsvConnector.TooLarge}]"))
    {
        Retry = RetryAdvice.Never,
    };
}
