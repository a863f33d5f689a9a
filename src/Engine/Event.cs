namespace Fairlead.Engine;

/// <summary>
/// What happened. Once written, an event and its meaning never change: add a new case instead, or a field at the end that old
/// journals lack. Values are UTF-8 JSON. The moment is that of the journal record which carries the event.
/// </summary>
public abstract partial record Event
{
    private protected Event() { }

    // Definitions

    public sealed record ProcessDeployed(
        DefinitionKey Key,
        DeploymentKey Deployment,
        string ProcessId,
        string? Name,
        int Version,
        string? VersionTag,
        string ResourceName,
        ReadOnlyMemory<byte> Resource,
        string? Tenant = null) : Event;

    public sealed record MessageStartOpened(
        SubscriptionKey Key, DefinitionKey Definition, string ProcessId, string ElementId, string MessageName) : Event;

    public sealed record MessageStartClosed(SubscriptionKey Key) : Event;

    // Instances and elements

    /// <summary>The root exists and is activating.</summary>
    /// <param name="Tags">Null when there are none.</param>
    public sealed record InstanceCreated(
        InstanceKey Key,
        DefinitionKey Definition,
        string ProcessId,
        int Version,
        bool AwaitResult,
        IReadOnlyList<string> FetchVariables,
        IReadOnlyList<string>? Tags = null,
        string? BusinessId = null) : Event;

    /// <summary>A call activity made this instance; it waits for its end.</summary>
    /// <param name="Caller">The call activity.</param>
    /// <param name="CallerInstance">The instance that the call activity belongs to.</param>
    /// <param name="Depth">Instances above this one.</param>
    public sealed record InstanceCalled(
        InstanceKey Key,
        DefinitionKey Definition,
        string ProcessId,
        int Version,
        ElementKey Caller,
        InstanceKey CallerInstance,
        int Depth,
        string? BusinessId = null) : Event;

    /// <param name="Type">As the REST API names it, for example <c>SERVICE_TASK</c>.</param>
    /// <param name="Flows">The taken flows that this visit consumes: none for a start event, one of each incoming flow for a join.</param>
    public sealed record ElementActivating(
        ElementKey Key, InstanceKey Instance, ElementKey Scope, string ElementId, string Type, IReadOnlyList<string> Flows) : Event;

    public sealed record ElementActivated(ElementKey Key, InstanceKey Instance) : Event;

    public sealed record ElementCompleting(ElementKey Key, InstanceKey Instance) : Event;

    public sealed record ElementCompleted(ElementKey Key, InstanceKey Instance) : Event;

    public sealed record ElementTerminating(ElementKey Key, InstanceKey Instance) : Event;

    public sealed record ElementTerminated(ElementKey Key, InstanceKey Instance) : Event;

    /// <summary>A token lies on the flow until an <see cref="ElementActivating"/> consumes it.</summary>
    public sealed record SequenceFlowTaken(InstanceKey Instance, ElementKey Scope, string FlowId) : Event;

    /// <summary>Created, or given another value under the same key.</summary>
    public sealed record VariableSet(
        VariableKey Key, InstanceKey Instance, ElementKey Scope, string Name, ReadOnlyMemory<byte> Value) : Event;

    /// <summary>A catch event of the element fired; kept on it until the element that catches takes it.</summary>
    /// <param name="CatchId">
    /// The boundary event, or the element itself when it waits (catch event, receive task), or the start event when the element is an
    /// event sub-process.
    /// </param>
    public sealed record EventTriggered(
        ElementKey Element, InstanceKey Instance, string CatchId, bool Interrupting, ReadOnlyMemory<byte> Variables) : Event;

    /// <summary>The body of a multi-instance activity begins to create an instance for each item.</summary>
    public sealed record LoopBegun(ElementKey Body, InstanceKey Instance, int Items) : Event;

    /// <summary>
    /// The start event of an interrupting event sub-process happened: the tokens of the scope are gone, nothing else begins in it, and
    /// the event sub-process does when what still runs there has ended.
    /// </summary>
    public sealed record ScopeInterrupted(
        ElementKey Scope, InstanceKey Instance, string CatchId, ReadOnlyMemory<byte> Variables) : Event;

    // Jobs

    /// <param name="Headers">Names and values in turn of headers that were evaluated; null when the model alone says them.</param>
    /// <param name="ListenerEvent">What a listener listens to; unspecified for the other kinds.</param>
    public sealed record JobCreated(
        JobKey Key,
        ElementKey Element,
        InstanceKey Instance,
        DefinitionKey Definition,
        string ProcessId,
        int ProcessVersion,
        string ElementId,
        string Type,
        int Retries,
        IReadOnlyList<string>? Headers = null,
        JobKind Kind = JobKind.BpmnElement,
        JobListenerEvent ListenerEvent = JobListenerEvent.Unspecified) : Event;

    public sealed record JobActivated(JobKey Key, string Worker, Timestamp Deadline) : Event;

    public sealed record JobCompleted(JobKey Key) : Event;

    /// <param name="RetryAt">When it is available again; null when at once or, with no retries left, never by itself.</param>
    public sealed record JobFailed(JobKey Key, int RetriesLeft, Timestamp? RetryAt, string Message) : Event;

    /// <summary>Available again: timed out, backoff over, returned, or its incident resolved.</summary>
    public sealed record JobAvailable(JobKey Key, JobAvailableReason Reason) : Event;

    public sealed record JobErrorThrown(JobKey Key, string Code, string Message) : Event;

    public sealed record JobCanceled(JobKey Key) : Event;

    public sealed record JobUpdated(JobKey Key, int RetriesLeft, Timestamp? Deadline) : Event;

