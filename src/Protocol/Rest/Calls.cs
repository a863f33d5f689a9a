namespace Fairlead.Protocol.Rest;

/// <summary>One attempt of a connector at a job. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record CallItem
{
    /// <summary>Identifies it. Later calls have greater keys.</summary>
    public required CallKey CallKey { get; init; }

    /// <summary>How it stands.</summary>
    public required CallState State { get; init; }

    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>The job; null for a call outside of any process.</summary>
    public JobKey? JobKey { get; init; }

    /// <summary>BPMN id of the process; empty for a call outside of any process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>The version of the process.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>The visit of the element.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Which attempt at its job it is, from 1. Those in which nothing was sent because the job had to wait do not count.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many attempts the job had when this one began, those before and this one included.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it began: when the job was handed out.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When it ended; null while it is under way, or when nobody knows.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>How long it took, in milliseconds, until the cluster had taken what became of it.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Requests that were sent.</summary>
    public required int Requests { get; init; }

    /// <summary>First line of the last request, cut after 2,000 characters: for HTTP the method and the address. Null when none is kept.</summary>
    public string? Request { get; init; }

    /// <summary>Host of the last request; null when none is kept.</summary>
    public string? Host { get; init; }

    /// <summary>First line of the last answer: for HTTP the version, the status and its phrase. Null when there was none.</summary>
    public string? Answer { get; init; }

    /// <summary>HTTP status of the last answer; null when there is none.</summary>
    public int? Status { get; init; }

    /// <summary>Of a failure, or of a BPMN error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the operator was told.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>When the next attempt follows by itself; null when none does.</summary>
    public DateTimeOffset? NextAttemptTime { get; init; }

    /// <summary>What was offered to the other side to know a repetition by.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Of W3C trace context; null when it was not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>How much was kept of it.</summary>
    public required CallCapture Capture { get; init; }

    /// <summary>The call whose response was mapped again, instead of making one; null for an ordinary call.</summary>
    public CallKey? RemapOf { get; init; }
}

/// <summary>What calls must be like.</summary>
public sealed record CallFilter
{
    /// <summary>See <see cref="CallItem.CallKey"/>.</summary>
    public Filter<CallKey>? CallKey { get; init; }

    /// <summary>See <see cref="CallItem.State"/>.</summary>
    public Filter<CallState>? State { get; init; }

    /// <summary>See <see cref="CallItem.Type"/>.</summary>
    public Filter<string>? Type { get; init; }

    /// <summary>See <see cref="CallItem.JobKey"/>.</summary>
    public Filter<JobKey>? JobKey { get; init; }

    /// <summary>See <see cref="CallItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="CallItem.ProcessDefinitionKey"/>.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="CallItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="CallItem.ElementId"/>.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>See <see cref="CallItem.ElementInstanceKey"/>.</summary>
    public Filter<ElementInstanceKey>? ElementInstanceKey { get; init; }

    /// <summary>See <see cref="CallItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>See <see cref="CallItem.StartTime"/>.</summary>
    public Filter<DateTimeOffset>? StartTime { get; init; }

    /// <summary>See <see cref="CallItem.EndTime"/>.</summary>
    public Filter<DateTimeOffset>? EndTime { get; init; }

    /// <summary>See <see cref="CallItem.Attempt"/>.</summary>
    public Filter<int>? Attempt { get; init; }

    /// <summary>See <see cref="CallItem.Request"/>: with <c>$like</c> a part of the address.</summary>
    public Filter<string>? Request { get; init; }

    /// <summary>See <see cref="CallItem.Host"/>.</summary>
    public Filter<string>? Host { get; init; }

    /// <summary>See <see cref="CallItem.Status"/>.</summary>
    public Filter<int>? Status { get; init; }

    /// <summary>See <see cref="CallItem.ErrorCode"/>.</summary>
    public Filter<string>? ErrorCode { get; init; }

    /// <summary>See <see cref="CallItem.ErrorMessage"/>.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>See <see cref="CallItem.IdempotencyKey"/>.</summary>
    public Filter<string>? IdempotencyKey { get; init; }

    /// <summary>See <see cref="CallItem.TraceId"/>.</summary>
    public Filter<string>? TraceId { get; init; }
}
