using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Drivers;

namespace Fairlead.Connectors.Sql.Results;

/// <summary>Rows as they are read, in JSON, within limits.</summary>
/// <param name="rowsAtMost">More is a failure.</param>
/// <param name="bytesAtMost">Of JSON; more is a failure.</param>
internal sealed class SqlReading(SqlDriver driver, int rowsAtMost, int bytesAtMost)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether more rows than wanted are left where they are instead of being a failure.</summary>
    public bool TakesWhatFits { get; init; }

    /// <exception cref="ConnectorException">The rows are too many or too large, or cannot be JSON.</exception>
    public async Task<SqlRows> ReadAsync(DbDataReader reader, CancellationToken cancellation)
    {
        var names = NamesOf(reader);
        await using var writer = new Utf8JsonWriter(_bytes, Writing);
        writer.WriteStartArray();
        var count = 0;
        while (!(TakesWhatFits && count == rowsAtMost) && await reader.ReadAsync(cancellation))
        {
            if (++count > rowsAtMost)
                throw TooLarge(string.Create(CultureInfo.InvariantCulture, $"more than {rowsAtMost} rows (data.rowsAtMost)"));
            WriteRow(reader, names, writer);
            if (writer.BytesCommitted + writer.BytesPending > bytesAtMost)
                throw TooLarge(string.Create(CultureInfo.InvariantCulture, $"more than {bytesAtMost} bytes (Sql:ResultBytesAtMost)"));
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellation);
        return new SqlRows(_bytes.WrittenMemory, count);
    }

    /// <summary>As JDBI names them: in small letters, whatever the database does.</summary>
    private static string[] NamesOf(DbDataReader reader)
    {
        var names = Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetName(column).ToLowerInvariant()).ToArray();
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConnectorException(
                SqlFailure.DuplicateColumn,
                $"The statement gives the column \"{twice.Key}\" {twice.Count()} times, and a row can have it once: name the others with AS. [{SqlFailure.DuplicateColumn}]")
            {
                Retry = RetryAdvice.Never,
            };
        return names;
    }

    private void WriteRow(DbDataReader reader, string[] names, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var column = 0; column < names.Length; column++)
        {
            writer.WritePropertyName(names[column]);
            try
            {
                if (reader.IsDBNull(column))
                    writer.WriteNullValue();
                else
                    driver.Write(reader, column, writer);
            }
            catch (Exception unreadable) when (unreadable is InvalidCastException or OverflowException or FormatException or NotSupportedException)
            {
                throw new ConnectorException(
                    SqlFailure.ValueUnreadable,
                    $"The column \"{names[column]}\" of type {reader.GetDataTypeName(column)} cannot become JSON: let the statement make text of it, "
                    + $"for example with CAST({names[column]} AS …). [{SqlFailure.ValueUnreadable}]",
                    unreadable)
                {
                    Retry = RetryAdvice.Never,
                };
            }
        }

        writer.WriteEndObject();
    }

    private static ConnectorException TooLarge(string what) => new(
        SqlFailure.TooLarge,
        $"The statement gives {what}. Nothing of it is returned, and what it changed in a transaction was taken back: ask for less, "
        + $"for example with LIMIT, or raise the limit. [{SqlFailure.TooLarge}]")
    {
        Retry = RetryAdvice.Never,
    };
}
