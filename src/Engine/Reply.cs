namespace Fairlead.Engine;

/// <summary>The answer to the caller of a command. It may be sent only when the events of the command are durable.</summary>
public abstract record Reply
{
    private protected Reply() { }

    public sealed record Done : Reply;

    public sealed record Rejected(RejectionCode Code, string Reason) : Reply;

    /// <param name="Processes">In the order of the files and of the processes in them; unchanged ones included.</param>
    public sealed record Deployed(DeploymentKey Key, IReadOnlyList<DeployedProcess> Processes) : Reply
    {
        /// <summary>In the order of the files and of the decisions in them; unchanged ones included.</summary>
        public IReadOnlyList<DeployedDecision> Decisions { get; init; } = [];

        /// <summary>The DMN files, in their order; unchanged ones included.</summary>
        public IReadOnlyList<DeployedRequirements> Requirements { get; init; } = [];

        /// <summary>Forms and other files, in their order; unchanged ones included.</summary>
        public IReadOnlyList<DeployedFile> Resources { get; init; } = [];
    }

    /// <param name="Output">UTF-8 JSON; null when it failed.</param>
    public sealed record Evaluated(
        Event.DecisionEvaluated Record, Decision Decision, string RequirementsId, ReadOnlyMemory<byte> Output) : Reply
    {
        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    public sealed record Created(
        InstanceKey Key, DefinitionKey Definition, string ProcessId, int Version, bool Duplicate) : Reply
    {
        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    public sealed record Jobs(IReadOnlyList<ActivatedJob> Activated) : Reply;

    public sealed record Published(MessageKey Key, bool Duplicate) : Reply;

    public sealed record Broadcasted(SignalKey Key) : Reply;

    /// <param name="Started">In the order in which their start events were deployed.</param>
    public sealed record ConditionsEvaluated(
        ConditionalEvaluationKey Key, IReadOnlyList<(InstanceKey Instance, DefinitionKey Definition)> Started) : Reply;

    /// <summary>The answer comes with <see cref="Notice.UserTaskSettled"/>.</summary>
    public sealed record Waiting(UserTaskKey Key) : Reply;

    /// <param name="Key">0 when it was applied before and nothing had to be kept.</param>
    /// <param name="Known">What it led to before; null when it is new or kept still.</param>
    public sealed record Kept(InboxKey Key, bool Duplicate, LedgerEntry? Known) : Reply;

    /// <summary>Who holds the lease: the caller, or somebody else.</summary>
    public sealed record Leased(Lease Lease) : Reply;

    public sealed record Correlated(MessageKey Key, InstanceKey Instance, bool Duplicate) : Reply;
}

/// <summary>Why a command was refused. The names are part of the public protocol.</summary>
public enum RejectionCode
{
    InvalidArgument,
    NotFound,
    AlreadyExists,
    InvalidState,
    ResourceExhausted,
}

public sealed record DeployedProcess(
    DefinitionKey Key, string ProcessId, string? Name, int Version, string? VersionTag, string ResourceName, bool Duplicate);

/// <param name="Duplicate">Whether it equals the latest version, which is returned.</param>
public sealed record DeployedDecision(
    DecisionKey Key,
    string DecisionId,
    string Name,
    int Version,
    string? VersionTag,
    RequirementsKey Requirements,
    string RequirementsId,
    bool Duplicate);

/// <param name="Duplicate">Whether it equals the latest version, which is returned.</param>
public sealed record DeployedRequirements(
    RequirementsKey Key, string RequirementsId, string Name, int Version, string ResourceName, bool Duplicate);

/// <param name="Duplicate">Whether it equals the latest version, which is returned.</param>
public sealed record DeployedFile(
    ResourceKey Key, ResourceKind Kind, string ResourceId, int Version, string? VersionTag, string ResourceName, bool Duplicate);

/// <summary>A job with all that its worker gets.</summary>
public sealed record ActivatedJob(
    JobKey Key,
    string Type,
    InstanceKey Instance,
    DefinitionKey Definition,
    string ProcessId,
    int ProcessVersion,
    string ElementId,
    ElementKey Element,
    IReadOnlyDictionary<string, string> Headers,
    string Worker,
    int RetriesLeft,
    Timestamp Deadline,
    ReadOnlyMemory<byte> Variables,
    JobKind Kind,
    JobListenerEvent ListenerEvent)
{
    /// <summary>Null for the default tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Of the instance.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The trace that the instance belongs to; null when nobody said.</summary>
    public TraceOrigin? Trace { get; init; }

    /// <summary>Of messages that reached the instance later, oldest first.</summary>
    public IReadOnlyList<TraceOrigin> TraceLinks { get; init; } = [];

    /// <summary>What a task listener is asked about; null for other jobs.</summary>
    public ActivatedUserTask? UserTask { get; init; }
}

/// <summary>A user task as a listener sees it.</summary>
/// <param name="Action">What the caller who asked for the change calls it; may be empty.</param>
/// <param name="Wanted">What the attributes will be.</param>
/// <param name="Changed">Names of the attributes that will be different.</param>
/// <param name="Form">The form that is deployed for it; null for none.</param>
public sealed record ActivatedUserTask(
    UserTaskKey Key, string Action, UserTaskAttributes Wanted, IReadOnlyList<string> Changed, ResourceKey? Form);

/// <summary>Something that others than the caller wait for. Passed on only when the events are durable.</summary>
public abstract record Notice
{
    private protected Notice() { }

    /// <summary>There may be work of this type.</summary>
    public sealed record JobsAvailable(string Type) : Notice;

    /// <summary>An instance whose creator awaits the result has ended.</summary>
    /// <param name="Variables">UTF-8 JSON object of the root scope, filtered; null when it was cancelled.</param>
    public sealed record InstanceEnded(InstanceKey Key, ReadOnlyMemory<byte>? Variables) : Notice;

    /// <summary>A change of a user task that somebody may wait for is done or will never be.</summary>
    public sealed record UserTaskSettled(UserTaskKey Key, Reply Answer) : Notice;

    /// <summary>Processes were deployed.</summary>
    public sealed record DefinitionsChanged : Notice;
}

/// <summary>What processing one command gave. The events are already applied to the state.</summary>
public sealed record Outcome(Reply Reply, IReadOnlyList<Event> Events, IReadOnlyList<Notice> Notices);
