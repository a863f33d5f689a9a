using System.Buffers.Text;
using System.Text.Json;
using Fairlead.Protocol;

namespace Fairlead.Broker.Search.Querying;

/// <summary>Where a page begins or ends: the values of the sort fields and the key of a row, as text that callers pass back.</summary>
internal static class Cursor
{
    public static string Write(IReadOnlyList<object?> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    /// <param name="count">Number of values that the sort of this query has, the key included.</param>
    /// <exception cref="ClusterException">It was made by another sort, or not by us.</exception>
    public static IReadOnlyList<object?> Read(string cursor, int count)
    {
        try
        {
            var values = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor));
            if (values?.Length == count)
                return [.. values.Select(Value)];
        }
        catch (Exception cause) when (cause is FormatException or JsonException)
        {
            // Said below, as for a cursor of another length.
        }

        throw new ClusterException(
            ClusterError.InvalidArgument,
            $"Expected a cursor that an earlier page of the same search returned, but got '{cursor}'. Begin again without a cursor.");
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Null => null,
        _ => throw new FormatException("No value that a row has."),
    };
}
