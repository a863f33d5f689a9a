namespace Fairlead.Protocol;

/// <summary>
/// The workflow cluster as a connector runtime sees it: embedded in this process or far away. Every call that returns has been made
/// durable by the cluster; every refusal is a <see cref="ClusterException"/>. All variables are UTF-8 JSON objects.
/// </summary>
public interface ICluster
{
    /// <summary>
    /// Names the cluster: for ever the same, for everybody who sees it, and for no other cluster. Letters, digits and hyphens.
    /// </summary>
    string Id { get; }

    /// <summary>Waits up to <see cref="ActivateJobs.Wait"/> for work and hands it out, oldest first; empty when there was none.</summary>
    Task<IReadOnlyList<ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation);

    /// <summary>Ends a job well.</summary>
    Task CompleteJobAsync(JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation);

    /// <summary>Ends the job of an ad-hoc sub-process well, and says how the sub-process goes on.</summary>
    Task CompleteAdHocJobAsync(JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation);

    /// <summary>Reports that a job could not be done.</summary>
    Task FailJobAsync(JobKey job, JobFailure failure, CancellationToken cancellation);

    /// <summary>Throws a BPMN error at the element of a job.</summary>
    Task ThrowErrorAsync(JobKey job, BpmnError error, CancellationToken cancellation);

    /// <summary>Holds a job of this worker for so long from now, instead of until its deadline.</summary>
    Task UpdateJobTimeoutAsync(JobKey job, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Starts an instance. A repeated <see cref="CreateInstance.DeduplicationKey"/> gives the first answer again.</summary>
    Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation);

    /// <summary>Publishes a message, buffered for its time to live.</summary>
    Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation);

    /// <summary>Correlates a message now or refuses with <see cref="ClusterError.NotFound"/>.</summary>
    Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation);

    /// <summary>
    /// The process versions whose inbound elements matter: every latest version, and older ones that still have waiting
    /// subscriptions.
    /// </summary>
    Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation);

    /// <summary>The deployed BPMN file of a process version, as it was uploaded.</summary>
    Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation);

    /// <summary>
    /// What expressions of a tenant see as <c>camunda</c>: a UTF-8 JSON object with one entry, <c>vars</c>; empty when this cluster does not
    /// tell.
    /// </summary>
    /// <param name="tenantId">Null for the default one.</param>
    Task<ReadOnlyMemory<byte>> GetClusterVariablesAsync(string? tenantId, CancellationToken cancellation) =>
        Task.FromResult(ReadOnlyMemory<byte>.Empty);

    /// <summary>Keeps what could not be applied, and where sources were read up to; null when this cluster cannot.</summary>
    IInbox? Inbox => null;

    /// <summary>Decides who reads a source; null when this cluster cannot, so that every runtime reads every source.</summary>
    ILeases? Leases => null;

    /// <summary>
    /// The active visits of elements, oldest first: of a boundary event ask for the activity that it is attached to. At most
    /// <see cref="WaitingElement.FoundAtMost"/>, and as many as fit into <see cref="WaitingElement.VariablesAtMostBytes"/>. A cluster that
    /// cannot tell them refuses with <see cref="ClusterError.InvalidState"/>.
    /// </summary>
    /// <param name="definition">The process version.</param>
    /// <param name="elementIds">BPMN ids.</param>
    Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation);
}

/// <summary>An element at which an instance waits.</summary>
/// <param name="ElementId">BPMN id.</param>
/// <param name="Variables">UTF-8 JSON object: all that the element sees.</param>
public sealed record WaitingElement(
    ElementInstanceKey Key, ProcessInstanceKey ProcessInstanceKey, string ElementId, ReadOnlyMemory<byte> Variables)
{
    /// <summary>Told at once.</summary>
    public const int FoundAtMost = 10_000;

    /// <summary>Variables of all that are told at once.</summary>
    public const int VariablesAtMostBytes = 64 << 20;
}

/// <summary>Asks for jobs of one type.</summary>
public sealed record ActivateJobs
{
    /// <summary>The job type, compared exactly.</summary>
    public required string Type { get; init; }

    /// <summary>Who asks; shown to operators.</summary>
    public required string Worker { get; init; }

    /// <summary>How long a job is held before another worker may have it.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Jobs handed out at most.</summary>
    public required int JobsAtMost { get; init; }

    /// <summary>How long to wait for the first job; zero or less returns at once.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>Variables wanted; empty for all that the element sees.</summary>
    public IReadOnlyList<string> FetchVariables { get; init; } = [];

