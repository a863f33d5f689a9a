namespace Fairlead.Engine;

/// <summary>What a caller asks for. Asking changes nothing; see <see cref="Event"/>. Variables are UTF-8 JSON objects.</summary>
public abstract partial record Command
{
    private protected Command() { }

    public sealed record Deploy(IReadOnlyList<Resource> Resources) : Command
    {
        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    /// <param name="Definition">Either this or <paramref name="ProcessId"/>.</param>
    /// <param name="Version">With the id: null for the latest.</param>
    public sealed record CreateInstance(
        DefinitionKey? Definition,
        string? ProcessId,
        int? Version,
        ReadOnlyMemory<byte> Variables,
        bool AwaitResult,
        IReadOnlyList<string> FetchVariables,
        string? DeduplicationKey) : Command
    {
        /// <summary>Labels that its jobs carry, too; one that stands twice counts once.</summary>
        public IReadOnlyList<string> Tags { get; init; } = [];

        /// <summary>Null for the default tenant. A definition of another one is not found.</summary>
        public string? Tenant { get; init; }

        /// <summary>The outside event behind it; null when there is none.</summary>
        public InboundSource? Source { get; init; }

        /// <summary>What the caller calls the instance; null when nothing.</summary>
        public string? BusinessId { get; init; }

        /// <summary>The trace of the caller; null when he did not say.</summary>
        public TraceOrigin? Trace { get; init; }

        /// <summary>Ids of elements to begin at instead of the start event; empty for the start event.</summary>
        public IReadOnlyList<string> StartBefore { get; init; } = [];

        /// <summary>Ids of elements: when one of them has ended, the instance is terminated.</summary>
        public IReadOnlyList<string> EndAfter { get; init; } = [];
    }

    /// <summary>Deletes one version of something deployed. Instances that run go on to their end.</summary>
    /// <param name="Key">Of the definition or file.</param>
    /// <param name="DeletesHistory">Whether instances of it that have ended are forgotten, too.</param>
    public sealed record DeleteResource(long Key, bool DeletesHistory) : Command;

    public sealed record CancelInstance(InstanceKey Key) : Command;

    /// <param name="Local">True writes into the scope itself; false merges from it upward.</param>
    public sealed record SetVariables(ElementKey Scope, ReadOnlyMemory<byte> Variables, bool Local) : Command;

    /// <param name="FetchVariables">Empty for all that the element sees.</param>
    /// <param name="SizeAtMostBytes">Bound for the variables of all jobs handed out; at least one job is always handed out.</param>
    public sealed record ActivateJobs(
        string Type,
        string Worker,
        TimeSpan Timeout,
        int JobsAtMost,
        IReadOnlyList<string> FetchVariables,
        int SizeAtMostBytes) : Command
    {
        /// <summary>Null for the default tenant. Those of several are handed out in turn, so that one with much work leaves room for others.</summary>
        public IReadOnlyList<string?> Tenants { get; init; } = [null];
    }

    /// <param name="Result">What the worker of a listener or of an ad-hoc sub-process decided; null when it decided nothing.</param>
    public sealed record CompleteJob(JobKey Key, ReadOnlyMemory<byte> Variables, JobResult? Result = null) : Command;

    public sealed record FailJob(
        JobKey Key, int RetriesLeft, TimeSpan Backoff, string Message, ReadOnlyMemory<byte> Variables) : Command;

    public sealed record ThrowError(JobKey Key, string Code, string Message, ReadOnlyMemory<byte> Variables) : Command;

    public sealed record UpdateJob(JobKey Key, int? RetriesLeft, TimeSpan? Timeout) : Command;

    /// <summary>Makes a job available at once that waits for its backoff or in an incident.</summary>
    public sealed record RetryJob(JobKey Key) : Command;

    /// <summary>Gives jobs back that never reached their worker: available at once, retries unchanged.</summary>
    public sealed record ReturnJobs(IReadOnlyList<JobKey> Keys) : Command;

    /// <summary>Gives back what a worker held that is known to be gone: available at once, retries unchanged.</summary>
    /// <param name="TimeoutAtMost">The longest time for which it took jobs; jobs held for longer wait for their deadline.</param>
    public sealed record ReturnJobsHeldBy(string Worker, TimeSpan TimeoutAtMost) : Command;

    public sealed record PublishMessage(
        string Name,
        string CorrelationKey,
        TimeSpan TimeToLive,
        string MessageId,
        ReadOnlyMemory<byte> Variables,
        string? DeduplicationKey) : Command
    {
        /// <summary>The trace of the caller; null when he did not say.</summary>
        public TraceOrigin? Trace { get; init; }

        /// <summary>The outside event behind it; null when there is none.</summary>
        public InboundSource? Source { get; init; }

        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    public sealed record CorrelateMessage(
        string Name, string CorrelationKey, ReadOnlyMemory<byte> Variables, string? DeduplicationKey) : Command
    {
        /// <summary>The trace of the caller; null when he did not say.</summary>
        public TraceOrigin? Trace { get; init; }

        /// <summary>The outside event behind it; null when there is none.</summary>
        public InboundSource? Source { get; init; }

        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    /// <summary>Reaches everything that waits for the signal now, and nothing later.</summary>
    public sealed record BroadcastSignal(string Name, ReadOnlyMemory<byte> Variables) : Command
    {
        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }
    }

    /// <param name="Decision">Either this or <paramref name="DecisionId"/>, of which the latest version is evaluated.</param>
    public sealed record EvaluateDecision(DecisionKey? Decision, string? DecisionId, ReadOnlyMemory<byte> Variables) : Command
    {
        /// <summary>Null for the default tenant. A decision of another one is not found.</summary>
        public string? Tenant { get; init; }
    }

    /// <summary>Starts an instance for each conditional start event of the latest versions whose condition is true.</summary>
    /// <param name="Definition">Null for the start events of all processes.</param>
    /// <param name="Variables">What the conditions see and the instances get.</param>
    public sealed record EvaluateConditionals(DefinitionKey? Definition, ReadOnlyMemory<byte> Variables) : Command
    {
        /// <summary>Null for the default tenant. Start events of others are not asked.</summary>
        public string? Tenant { get; init; }
    }

    public sealed record ResolveIncident(IncidentKey Key) : Command;

    /// <summary>Begins elements of an ad-hoc sub-process: all of them or none.</summary>
    /// <param name="Key">Of the ad-hoc sub-process.</param>
    /// <param name="CancelsRemaining">Whether what runs in it ends.</param>
    public sealed record ActivateAdHocElements(
        ElementKey Key, IReadOnlyList<JobResult.ActivatedElement> Elements, bool CancelsRemaining) : Command;

    /// <summary>Does what is due by now: timers, job deadlines, backoffs, message and ledger expiry. At most a batch of each.</summary>
    public sealed record Tick : Command;

    /// <summary>Goes on with the oldest work that was put off.</summary>
    /// <param name="StepsAtMost">Fewer than the engine's own bound when others wait for their turn.</param>
    public sealed record Continue(int StepsAtMost = int.MaxValue) : Command;
}

/// <summary>A file to deploy.</summary>
public sealed record Resource(string Name, ReadOnlyMemory<byte> Content);
