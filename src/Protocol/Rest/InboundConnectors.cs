namespace Fairlead.Protocol.Rest;

/// <summary>An inbound connector that a deployed model asks for.</summary>
public sealed record InboundConnectorItem
{
    /// <summary>Identifies it as long as the model asks for the same; 64 hexadecimal digits.</summary>
    public required string ExecutableId { get; init; }

    /// <summary>Type of the connector, for example <c>io.camunda:webhook:1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Who gets its events, newest version first.</summary>
    public required IReadOnlyList<InboundElementItem> Elements { get; init; }

    /// <summary>
    /// Of a webhook: its address behind <c>/inbound/</c>, as <c>path</c>; how it knows its senders, as <c>authentication</c>, which is
    /// <c>NONE</c> when anybody may call; and what the operator should know of that, as <c>remarks</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>Whether it runs.</summary>
    public required InboundHealth Health { get; init; }

    /// <summary>Since when it runs, in ms since 1970; null when it does not.</summary>
    public long? ActivationTimestamp { get; init; }

    /// <summary>What came, and what was expected.</summary>
    public InboundTrafficItem? Traffic { get; init; }

    /// <summary>What it did lately, oldest first.</summary>
    public IReadOnlyList<InboundActivity> Logs { get; init; } = [];
}

/// <summary>What came for a connector, and what was expected.</summary>
public sealed record InboundTrafficItem
{
    /// <summary>When the connector was first seen.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Events that arrived since.</summary>
    public long Events { get; init; }

    /// <summary>Events in the last hour, to five minutes.</summary>
    public long EventsLastHour { get; init; }

    /// <summary>Events in the last day, to five minutes.</summary>
    public long EventsLastDay { get; init; }

    /// <summary>Events that were applied, known already, held, or dropped because the model wants that.</summary>
    public long Applied { get; init; }

    /// <summary>When the last event arrived; null when none did.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>When one was last counted in <see cref="Applied"/>; null when none was.</summary>
    public DateTimeOffset? LastAppliedAt { get; init; }

    /// <summary>How long ago the newest event had happened that was handed over; null when no source says when.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>The longest silence that is ordinary, in ISO 8601; null when nothing is expected.</summary>
    public string? ExpectedEvery { get; init; }
}

/// <summary>An element that a connector feeds.</summary>
public sealed record InboundElementItem
{
    /// <summary>BPMN id of the process.</summary>
    public required string BpmnProcessId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int Version { get; init; }

    /// <summary>The version of the process.</summary>
    public long ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }
}

/// <summary>Whether a connector runs.</summary>
public sealed record InboundHealth
{
    /// <summary>
    /// <c>UP</c>; <c>SILENT</c> when nothing has come for longer than expected; <c>STANDBY</c> when another runtime reads the source;
    /// <c>UNKNOWN</c> until the connector says how it is; or <c>DOWN</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>When it became so; null when an older server does not say.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it does not; null when it does.</summary>
    public InboundHealthError? Error { get; init; }
}

/// <summary>Why a connector does not run.</summary>
/// <param name="Code">The state it is in.</param>
/// <param name="Message">For the operator.</param>
public sealed record InboundHealthError(string Code, string Message);

/// <summary>Something that a connector did. Says nothing of what its events carry.</summary>
public sealed record InboundActivity
{
    /// <summary><c>DEBUG</c>, <c>INFO</c>, <c>WARNING</c> or <c>ERROR</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What it is about: <c>Lifecycle</c>, <c>Message</c>, <c>Correlation</c> or another.</summary>
    public required string Tag { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }
}
