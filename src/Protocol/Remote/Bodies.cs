using Fairlead.Protocol.Rest;

namespace Fairlead.Protocol.Remote;

/// <summary>Between what the port <see cref="ICluster"/> says and what goes over REST.</summary>
internal static class Bodies
{
    public static JobActivationRequest Of(ActivateJobs request) => new()
    {
        Type = request.Type,
        Worker = request.Worker,
        Timeout = Milliseconds(request.Timeout),
        MaxJobsToActivate = request.JobsAtMost,
        FetchVariable = request.FetchVariables.Count > 0 ? request.FetchVariables : null,
        // Zero would mean as long as the cluster likes.
        RequestTimeout = request.Wait > TimeSpan.Zero ? Milliseconds(request.Wait) : -1,
        TenantIds = request.TenantIds.Count > 0 ? request.TenantIds : null,
    };

    public static ActivatedJob ToJob(ActivatedJobItem item) => new()
    {
        Key = item.JobKey,
        Type = item.Type,
        ProcessInstanceKey = item.ProcessInstanceKey,
        ProcessDefinitionKey = item.ProcessDefinitionKey,
        ProcessId = item.ProcessDefinitionId,
        ProcessVersion = item.ProcessDefinitionVersion,
        ElementId = item.ElementId,
        ElementInstanceKey = item.ElementInstanceKey,
        Headers = item.CustomHeaders,
        Worker = item.Worker,
        RetriesLeft = item.Retries,
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(item.Deadline),
        Variables = item.Variables.Utf8,
        Tags = item.Tags,
        TenantId = item.TenantId,
        Kind = item.Kind,
        ListenerEventType = item.ListenerEventType,
        UserTask = item.UserTask is { } task ? ToTask(task) : null,
    };

    public static JobResultBody Of(AdHocCompletion result) => new()
    {
        Type = "adHocSubProcess",
        ActivateElements =
        [
            .. result.Activate.Select(element => new JobResultElement { ElementId = element.ElementId, Variables = Of(element.Variables) }),
        ],
        IsCompletionConditionFulfilled = result.IsDone,
        IsCancelRemainingInstances = result.CancelsRemaining,
    };

    public static JobFailRequest Of(JobFailure failure) => new()
    {
        Retries = failure.RetriesLeft,
        RetryBackOff = Milliseconds(failure.Backoff),
        ErrorMessage = failure.Message,
        Variables = Of(failure.Variables),
    };

    public static JobErrorRequest Of(BpmnError error) => new()
    {
        ErrorCode = error.Code,
        ErrorMessage = error.Message,
        Variables = Of(error.Variables),
    };

    /// <param name="isOurs">Whether the cluster knows what only ours know.</param>
    public static CreateProcessInstanceRequest Of(CreateInstance request, bool isOurs) => new()
    {
        ProcessDefinitionKey = request.DefinitionKey,
        ProcessDefinitionId = request.ProcessId,
        ProcessDefinitionVersion = request.Version,
        Variables = Of(request.Variables),
        TenantId = request.TenantId,
        StartInstructions = request.StartBefore.Count > 0
            ? [.. request.StartBefore.Select(element => new StartInstruction { ElementId = element })]
            : null,
        RuntimeInstructions = request.EndAfter.Count > 0
            ? [.. request.EndAfter.Select(element => new RuntimeInstruction { AfterElementId = element })]
            : null,
        AwaitCompletion = request.AwaitCompletion ? true : null,
        FetchVariables = request.FetchVariables.Count > 0 ? request.FetchVariables : null,
        RequestTimeout = request.AwaitCompletion ? Milliseconds(request.Wait) : null,
        Tags = request.Tags.Count > 0 ? request.Tags : null,
        BusinessId = request.BusinessId,
        DeduplicationKey = isOurs ? request.DeduplicationKey : null,
        Origin = isOurs ? InboundOriginBody.Of(request.Origin) : null,
    };

    public static CreatedInstance ToInstance(CreateProcessInstanceResult result, bool isAwaited) => new(
        result.ProcessInstanceKey,
        result.ProcessDefinitionKey,
        result.ProcessDefinitionId,
        result.ProcessDefinitionVersion,
        isAwaited ? result.Variables.Utf8 : default,
        result.Duplicate)
    {
        TenantId = result.TenantId,
    };

    /// <param name="isOurs">Whether the cluster knows what only ours know.</param>
    public static MessagePublicationRequest Of(PublishMessage request, bool isOurs) => new()
    {
        Name = request.Name,
        CorrelationKey = request.CorrelationKey,
        TimeToLive = Milliseconds(request.TimeToLive),
        MessageId = request.MessageId.Length > 0 ? request.MessageId : null,
        Variables = Of(request.Variables),
        TenantId = request.TenantId,
        DeduplicationKey = isOurs ? request.DeduplicationKey : null,
        Origin = isOurs ? InboundOriginBody.Of(request.Origin) : null,
    };

    public static PublishedMessage ToMessage(MessagePublicationResult result) => new(result.MessageKey, result.Duplicate);

    /// <param name="isOurs">Whether the cluster knows what only ours know.</param>
    public static MessageCorrelationRequest Of(CorrelateMessage request, bool isOurs) => new()
    {
        Name = request.Name,
        CorrelationKey = request.CorrelationKey,
        Variables = Of(request.Variables),
        TenantId = request.TenantId,
        DeduplicationKey = isOurs ? request.DeduplicationKey : null,
        Origin = isOurs ? InboundOriginBody.Of(request.Origin) : null,
    };

    public static CorrelatedMessage ToCorrelation(MessageCorrelationResult result) =>
        new(result.MessageKey, result.ProcessInstanceKey, result.Duplicate);

    public static JsonObjectText? Of(ReadOnlyMemory<byte> variables) => variables.IsEmpty ? null : new JsonObjectText(variables);

    /// <summary>Whole ones, rounded up: less than one would be none.</summary>
    public static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);

    private static ListenedUserTask ToTask(UserTaskProperties task) => new()
    {
        Key = task.UserTaskKey ?? default,
        Action = task.Action,
        Assignee = task.Assignee,
        CandidateUsers = task.CandidateUsers,
        CandidateGroups = task.CandidateGroups,
        ChangedAttributes = task.ChangedAttributes,
        DueDate = task.DueDate,
        FollowUpDate = task.FollowUpDate,
        FormKey = task.FormKey,
        Priority = task.Priority ?? 50,
    };
}