    // Timers

    /// <param name="Element">The element instance that waits; null for the timer of a start event.</param>
    /// <param name="Definition">Of the start event, or of the instance.</param>
    /// <param name="CatchId">The element that the timer triggers.</param>
    /// <param name="RepetitionsLeft">Including this one; null for ever.</param>
    /// <param name="Interval">ISO 8601 text of the repeated interval, or a cron expression; null when it fires once.</param>
    public sealed record TimerScheduled(
        TimerKey Key,
        ElementKey? Element,
        InstanceKey? Instance,
        DefinitionKey Definition,
        string CatchId,
        Timestamp Due,
        int? RepetitionsLeft,
        string? Interval) : Event;

    public sealed record TimerFired(TimerKey Key) : Event;

    public sealed record TimerCanceled(TimerKey Key) : Event;

    // Messages

    /// <param name="Deadline">Until when it is buffered.</param>
    public sealed record MessagePublished(
        MessageKey Key,
        string Name,
        string CorrelationKey,
        string MessageId,
        Timestamp Deadline,
        ReadOnlyMemory<byte> Variables,
        string? Tenant = null) : Event;

    public sealed record MessageExpired(MessageKey Key) : Event;

    public sealed record SubscriptionOpened(
        SubscriptionKey Key,
        ElementKey Element,
        InstanceKey Instance,
        string ProcessId,
        string CatchId,
        string MessageName,
        string CorrelationKey,
        bool Interrupting) : Event;

    public sealed record SubscriptionCorrelated(SubscriptionKey Key, InstanceKey Instance, string ProcessId, MessageKey Message) : Event;

    public sealed record SubscriptionClosed(SubscriptionKey Key) : Event;

    /// <summary>The message started the instance; its correlation key is locked for the process until the instance ends.</summary>
    public sealed record MessageStartCorrelated(
        MessageKey Message, InstanceKey Instance, DefinitionKey Definition, string ProcessId, string ElementId, string CorrelationKey) : Event;

    // Signals

    public sealed record SignalBroadcast(
        SignalKey Key, string Name, ReadOnlyMemory<byte> Variables, string? Tenant = null) : Event;

    /// <summary>The broadcast goes on behind this subscription when other commands had their turn.</summary>
    public sealed record SignalDeferred(
        SignalKey Key, string Name, ReadOnlyMemory<byte> Variables, SubscriptionKey After, string? Tenant = null) : Event;

    /// <summary>A broadcast that was put off has reached all that it was for.</summary>
    public sealed record SignalDone(SignalKey Key) : Event;

    /// <param name="Element">The element instance that waits; null for a start event.</param>
    /// <param name="Definition">Of the start event, or of the instance.</param>
    /// <param name="CatchId">The element that the signal triggers.</param>
    public sealed record SignalSubscriptionOpened(
        SubscriptionKey Key, ElementKey? Element, InstanceKey? Instance, DefinitionKey Definition, string CatchId, string SignalName) : Event;

    public sealed record SignalSubscriptionClosed(SubscriptionKey Key) : Event;

    // Incidents

    /// <param name="ErrorType">As the REST API names it, for example <c>JOB_NO_RETRIES</c>.</param>
    public sealed record IncidentCreated(
        IncidentKey Key,
        InstanceKey Instance,
        ElementKey Element,
        JobKey? Job,
        DefinitionKey Definition,
        string ProcessId,
        string ElementId,
        string ErrorType,
        string Message) : Event;

    public sealed record IncidentResolved(IncidentKey Key, InstanceKey Instance, ElementKey Element) : Event;

    // Housekeeping

    public sealed record WorkDeferred(WorkKey Key, Work Work) : Event;

    public sealed record WorkResumed(WorkKey Key) : Event;

    /// <summary>An outside event was accepted; a repetition gets this answer until it is forgotten.</summary>
    /// <param name="AnswerKey">Of the message, or of the instance that was created.</param>
    /// <param name="AnswerInstance">Of the instance; 0 when the answer has none.</param>
    /// <param name="AnswerDefinition">Of the instance that was created; null for messages.</param>
    public sealed record InboundAccepted(
        string DeduplicationKey, long AnswerKey, long AnswerInstance, Timestamp KeptUntil, DefinitionKey? AnswerDefinition) : Event;

    public sealed record InboundForgotten(string DeduplicationKey) : Event;
}

public enum JobAvailableReason
{
    TimedOut,
    BackoffOver,
    Returned,
    IncidentResolved,
}

/// <summary>One step of an instance that is still to do.</summary>
/// <param name="Element">
/// The key of the signal for <see cref="WorkKind.Broadcast"/>; the scope that has ended for <see cref="WorkKind.ForgetCompensations"/>; the key
/// of the evaluation for <see cref="WorkKind.EvaluateConditions"/>.
/// </param>
public sealed record Work(WorkKind Kind, ElementKey Element);

public enum WorkKind
{
    Activate,
    Complete,
    Terminate,

    /// <summary>Creates more instances in the body of a multi-instance activity.</summary>
    Spread,

    /// <summary>Brings a signal to more of those that wait for it.</summary>
    Broadcast,

    /// <summary>Begins to undo more of what an event throws compensation for.</summary>
    Compensate = 70,

    /// <summary>Forgets more of what can no longer be undone.</summary>
    ForgetCompensations = 71,

    /// <summary>Asks more of the conditions that depend on what changed.</summary>
    EvaluateConditions = 72,

    /// <summary>Creates the next job for the worker of an ad-hoc sub-process.</summary>
    AskWorker = 100,

    /// <summary>Asks the next listener of a user task.</summary>
    TaskListeners = 80,
}
