using System.Diagnostics;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Translating;

/// <summary>Replies of the engine, as callers get them.</summary>
internal static class Answers
{
    /// <param name="intent">What was asked, as the gateway protocol names it; part of the message of a rejection.</param>
    /// <exception cref="ClusterException">The engine rejected the command.</exception>
    public static T Expect<T>(Reply reply, string intent)
        where T : Reply => reply switch
        {
            T expected => expected,
            Reply.Rejected rejected => throw Rejected(intent, rejected),
            _ => throw new UnreachableException($"{intent} was answered with {reply}."),
        };

    public static ClusterException Rejected(string intent, Reply.Rejected rejected)
    {
        var (error, name) = rejected.Code switch
        {
            RejectionCode.InvalidArgument => (ClusterError.InvalidArgument, "INVALID_ARGUMENT"),
            RejectionCode.NotFound => (ClusterError.NotFound, "NOT_FOUND"),
            RejectionCode.AlreadyExists => (ClusterError.AlreadyExists, "ALREADY_EXISTS"),
            RejectionCode.InvalidState => (ClusterError.InvalidState, "INVALID_STATE"),
            RejectionCode.ResourceExhausted => (ClusterError.ResourceExhausted, "RESOURCE_EXHAUSTED"),
        };
        return new ClusterException(error, $"Command '{intent}' rejected with code '{name}': {rejected.Reason}");
    }

    public static IReadOnlyList<Protocol.ActivatedJob> ToJobs(Reply.Jobs reply)
    {
        var jobs = new Protocol.ActivatedJob[reply.Activated.Count];
        for (var i = 0; i < jobs.Length; i++)
            jobs[i] = ToJob(reply.Activated[i]);
        return jobs;
    }

    public static CreatedInstance ToInstance(Reply.Created created, ReadOnlyMemory<byte> variables) => new(
        new(created.Key.Value),
        new(created.Definition.Value),
        created.ProcessId,
        created.Version,
        variables,
        created.Duplicate)
    {
        TenantId = Tenancy.ToCaller(created.Tenant),
    };

    public static Deployment ToDeployment(Reply.Deployed deployed, string tenantId) => new(
        deployed.Key.Value,
        [
            .. deployed.Processes.Select(process => new DeployedDefinition(
                new(process.Key.Value), process.ProcessId, process.Version, process.ResourceName, process.Duplicate)),
        ])
    {
        TenantId = tenantId,
        Decisions =
        [
            .. deployed.Decisions.Select(decision => new Protocol.Rest.DeployedDecision
            {
                DecisionDefinitionId = decision.DecisionId,
                Version = decision.Version,
                Name = decision.Name,
                TenantId = tenantId,
                DecisionRequirementsId = decision.RequirementsId,
                DecisionDefinitionKey = new(decision.Key.Value),
                DecisionRequirementsKey = new(decision.Requirements.Value),
            }),
        ],
        Requirements =
        [
            .. deployed.Requirements.Select(file => new DeployedDecisionRequirements
            {
                DecisionRequirementsId = file.RequirementsId,
                DecisionRequirementsName = file.Name,
                TenantId = tenantId,
                Version = file.Version,
                ResourceName = file.ResourceName,
                DecisionRequirementsKey = new(file.Key.Value),
            }),
        ],
        Files =
        [
            .. deployed.Resources.Select(file => new DeployedFile(
                file.Key.Value, file.Kind is ResourceKind.Form, file.ResourceId, file.Version, file.ResourceName, file.Duplicate)),
        ],
    };

    public static StoredFile ToFile(DeployedResource resource) => new(
        resource.Key.Value,
        resource.Kind is ResourceKind.Form,
        resource.ResourceId,
        resource.Version,
        resource.VersionTag,
        resource.ResourceName,
        resource.Content)
    {
        TenantId = Tenancy.ToCaller(resource.Tenant),
    };

    public static Protocol.ActivatedJob ToJob(Engine.ActivatedJob job) => new()
    {
        Key = new(job.Key.Value),
        Type = job.Type,
        ProcessInstanceKey = new(job.Instance.Value),
        ProcessDefinitionKey = new(job.Definition.Value),
        ProcessId = job.ProcessId,
        ProcessVersion = job.ProcessVersion,
        ElementId = job.ElementId,
        ElementInstanceKey = new(job.Element.Value),
        Headers = job.Headers,
        Worker = job.Worker,
        RetriesLeft = job.RetriesLeft,
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(job.Deadline.UnixMilliseconds),
        Variables = job.Variables,
        TenantId = Tenancy.ToCaller(job.Tenant),
        Tags = job.Tags,
        Trace = ToTrace(job.Trace),
        TraceLinks = [.. job.TraceLinks.Select(ToTrace).OfType<TraceContext>()],
        UserTask = job.UserTask is { } task ? ToTask(task) : null,
        Kind = ToKind(job.Kind),
        ListenerEventType = ToListenerEvent(job.ListenerEvent),
    };

    private static Protocol.ListenedUserTask ToTask(ActivatedUserTask task) => new()
    {
        Key = new(task.Key.Value),
        Action = task.Action,
        Assignee = task.Wanted.Assignee.Length > 0 ? task.Wanted.Assignee : null,
        CandidateUsers = task.Wanted.CandidateUsers,
        CandidateGroups = task.Wanted.CandidateGroups,
        ChangedAttributes = task.Changed,
        DueDate = task.Wanted.DueDate.Length > 0 ? task.Wanted.DueDate : null,
        FollowUpDate = task.Wanted.FollowUpDate.Length > 0 ? task.Wanted.FollowUpDate : null,
        Priority = task.Wanted.Priority,
        FormKey = task.Form is { } form ? new Protocol.FormKey(form.Value) : null,
    };

    private static Protocol.JobKind ToKind(Engine.JobKind kind) => kind switch
    {
        Engine.JobKind.BpmnElement => Protocol.JobKind.BpmnElement,
        Engine.JobKind.ExecutionListener => Protocol.JobKind.ExecutionListener,
        Engine.JobKind.TaskListener => Protocol.JobKind.TaskListener,
        Engine.JobKind.AdHocSubProcess => Protocol.JobKind.AdHocSubProcess,
    };

    private static JobListenerEventType ToListenerEvent(JobListenerEvent @event) => @event switch
    {
        JobListenerEvent.Unspecified => JobListenerEventType.Unspecified,
        JobListenerEvent.Start => JobListenerEventType.Start,
        JobListenerEvent.End => JobListenerEventType.End,
        JobListenerEvent.Creating => JobListenerEventType.Creating,
        JobListenerEvent.Assigning => JobListenerEventType.Assigning,
        JobListenerEvent.Updating => JobListenerEventType.Updating,
        JobListenerEvent.Completing => JobListenerEventType.Completing,
        JobListenerEvent.Canceling => JobListenerEventType.Canceling,
    };

    private static TraceContext? ToTrace(TraceOrigin? origin) => origin is null ? null : TraceContext.Read(origin.Parent, origin.State);
}
