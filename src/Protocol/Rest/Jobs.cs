using System.Text.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>Asks for jobs.</summary>
public sealed record JobActivationRequest
{
    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>Who asks.</summary>
    public string? Worker { get; init; }

    /// <summary>Milliseconds for which a job is held.</summary>
    public required long Timeout { get; init; }

    /// <summary>Jobs at most.</summary>
    public required int MaxJobsToActivate { get; init; }

    /// <summary>Variables wanted; all when empty.</summary>
    public IReadOnlyList<string>? FetchVariable { get; init; }

    /// <summary>Milliseconds to wait for the first job: 0 for the default of 10 s, less than 0 for not at all.</summary>
    public long RequestTimeout { get; init; }

    /// <summary>Only <c>&lt;default&gt;</c>.</summary>
    public IReadOnlyList<string>? TenantIds { get; init; }

    /// <summary><c>PROVIDED</c> or <c>ASSIGNED</c>; not used.</summary>
    public string? TenantFilter { get; init; }
}

/// <summary>The jobs handed out.</summary>
public sealed record JobActivationResult(IReadOnlyList<ActivatedJobItem> Jobs);

/// <summary>A job that the caller holds.</summary>
/// <param name="Deadline">Milliseconds since 1970.</param>
/// <param name="Variables">A JSON object.</param>
/// <param name="Kind"><c>BPMN_ELEMENT</c>.</param>
/// <param name="ListenerEventType"><c>UNSPECIFIED</c>.</param>
public sealed record ActivatedJobItem(
    string Type,
    string ProcessDefinitionId,
    int ProcessDefinitionVersion,
    string ElementId,
    IReadOnlyDictionary<string, string> CustomHeaders,
    string Worker,
    int Retries,
    long Deadline,
    JsonElement Variables,
    string TenantId,
    JobKey JobKey,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessDefinitionKey ProcessDefinitionKey,
    ElementInstanceKey ElementInstanceKey,
    string Kind,
    string ListenerEventType,
    object? UserTask,
    IReadOnlyList<string> Tags,
    ProcessInstanceKey? RootProcessInstanceKey);

/// <summary>Completes a job; the body may be left out.</summary>
public sealed record JobCompletionRequest
{
    /// <summary>A JSON object.</summary>
    public JsonElement? Variables { get; init; }
}

/// <summary>Fails a job.</summary>
public sealed record JobFailRequest
{
    /// <summary>Attempts left; none raises an incident.</summary>
    public int Retries { get; init; }

    /// <summary>For the operator.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Milliseconds until the next attempt.</summary>
    public long RetryBackOff { get; init; }

    /// <summary>A JSON object; becomes local to the element.</summary>
    public JsonElement? Variables { get; init; }
}

/// <summary>Throws a BPMN error at the element of a job.</summary>
public sealed record JobErrorRequest
{
    /// <summary>Compared with the codes of the error events in reach.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>For the operator.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>A JSON object; goes to the catching event.</summary>
    public JsonElement? Variables { get; init; }
}

/// <summary>Changes a job.</summary>
public sealed record JobUpdateRequest
{
    /// <summary>What to change.</summary>
    public required JobChangeset Changeset { get; init; }

    /// <summary>Not used.</summary>
    public long? OperationReference { get; init; }
}

/// <summary>What to change of a job.</summary>
public sealed record JobChangeset
{
    /// <summary>Attempts left.</summary>
    public int? Retries { get; init; }

    /// <summary>Milliseconds from now.</summary>
    public long? Timeout { get; init; }
}
