namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>How a connector that models ask for is doing.</summary>
/// <param name="Reason">Why it does not run; null when it does.</param>
/// <param name="Path">Of a webhook; null when it is not known.</param>
/// <param name="RetryAt">When its activation is tried again; null when nothing is due.</param>
/// <param name="Activities">What it did lately; goes on while this is looked at.</param>
public sealed record InboundStatus(
    string ExecutableId,
    string Type,
    string TenantId,
    string ProcessId,
    IReadOnlyList<InboundElementStatus> Elements,
    InboundState State,
    string? Reason,
    string? Path,
    DateTimeOffset? RetryAt,
    ActivityLog Activities)
{
    /// <summary>When it became what it is.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How it is, in one word.</summary>
    public InboundWord Word { get; init; }

    /// <summary>How much came, and when; goes on while this is looked at.</summary>
    public InboundTraffic Traffic => Activities.Traffic;

    /// <summary>How often an event is expected; null when nothing is.</summary>
    public TimeSpan? ExpectedEvery { get; init; }

    /// <summary>What it says about itself: names and values.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}

public sealed record InboundElementStatus(string ElementId, int Version, long ProcessDefinitionKey);

/// <summary>How an inbound connector is, in one word.</summary>
public enum InboundWord
{
    /// <summary>Its source is read, or its address answers.</summary>
    Up,

    /// <summary>As <see cref="Up"/>, but nothing has come for longer than expected.</summary>
    Silent,

    /// <summary>Another runtime does the work; this one would take over.</summary>
    Standby,

    /// <summary>It was started and has not said yet how it is.</summary>
    Unknown,

    /// <summary>No events arrive, for the reason given.</summary>
    Down,
}

/// <summary>State of an inbound connector. Only <see cref="Active"/> is up.</summary>
public enum InboundState
{
    /// <summary>Receives events.</summary>
    Active,

    /// <summary>Waits until another process gives the path free.</summary>
    Queued,

    /// <summary>Was started, and has not said yet that it reads its source.</summary>
    Starting,

    /// <summary>Another runtime reads the source; this one takes over when that one ends.</summary>
    Standby,

    /// <summary>The source cannot be read now; tried again for ever.</summary>
    Down,

    /// <summary>The connector itself asked to be stopped; a reset or another deployment starts it anew.</summary>
    Cancelled,

    /// <summary>No connector of this type runs here.</summary>
    ConnectorNotRegistered,

    /// <summary>Its activation failed and will be tried again.</summary>
    FailedToActivate,

    /// <summary>The model must change.</summary>
    InvalidDefinition,
}
