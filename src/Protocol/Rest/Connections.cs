namespace Fairlead.Protocol.Rest;

/// <summary>The systems that connectors called lately. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record ConnectionsResult
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<ConnectionItem> Items { get; init; }
}

/// <summary>What goes on at a system that connectors call.</summary>
public sealed record ConnectionItem
{
    /// <summary>Host and port, or what a connector names so.</summary>
    public required string Name { get; init; }

    /// <summary>Whether calls go out.</summary>
    public required ConnectionCircuit Circuit { get; init; }

    /// <summary>Since when its calls are held back; null while they are not.</summary>
    public DateTimeOffset? CircuitSince { get; init; }

    /// <summary>When one call tries again; null when nobody is held back, or until it is reset.</summary>
    public DateTimeOffset? CircuitUntil { get; init; }

    /// <summary>Until when its <c>Retry-After</c> is obeyed; null when it has asked for nothing.</summary>
    public DateTimeOffset? RetryAfterUntil { get; init; }

    /// <summary>Calls under way.</summary>
    public required int InUse { get; init; }

    /// <summary>Calls that may be under way by its settings; null when only its share limits them.</summary>
    public int? CallsAtMost { get; init; }

    /// <summary>Calls that wait in memory.</summary>
    public required int Waiting { get; init; }

    /// <summary>Calls that were sent away to come back later, since the start of the server.</summary>
    public required long Parked { get; init; }

    /// <summary>Requests that may go out at once; null without a limit.</summary>
    public long? RequestsLeft { get; init; }

    /// <summary>When a request last failed.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>How it failed.</summary>
    public string? LastFailure { get; init; }
}

/// <summary>Whether calls to a system go out.</summary>
public enum ConnectionCircuit
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>One tries whether it works again.</summary>
    HalfOpen,

    /// <summary>Not for a while.</summary>
    Open,

    /// <summary>Not until somebody resets it.</summary>
    HeldOpen,
}
