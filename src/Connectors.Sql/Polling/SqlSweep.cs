using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>
/// Where the next question begins. Ids and times are given when a row is written and seen when its transaction commits, so a row may turn up
/// behind others that were read before it. With a lag the cursor goes on page by page to the end of what there is, and then begins again
/// where that end was a lag ago: what is known is known by its id.
/// </summary>
internal static class SqlSweep
{
    /// <summary>Ends that are remembered; when there are more, the lag becomes a little longer.</summary>
    private const int EndsAtMost = 32;

    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    public static PollAnswer After(SqlSource.ByQuery source, SqlPage page, Poll poll, DateTimeOffset now)
    {
        var last = page.Rows.Count > 0 ? CursorOf(source, page.Rows[^1]) : poll.Cursor;
        if (page.IsFull && last is { } first && page.Rows.Count > 0 && poll.Cursor is { } before && JsonElement.DeepEquals(first, before))
            poll.Log($"A page of {page.Rows.Count} rows ends where it began: more rows have one cursor than a question may give. Raise rowsAtMost.");
        if (source.CursorLag == TimeSpan.Zero || page.IsFull)
            return new PollAnswer { Cursor = last };

        var kept = Kept.Read(poll.Validator);
        var ends = kept.Ends.ToList();
        var floor = kept.Floor;
        // The first time counts at which it was the end.
        if (last is { } end && !(ends.Count > 0 ? JsonElement.DeepEquals(ends[^1].Cursor, end) : floor is { } same && JsonElement.DeepEquals(same, end)))
            ends.Add(new SweepEnd(now, end));
        while (ends.Count > 0 && ends[0].At <= now - source.CursorLag)
        {
            floor = ends[0].Cursor;
            ends.RemoveAt(0);
        }

        if (ends.Count > EndsAtMost)
            ends.RemoveAt(1);
        return new PollAnswer { Cursor = floor ?? (poll.Cursor is null ? null : Nothing), Validator = new Kept(floor, ends).Write() };
    }

    private static JsonElement CursorOf(SqlSource.ByQuery source, JsonElement row) => source.CursorExpression is { } expression
        ? expression.Invoke<JsonElement>(new { row })
        : SqlRow.ValueOf(row, source.IdColumn, "source.idColumn");

    /// <param name="Cursor">How far all was read that was there.</param>
    internal sealed record SweepEnd(DateTimeOffset At, JsonElement Cursor);

    /// <param name="Floor">Where a sweep begins; null for the very beginning.</param>
    /// <param name="Ends">Of sweeps within the lag, oldest first.</param>
    private sealed record Kept(JsonElement? Floor, IReadOnlyList<SweepEnd> Ends)
    {
        /// <summary>What cannot be read is as none: everything is read again, and known by its ids.</summary>
        public static Kept Read(string? text)
        {
            try
            {
                return (text is null ? null : JsonSerializer.Deserialize<Kept>(text, ConnectorJson.Options)) ?? new Kept(null, []);
            }
            catch (JsonException)
            {
                return new Kept(null, []);
            }
        }

        public string Write() => JsonSerializer.Serialize(this, ConnectorJson.Options);
    }
}
