namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>What goes on at a connection.</summary>
public sealed record ConnectionStatus
{
    public required string Name { get; init; }

    public required CircuitStatus Circuit { get; init; }

    /// <summary>Since when calls fail or are held back; null when they do not.</summary>
    public DateTimeOffset? CircuitSince { get; init; }

    /// <summary>When one call tries again; null when nobody is held back, or until somebody resets it.</summary>
    public DateTimeOffset? CircuitUntil { get; init; }

    /// <summary>Until when its <c>Retry-After</c> is obeyed.</summary>
    public DateTimeOffset? RetryAfterUntil { get; init; }

    /// <summary>Calls under way.</summary>
    public required int Used { get; init; }

    public int? CallsAtMost { get; init; }

    /// <summary>Calls that wait in memory.</summary>
    public required int Waiting { get; init; }

    /// <summary>Calls that were sent away to come back later, since the start.</summary>
    public required long Parked { get; init; }

    /// <summary>Requests that may go out at once; null without a limit.</summary>
    public long? RequestsLeft { get; init; }

    public DateTimeOffset? LastFailureAt { get; init; }

    public string? LastFailure { get; init; }
}

/// <summary>Whether calls go out.</summary>
public enum CircuitStatus
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>One tries.</summary>
    HalfOpen,

    /// <summary>Not for a while.</summary>
    Open,

    /// <summary>Not until somebody resets it.</summary>
    HeldOpen,
}
