namespace Fairlead.Protocol.Rest;

/// <summary>A job, and what became of it.</summary>
public sealed record JobItem
{
    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>Identifies it.</summary>
    public required JobKey JobKey { get; init; }

    /// <summary>What it is for.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>What the listener listens to, when it is one.</summary>
    public required JobListenerEventType ListenerEventType { get; init; }

    /// <summary>Its life.</summary>
    public required JobState State { get; init; }

    /// <summary>Attempts left.</summary>
    public required int Retries { get; init; }

    /// <summary>Who took it last; empty when nobody did.</summary>
    public required string Worker { get; init; }

    /// <summary>Until when its worker held it, the last time.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Whether it failed and will be tried again.</summary>
    public required bool HasFailedWithRetriesLeft { get; init; }

    /// <summary>Whether the worker of a task listener refused the change.</summary>
    public bool? IsDenied { get; init; }

    /// <summary>Why it did.</summary>
    public string? DeniedReason { get; init; }

    /// <summary>The BPMN error that its worker threw.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What its worker said about its failure or error.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Task headers of the element, with those of the listener, and those that were evaluated.</summary>
    public required IReadOnlyDictionary<string, string> CustomHeaders { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>The visit of the element.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreationTime { get; init; }

    /// <summary>When something last happened to it; null when that was before this was kept.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>When it was done or canceled.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;
}

/// <summary>What jobs must be like.</summary>
public sealed record JobFilter
{
    /// <summary>See <see cref="JobItem.Type"/>.</summary>
    public Filter<string>? Type { get; init; }

    /// <summary>See <see cref="JobItem.JobKey"/>.</summary>
    public Filter<JobKey>? JobKey { get; init; }

    /// <summary>See <see cref="JobItem.Kind"/>.</summary>
    public Filter<JobKind>? Kind { get; init; }

    /// <summary>See <see cref="JobItem.ListenerEventType"/>.</summary>
    public Filter<JobListenerEventType>? ListenerEventType { get; init; }

    /// <summary>See <see cref="JobItem.State"/>.</summary>
    public Filter<JobState>? State { get; init; }

    /// <summary>See <see cref="JobItem.Retries"/>.</summary>
    public Filter<int>? Retries { get; init; }

    /// <summary>See <see cref="JobItem.Worker"/>.</summary>
    public Filter<string>? Worker { get; init; }

    /// <summary>See <see cref="JobItem.Deadline"/>.</summary>
    public Filter<DateTimeOffset>? Deadline { get; init; }

    /// <summary>See <see cref="JobItem.HasFailedWithRetriesLeft"/>.</summary>
    public bool? HasFailedWithRetriesLeft { get; init; }

    /// <summary>See <see cref="JobItem.IsDenied"/>.</summary>
    public bool? IsDenied { get; init; }

    /// <summary>See <see cref="JobItem.DeniedReason"/>.</summary>
    public Filter<string>? DeniedReason { get; init; }

    /// <summary>See <see cref="JobItem.ErrorCode"/>.</summary>
    public Filter<string>? ErrorCode { get; init; }

    /// <summary>See <see cref="JobItem.ErrorMessage"/>.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>See <see cref="JobItem.ElementId"/>.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>See <see cref="JobItem.ElementInstanceKey"/>.</summary>
    public Filter<ElementInstanceKey>? ElementInstanceKey { get; init; }

    /// <summary>See <see cref="JobItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="JobItem.ProcessDefinitionKey"/>.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="JobItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="JobItem.CreationTime"/>.</summary>
    public Filter<DateTimeOffset>? CreationTime { get; init; }

    /// <summary>See <see cref="JobItem.LastUpdateTime"/>.</summary>
    public Filter<DateTimeOffset>? LastUpdateTime { get; init; }

    /// <summary>See <see cref="JobItem.EndTime"/>.</summary>
    public Filter<DateTimeOffset>? EndTime { get; init; }

    /// <summary>See <see cref="JobItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }
}

/// <summary>Life of a job.</summary>
public enum JobState
{
    /// <summary>It waits for a worker, or a worker holds it.</summary>
    Created,

    /// <summary>Its worker held it for too long; others can take it.</summary>
    TimedOut,

    /// <summary>Its worker failed. It is tried again when attempts are left.</summary>
    Failed,

    /// <summary>Its worker threw a BPMN error.</summary>
    ErrorThrown,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It was taken back: what it was for ended.</summary>
    Canceled,

    /// <summary>It was given other attempts.</summary>
    RetriesUpdated,

    /// <summary>Its instance was moved to another version.</summary>
    Migrated,
}
