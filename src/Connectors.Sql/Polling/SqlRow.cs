using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>A row as an event, and names of a database in a model.</summary>
internal static partial class SqlRow
{
    public const string ColumnMissing = "SQL_COLUMN_MISSING";

    public static InboundEvent EventOf(JsonElement row, string idColumn)
    {
        var id = ValueOf(row, idColumn, "source.idColumn");
        return id.ValueKind is JsonValueKind.Null
            ? new InboundEvent
            {
                Variables = new { row },
                Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.GetRawText()))),
                Unreadable = $"The row has no value in its id column {idColumn}, so it could not be told apart from another.",
            }
            : new InboundEvent { Variables = new { row }, Id = id.ValueKind is JsonValueKind.String ? id.GetString() : id.GetRawText() };
    }

    /// <param name="column">As the model has it; rows have names in small letters.</param>
    /// <exception cref="ConnectorException">Rows have no such column.</exception>
    public static JsonElement ValueOf(JsonElement row, string column, string input)
    {
        var name = column.Trim().Trim('"', '`', '[', ']').ToLowerInvariant();
        return row.TryGetProperty(name, out var value)
            ? value
            : throw new ConnectorException(
                ColumnMissing,
                $"The rows have no column {name}, which {input} names. There are: {string.Join(", ", row.EnumerateObject().Select(one => one.Name))}. [{ColumnMissing}]")
            {
                Retry = RetryAdvice.Never,
            };
    }

    /// <summary>A name that becomes part of a statement: nothing but a name.</summary>
    /// <exception cref="ConnectorInputException">It is more than a name.</exception>
    public static string Name(string text, string input) => Identifier().IsMatch(text.Trim())
        ? text.Trim()
        : throw new ConnectorInputException($"{input}: expected a name, such as outbox or sales.outbox, in quotes where it needs them.");

    [GeneratedRegex("""^(?:[\p{L}_][\p{L}\p{N}_$]*|"[^"\0]+"|`[^`\0]+`|\[[^\]\0]+\])(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"[^"\0]+"|`[^`\0]+`|\[[^\]\0]+\])){0,2}$""")]
    private static partial Regex Identifier();
}
