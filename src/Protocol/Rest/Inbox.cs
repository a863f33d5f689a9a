namespace Fairlead.Protocol.Rest;

/// <summary>An outside event that is kept, or was. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record InboxItem
{
    /// <summary>Identifies it. Later events have greater keys.</summary>
    public required InboxKey InboxKey { get; init; }

    /// <summary>What it waits for, or what became of it.</summary>
    public required InboxState State { get; init; }

    /// <summary>Of its connector.</summary>
    public required string ConnectorType { get; init; }

    /// <summary>BPMN id of the process that it is for.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id of the element that it is for.</summary>
    public required string ElementId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Of the problem; empty for what is only held.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>For the operator; empty for what is only held.</summary>
    public required string ErrorMessage { get; init; }

    /// <summary>Names the event; null when it has no name.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>What the connector knows as the event's identity.</summary>
    public string? MessageId { get; init; }

    /// <summary>Bytes of what it carries.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>What it carries; null where many are listed, and when it is done.</summary>
    public JsonObjectText? Payload { get; init; }

    /// <summary>Attempts so far, the arrivals of repetitions included.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it arrived first.</summary>
    public required DateTimeOffset ReceivedTime { get; init; }

    /// <summary>When it failed last.</summary>
    public required DateTimeOffset LastAttemptTime { get; init; }

    /// <summary>When it is forgotten, unless its trigger is suspended then.</summary>
    public required DateTimeOffset KeptUntil { get; init; }

    /// <summary>When it was done; null while it is kept.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Key of the instance or message that it caused; null for none.</summary>
    public string? AnswerKey { get; init; }

    /// <summary>The instance that it started or reached; null when nobody knows.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }
}

/// <summary>What events must be like.</summary>
public sealed record InboxFilter
{
    /// <summary>See <see cref="InboxItem.InboxKey"/>.</summary>
    public Filter<InboxKey>? InboxKey { get; init; }

    /// <summary>See <see cref="InboxItem.State"/>.</summary>
    public Filter<InboxState>? State { get; init; }

    /// <summary>See <see cref="InboxItem.ConnectorType"/>.</summary>
    public Filter<string>? ConnectorType { get; init; }

    /// <summary>See <see cref="InboxItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="InboxItem.ElementId"/>.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>See <see cref="InboxItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>See <see cref="InboxItem.ErrorCode"/>.</summary>
    public Filter<string>? ErrorCode { get; init; }

    /// <summary>See <see cref="InboxItem.ErrorMessage"/>: with <c>$like</c> a part of it.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>See <see cref="InboxItem.DeduplicationKey"/>: with <c>$like</c> a part of it.</summary>
    public Filter<string>? DeduplicationKey { get; init; }

    /// <summary>See <see cref="InboxItem.MessageId"/>.</summary>
    public Filter<string>? MessageId { get; init; }

    /// <summary>See <see cref="InboxItem.Attempts"/>.</summary>
    public Filter<int>? Attempts { get; init; }

    /// <summary>See <see cref="InboxItem.ReceivedTime"/>.</summary>
    public Filter<DateTimeOffset>? ReceivedTime { get; init; }

    /// <summary>See <see cref="InboxItem.LastAttemptTime"/>.</summary>
    public Filter<DateTimeOffset>? LastAttemptTime { get; init; }

    /// <summary>See <see cref="InboxItem.EndTime"/>.</summary>
    public Filter<DateTimeOffset>? EndTime { get; init; }

    /// <summary>See <see cref="InboxItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }
}

/// <summary>Events that are kept now, in order of arrival.</summary>
public sealed record InboxResult
{
    /// <summary>Without what they carry.</summary>
    public required IReadOnlyList<InboxItem> Items { get; init; }
}

/// <summary>Keeps an event. See <see cref="KeepEvent"/>.</summary>
public sealed record KeepEventRequest
{
    /// <summary>What it is for.</summary>
    public required InboundTriggerBody Trigger { get; init; }

    /// <summary><see cref="InboxState.Quarantined"/> or <see cref="InboxState.Held"/>.</summary>
    public required InboxState State { get; init; }

    /// <summary>Of the problem.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>For the operator.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What expressions see.</summary>
    public required JsonObjectText Payload { get; init; }

    /// <summary>Names the event.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>What the connector knows as the event's identity.</summary>
    public string? MessageId { get; init; }

    /// <summary>How far the source is read with this event.</summary>
    public InboundCursorBody? Cursor { get; init; }

    /// <summary>The lease under which the source is read.</summary>
    public LeaseHoldBody? Lease { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>In milliseconds; null for as long as the cluster says.</summary>
    public long? KeepFor { get; init; }
}

/// <summary>An event that is kept, or was known.</summary>
public sealed record KeepEventResult
{
    /// <summary>Null when it was applied before and nothing had to be kept.</summary>
    public InboxKey? InboxKey { get; init; }

    /// <summary>Whether it was known.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>What became of it the first time; null when it is new or kept still.</summary>
    public KnownEventBody? Known { get; init; }
}

/// <summary>What became of an event.</summary>
public sealed record KnownEventBody
{
    /// <summary>Where it is kept, or was.</summary>
    public InboxKey? InboxKey { get; init; }

    /// <summary>See <see cref="KnownEvent.State"/>.</summary>
    public required InboxState State { get; init; }

    /// <summary>Key of the instance or message that it caused; null for none.</summary>
    public string? AnswerKey { get; init; }

    /// <summary>The instance that it started or reached; null when nobody knows.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }
}

/// <summary>What is known of an event.</summary>
public sealed record KnownEventResult
{
    /// <summary>Null when nobody remembers.</summary>
    public KnownEventBody? Known { get; init; }
}

/// <summary>Replaces what an event carries.</summary>
public sealed record EditInboxRequest
{
    /// <summary>What expressions see.</summary>
    public required JsonObjectText Payload { get; init; }
}

/// <summary>Notes that applying an event failed again.</summary>
public sealed record InboxFailureRequest
{
    /// <summary>Of the problem.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>For the operator.</summary>
    public required string ErrorMessage { get; init; }
}

/// <summary>Discards many events, oldest first.</summary>
public sealed record DiscardInboxRequest
{
    /// <summary>Events discarded by one request.</summary>
    public const int LimitAtMost = 1_000;

    /// <summary>BPMN id; null for all.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>BPMN id, beside that of the process; null for all.</summary>
    public string? ElementId { get; init; }

    /// <summary>Null for quarantined and held ones.</summary>
    public InboxState? State { get; init; }

    /// <summary>Null for those of all; with a process, for the default one.</summary>
    public string? TenantId { get; init; }

    /// <summary>1 to <see cref="LimitAtMost"/>; null for 100.</summary>
    public int? Limit { get; init; }
}

/// <summary>What was discarded.</summary>
public sealed record DiscardInboxResult
{
    /// <summary>Events that were discarded.</summary>
    public required int Discarded { get; init; }

    /// <summary>Whether others are like that still.</summary>
    public required bool HasMore { get; init; }
}

/// <summary>Triggers whose events are kept instead of applied.</summary>
public sealed record SuspensionsResult
{
    /// <summary>In order of tenant, process and element.</summary>
    public required IReadOnlyList<SuspensionItem> Items { get; init; }
}

/// <summary>A trigger whose events are kept instead of applied.</summary>
public sealed record SuspensionItem
{
    /// <summary>BPMN id.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id; null for all of the process.</summary>
    public string? ElementId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>Suspends a trigger.</summary>
public sealed record SuspendRequest
{
    /// <summary>BPMN id.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id; null for all of the process.</summary>
    public string? ElementId { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }
}
