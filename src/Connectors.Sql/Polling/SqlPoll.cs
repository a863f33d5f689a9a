using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>Which rows of a database are events, and how often it is asked. The connection is that of the SQL connector.</summary>
public sealed record SqlPoll
{
    [Required, Field("Database", Group = "Database")]
    public required SqlDatabase Database { get; init; }

    [Field("Connection", Group = "Connection", Default = "uri")]
    public SqlAccess? Connection { get; init; }

    [Field("Stored credential", Help = "A cluster variable such as =camunda.vars.env.orders. It wins over the connection above.", Group = "Connection")]
    public JsonElement? Configuration { get; init; }

    [Required, Field("Rows", Group = "Rows")]
    public required SqlSource Source { get; init; }

    [Range(1, 10_000), Field("Rows at most", Help = "Of one question. When there are more, the next question follows at once.")]
    public int RowsAtMost { get; init; } = 200;

    [Range(typeof(TimeSpan), "00:00:00.100", "365.00:00:00")]
    [Field("Polling interval", Help = "Pause between two questions, such as PT10S. Pauses grow while questions fail.")]
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Says little: connection and statement may hold secrets that nobody typed as such.</summary>
    public override string ToString() => $"{nameof(SqlPoll)} {Database}";
}

/// <summary>Where events are: behind a place that moves on, or in a table that is emptied.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "mode")]
[JsonDerivedType(typeof(ByQuery), "query")]
[JsonDerivedType(typeof(Outbox), "outbox")]
public abstract record SqlSource
{
    private SqlSource() { }

    [Required, Field("Id column", Help = "Names an event for ever: a row with a known id is no event again.")]
    public required string IdColumn { get; init; }

    [Field("Variables", Help = "={after: cursor} for :after, or a list for ?. Values never become part of the text.")]
    public JsonElement? Variables { get; init; }

    /// <summary>Rows stay where they are.</summary>
    public sealed record ByQuery : SqlSource
    {
        [Required]
        [Field(
            "SQL query",
            Help = "Gives what is new, oldest first: SELECT * FROM orders WHERE id > :after ORDER BY id. The variable cursor is null at first.",
            IsLong = true)]
        public required string Query { get; init; }

        [Field("Cursor", Help = "FEEL over the last row, such as =row.changed_at. The next question reads it as cursor. Empty: the id.")]
        public FeelFunction? CursorExpression { get; init; }

        [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
        [Field(
            "Cursor lag",
            Help = "Such as PT1M: longer than any transaction takes. Rows that become visible late, behind others, are found as long as that.")]
        public TimeSpan CursorLag { get; init; }

        public override string ToString() => nameof(ByQuery);
    }

    /// <summary>Rows are locked, and go when their events are durable.</summary>
    public sealed record Outbox : SqlSource
    {
        [Required, Field("Table", Help = "Such as outbox, or sales.outbox.")]
        public required string Table { get; init; }

        [Field("Key column", Help = "Names a row of the table; the id column when empty.")]
        public string? KeyColumn { get; init; }

        [Field("Order column", Help = "The key column when empty.")]
        public string? OrderColumn { get; init; }

        [Field("Condition", Help = "SQL, such as kind = :kind: only such rows are taken.", IsLong = true)]
        public string? Condition { get; init; }

        [Field("Mark column", Help = "Gets the time at which a row was done, and rows without it are taken. Empty: rows are deleted.")]
        public string? MarkColumn { get; init; }

        public override string ToString() => nameof(Outbox);
    }
}