    /// <summary>Whose jobs are wanted, each in turn; empty for those of the default tenant.</summary>
    public IReadOnlyList<string> TenantIds { get; init; } = [];
}

/// <summary>A job that this worker holds until its deadline.</summary>
public sealed record ActivatedJob
{
    /// <summary>Identifies the job.</summary>
    public required JobKey Key { get; init; }

    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The process version it was modelled in.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessVersion { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>The visit of the element.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>Task headers of the model.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The worker named in the request.</summary>
    public required string Worker { get; init; }

    /// <summary>Attempts left, this one included.</summary>
    public required int RetriesLeft { get; init; }

    /// <summary>When the job is given to others.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>UTF-8 JSON object.</summary>
    public required ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The trace that the instance belongs to; null when nobody said.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>Of messages that reached the instance later, oldest first.</summary>
    public IReadOnlyList<TraceContext> TraceLinks { get; init; } = [];

    /// <summary>Tenant; <c>&lt;default&gt;</c> when tenancy is not used.</summary>
    public string TenantId { get; init; } = "<default>";

    /// <summary>What the job is for.</summary>
    public JobKind Kind { get; init; }

    /// <summary>What the listener listens to, when it is one.</summary>
    public JobListenerEventType ListenerEventType { get; init; }

    /// <summary>What a task listener is asked about; null for other jobs.</summary>
    public ListenedUserTask? UserTask { get; init; }
}

/// <summary>How an ad-hoc sub-process goes on after its job.</summary>
public sealed record AdHocCompletion
{
    /// <summary>Elements to begin now, in this order.</summary>
    public IReadOnlyList<AdHocActivation> Activate { get; init; } = [];

    /// <summary>Whether the sub-process is done.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether what still runs in it ends when it is done.</summary>
    public bool CancelsRemaining { get; init; }
}

/// <summary>An element of an ad-hoc sub-process to begin.</summary>
/// <param name="ElementId">BPMN id.</param>
/// <param name="Variables">UTF-8 JSON object, local to what begins; empty for none.</param>
public sealed record AdHocActivation(string ElementId, ReadOnlyMemory<byte> Variables);

/// <summary>Why a job failed and what happens next.</summary>
public sealed record JobFailure
{
    /// <summary>Attempts left; zero raises an incident.</summary>
    public required int RetriesLeft { get; init; }

    /// <summary>Pause before the next attempt.</summary>
    public TimeSpan Backoff { get; init; }

    /// <summary>For the operator.</summary>
    public string Message { get; init; } = "";

    /// <summary>UTF-8 JSON object; becomes local to the element.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }
}

/// <summary>A BPMN error to be caught by the model.</summary>
public sealed record BpmnError
{
    /// <summary>Compared with the codes of the error events in reach.</summary>
    public required string Code { get; init; }

    /// <summary>For the operator.</summary>
    public string Message { get; init; } = "";

    /// <summary>UTF-8 JSON object; goes to the catching event.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }
}

/// <summary>Starts an instance of a process.</summary>
public sealed record CreateInstance
{
    /// <summary>The version to start. Either this or <see cref="ProcessId"/>.</summary>
    public ProcessDefinitionKey? DefinitionKey { get; init; }

    /// <summary>BPMN id of the process; the latest version unless <see cref="Version"/> says otherwise.</summary>
    public string? ProcessId { get; init; }

    /// <summary>Version of the process; null for the latest.</summary>
    public int? Version { get; init; }

    /// <summary>UTF-8 JSON object.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>Waits for the end and returns the variables of the root scope.</summary>
    public bool AwaitCompletion { get; init; }

    /// <summary>With <see cref="AwaitCompletion"/>: the variables wanted; empty for all.</summary>
    public IReadOnlyList<string> FetchVariables { get; init; } = [];

    /// <summary>With <see cref="AwaitCompletion"/>: how long the caller waits. The instance runs on afterwards.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Names the outside event that asks. The cluster writes it with the instance, in one transaction.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>Labels that its jobs carry, too: at most 10, each of letters, digits and _ - : . behind a letter.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own name for the instance, of 1 to 256 characters; null when there is none.</summary>
    public string? BusinessId { get; init; }

    /// <summary>The outside event behind it, written in the same transaction; null when there is none.</summary>
    public InboundOrigin? Origin { get; init; }

