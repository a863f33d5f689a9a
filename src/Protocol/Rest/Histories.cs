namespace Fairlead.Protocol.Rest;

/// <summary>A part of the story of an instance. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record HistoryResult
{
    /// <summary>Items of a page when the request does not say.</summary>
    public const int UsualLimit = 1_000;

    /// <summary>Items of a page at most.</summary>
    public const int LimitAtMost = 10_000;

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<HistoryItem> Items { get; init; }

    /// <summary>Where the next page begins; null when this is the last one so far.</summary>
    public string? EndCursor { get; init; }
}

/// <summary>Something that happened to an instance.</summary>
public sealed record HistoryItem
{
    /// <summary>Its place in the journal.</summary>
    public required string Cursor { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What happened, for programs: for example <c>JOB_CREATED</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The visit of the element that it is about.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>BPMN id of that element; null for the process itself.</summary>
    public string? ElementId { get; init; }

    /// <summary>What happened, in words.</summary>
    public required string Text { get; init; }
}
