using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Translating;

/// <summary>What callers ask for, as commands of the engine. What the engine need not know is refused here.</summary>
internal static class Requests
{
    /// <summary>Leaves room for what surrounds the variables in a message of 4 MB.</summary>
    private const int JobsSizeAtMostBytes = (4 << 20) - (8 << 10);

    public static Command.ActivateJobs ToCommand(ActivateJobs request, Tenancy tenancy)
    {
        Require(!string.IsNullOrWhiteSpace(request.Type), "type to be present, but it was blank");
        Require(!string.IsNullOrWhiteSpace(request.Worker), "worker to be present, but it was blank");
        Require(
            request.Timeout >= TimeSpan.FromMilliseconds(1),
            $"timeout to be at least 1 ms, but it was {request.Timeout.TotalMilliseconds} ms");
        Require(request.JobsAtMost >= 1, $"the number of jobs to be at least 1, but it was {request.JobsAtMost}");
        return new(request.Type, request.Worker, request.Timeout, request.JobsAtMost, request.FetchVariables, JobsSizeAtMostBytes)
        {
            Tenants = tenancy.ToEngine(request.TenantIds),
        };

        static void Require(bool holds, string expected)
        {
            if (!holds)
                throw Answers.Rejected("ACTIVATE", new(RejectionCode.InvalidArgument, $"Expected to activate jobs with {expected}."));
        }
    }

    public static Command.CreateInstance ToCommand(CreateInstance request, Tenancy tenancy)
    {
        if (request.DefinitionKey is null == string.IsNullOrEmpty(request.ProcessId))
        {
            throw Answers.Rejected("CREATE", new(
                RejectionCode.InvalidArgument,
                "Expected to create an instance with either a process definition key or a process id, but got "
                + $"{(request.DefinitionKey is null ? "neither" : "both")}."));
        }

        return new(
            request.DefinitionKey is { } key ? new DefinitionKey(key.Value) : null,
            request.DefinitionKey is null ? request.ProcessId : null,
            request.Version,
            Variables.Check(request.Variables),
            request.AwaitCompletion,
            request.FetchVariables,
            request.DeduplicationKey)
        {
            Tenant = tenancy.ToEngine(request.TenantId),
            Tags = request.Tags,
            BusinessId = request.BusinessId,
            Trace = ToOrigin(request.Trace),
            Source = InboundRequests.ToSource(request.Origin),
            StartBefore = [.. request.StartBefore],
            EndAfter = [.. request.EndAfter],
        };
    }

    public static JobResult ToResult(AdHocCompletion result) => new JobResult.AdHocSubProcess(
        [.. result.Activate.Select(element => new JobResult.ActivatedElement(element.ElementId, Variables.Check(element.Variables)))],
        result.IsDone,
        result.CancelsRemaining);

    /// <summary>The fields tell which kind it is when the type does not.</summary>
    public static JobResult? ToResult(JobResultBody? result) => result switch
    {
        null => null,
        { Type: "adHocSubProcess" } or { Type: null, ActivateElements: not null }
            or { Type: null, IsCompletionConditionFulfilled: not null } or { Type: null, IsCancelRemainingInstances: not null } =>
            new JobResult.AdHocSubProcess(
                [.. (result.ActivateElements ?? []).Select(element => ToElement(element?.ElementId, element?.Variables, "COMPLETE"))],
                result.IsCompletionConditionFulfilled ?? false,
                result.IsCancelRemainingInstances ?? false),
        { Type: null or "userTask" } => new JobResult.UserTask(
            result.Denied ?? false,
            result.DeniedReason ?? "",
            result.Corrections is { } c
                ? new UserTaskCorrections(c.Assignee, c.DueDate, c.FollowUpDate, c.CandidateUsers, c.CandidateGroups, c.Priority)
                : null),
        _ => throw Answers.Rejected("COMPLETE", new(
            RejectionCode.InvalidArgument,
            $"Expected the type of the result to be userTask or adHocSubProcess, but it is '{result.Type}'.")),
    };

    public static Command.ActivateAdHocElements ToCommand(ElementInstanceKey adHoc, AdHocActivationRequest request) => new(
        new(adHoc.Value),
        [.. request.Elements.Select(element => ToElement(element?.ElementId, element?.Variables, "ACTIVATE"))],
        request.CancelRemainingInstances ?? false);

    public static Command.FailJob ToCommand(Protocol.JobKey job, JobFailure failure) => new(
        new(job.Value), failure.RetriesLeft, failure.Backoff, failure.Message, Variables.Check(failure.Variables));

    public static Command.ThrowError ToCommand(Protocol.JobKey job, BpmnError error) => new(
        new(job.Value), error.Code, error.Message, Variables.Check(error.Variables));

    public static Command.PublishMessage ToCommand(PublishMessage request, Tenancy tenancy) => new(
        request.Name,
        request.CorrelationKey,
        request.TimeToLive,
        request.MessageId,
        Variables.Check(request.Variables),
        request.DeduplicationKey)
    {
        Tenant = tenancy.ToEngine(request.TenantId),
        Trace = ToOrigin(request.Trace),
        Source = InboundRequests.ToSource(request.Origin),
    };

    public static Command.CorrelateMessage ToCommand(CorrelateMessage request, Tenancy tenancy) => new(
        request.Name, request.CorrelationKey, Variables.Check(request.Variables), request.DeduplicationKey)
    {
        Tenant = tenancy.ToEngine(request.TenantId),
        Trace = ToOrigin(request.Trace),
        Source = InboundRequests.ToSource(request.Origin),
    };

    public static Command.Deploy ToCommand(IReadOnlyList<DeploymentFile> files, string? tenant) => new(
        [.. files.Select(file => new Resource(file.Name, file.Content.ToArray()))])
    {
        Tenant = tenant,
    };

    private static TraceOrigin? ToOrigin(TraceContext? trace) => trace is null ? null : new TraceOrigin(trace.Parent, trace.State);

    /// <param name="id">Null when the caller wrote null in place of an element.</param>
    private static JobResult.ActivatedElement ToElement(string? id, JsonObjectText? variables, string command) => id is null
        ? throw Answers.Rejected(command, new(
            RejectionCode.InvalidArgument,
            "Expected each element to activate to have an elementId, but one has none."))
        : new(id, Variables.Check(variables?.Utf8 ?? default));
}