    /// <summary>The trace of the caller, in which the instance goes on; null when there is none.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>BPMN ids of elements to begin at instead of the start event; empty for the start event.</summary>
    public IReadOnlyList<string> StartBefore { get; init; } = [];

    /// <summary>BPMN ids: the instance is terminated as soon as one of these elements has ended.</summary>
    public IReadOnlyList<string> EndAfter { get; init; } = [];

    /// <summary>Tenant; null for the default one. A definition of another tenant is not found.</summary>
    public string? TenantId { get; init; }
}

/// <summary>An instance that was started.</summary>
/// <param name="Key">0 when somebody discarded the event: see <see cref="IInbox.DiscardAsync"/>.</param>
/// <param name="Variables">
/// UTF-8 JSON object with <see cref="CreateInstance.AwaitCompletion"/>; else empty. Empty also for a duplicate whose instance is forgotten,
/// was terminated, or was not awaited at first.
/// </param>
/// <param name="Duplicate">True when the deduplication key was known and this is the first answer again.</param>
public sealed record CreatedInstance(
    ProcessInstanceKey Key,
    ProcessDefinitionKey DefinitionKey,
    string ProcessId,
    int Version,
    ReadOnlyMemory<byte> Variables,
    bool Duplicate)
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = "<default>";
}

/// <summary>Publishes a message.</summary>
public sealed record PublishMessage
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Correlation key; empty matches message start events only.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>How long it is buffered when nothing waits for it.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>Unique per name and correlation key while buffered; empty when not used.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>UTF-8 JSON object.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>As <see cref="CreateInstance.DeduplicationKey"/>.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The outside event behind it, written in the same transaction; null when there is none.</summary>
    public InboundOrigin? Origin { get; init; }

    /// <summary>
    /// The trace of the caller: what the message starts goes on in it, what it reaches refers to it. Null when there is none.
    /// </summary>
    public TraceContext? Trace { get; init; }

    /// <summary>Tenant; null for the default one.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A message that was published.</summary>
/// <param name="Key">0 when somebody discarded the event: see <see cref="IInbox.DiscardAsync"/>.</param>
/// <param name="Duplicate">True when the deduplication key was known and this is the first answer again.</param>
public sealed record PublishedMessage(MessageKey Key, bool Duplicate);

/// <summary>Correlates a message at once.</summary>
public sealed record CorrelateMessage
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Correlation key.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>UTF-8 JSON object.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>As <see cref="CreateInstance.DeduplicationKey"/>.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The outside event behind it, written in the same transaction; null when there is none.</summary>
    public InboundOrigin? Origin { get; init; }

    /// <summary>
    /// The trace of the caller: what the message starts goes on in it, what it reaches refers to it. Null when there is none.
    /// </summary>
    public TraceContext? Trace { get; init; }

    /// <summary>Tenant; null for the default one.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A message that reached an instance.</summary>
/// <param name="Key">0 when somebody discarded the event: see <see cref="IInbox.DiscardAsync"/>.</param>
/// <param name="InstanceKey">Likewise; and when the deduplication key was used for a message that was published.</param>
/// <param name="Duplicate">True when the deduplication key was known and this is the first answer again.</param>
public sealed record CorrelatedMessage(MessageKey Key, ProcessInstanceKey InstanceKey, bool Duplicate);

/// <summary>A deployed process version.</summary>
/// <param name="IsLatest">Its start events count only then.</param>
public sealed record ProcessDefinition(ProcessDefinitionKey Key, string ProcessId, int Version, string TenantId, bool IsLatest);

/// <summary>The cluster refused, or could not be reached.</summary>
public sealed class ClusterException(ClusterError error, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of refusal.</summary>
    public ClusterError Error { get; } = error;

    /// <summary>How the refusal came, when it came over HTTP.</summary>
    public int? HttpStatus { get; init; }
}

/// <summary>Kinds of refusal, as the gateway protocol names them.</summary>
public enum ClusterError
{
    /// <summary>The request is wrong.</summary>
    InvalidArgument,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It exists already.</summary>
    AlreadyExists,

    /// <summary>It is not in a state that allows this.</summary>
    InvalidState,

    /// <summary>Too much work at the moment.</summary>
    ResourceExhausted,

    /// <summary>Not reachable, starting or shutting down.</summary>
    Unavailable,

    /// <summary>The wait ended first.</summary>
    DeadlineExceeded,

    /// <summary>A defect of the cluster.</summary>
    Internal,
}
