using System.Collections.Immutable;

namespace Fairlead.Engine;

public enum ElementPhase : byte
{
    Activating,
    Activated,
    Completing,
    Terminating,
}

/// <summary>An element instance while it lives; it is removed when it completes or terminates.</summary>
public sealed record ElementInstance
{
    public required ElementKey Key { get; init; }

    public required InstanceKey Instance { get; init; }

    /// <summary>The element instance it lies in; null for the root.</summary>
    public required ElementKey? Scope { get; init; }

    public required DefinitionKey Definition { get; init; }

    /// <summary>BPMN id; that of the process for the root.</summary>
    public required string ElementId { get; init; }

    /// <summary>As the REST API names it, for example <c>SERVICE_TASK</c>.</summary>
    public required string Type { get; init; }

    public required ElementPhase Phase { get; init; }

    /// <summary>Element instances directly in this scope that have not ended.</summary>
    public int ActiveChildren { get; init; }

    /// <summary>Flows in this scope that were taken and not yet consumed, one entry a token.</summary>
    public ImmutableArray<string> Tokens { get; init; } = [];

    /// <summary>Names of the variables of this scope.</summary>
    public ImmutableArray<string> VariableNames { get; init; } = [];

    public JobKey? Job { get; init; }

    public ImmutableArray<TimerKey> Timers { get; init; } = [];

    public ImmutableArray<SubscriptionKey> Subscriptions { get; init; } = [];

    public IncidentKey? Incident { get; init; }

    /// <summary>Events that fired and wait to be taken, oldest first.</summary>
    public ImmutableArray<Trigger> Triggers { get; init; } = [];

    /// <summary>What only the root has.</summary>
    public RootPart? Root { get; init; }

    /// <summary>The event sub-process that took the place of what ran in this scope; null as long as none did.</summary>
    public Interruption? Interruption { get; init; }

    /// <summary>The signals it waits for.</summary>
    public ImmutableArray<SubscriptionKey> Signals { get; init; } = [];

    /// <summary>The instance that a call activity waits for.</summary>
    public InstanceKey? Called { get; init; }

    /// <summary>How far the body of a multi-instance activity has come.</summary>
    public LoopCount? Loop { get; init; }

    /// <summary>One-based place of the item that this instance in a multi-instance body is for; 0 for every other element.</summary>
    public int LoopCounter { get; init; }

    /// <summary>A modification ends it, and all that lies in it.</summary>
    public bool IsDiscarded { get; init; }

    /// <summary>How far the execution listeners of its phase have come; null when none was asked yet.</summary>
    public Listening? Listening { get; init; }

    /// <summary>Of an ad-hoc sub-process: whether it completes as soon as what still runs in it has ended.</summary>
    public bool IsFulfilled { get; init; }

    /// <summary>The conditions it waits for.</summary>
    public ImmutableArray<SubscriptionKey> Conditions { get; init; } = [];

    /// <summary>What it has to do with compensation; null when nothing.</summary>
    public CompensationPart? Compensation { get; init; }

    /// <summary>Whether it undoes what an activity did. It may lie further out than its diagram shows.</summary>
    public bool IsCompensationHandler => Compensation is { Thrower: not null };

    /// <summary>The task that people do for it.</summary>
    public UserTaskKey? UserTask { get; init; }

    /// <summary>Whether something may begin in this scope.</summary>
    public bool IsOpen => Phase is ElementPhase.Activated && Interruption is null or { IsTaken: true };
}

/// <param name="Place">One-based, of the listener whose turn it is; 0 before the first, one more than there are when all are done.</param>
/// <param name="Start">Where a process begins after its start listeners; null in every other case.</param>
public sealed record Listening(int Place, HeldStart? Start);

/// <param name="StartId">The start event.</param>
/// <param name="Variables">UTF-8 JSON object, or empty: of what started the process.</param>
public sealed record HeldStart(string StartId, ReadOnlyMemory<byte> Variables);

/// <param name="Open">Of a scope: activities that completed in it and can be undone, sub-processes with such activities included.</param>
/// <param name="Thrower">Of a handler: the event that it runs for.</param>
/// <param name="Before">Of an event that throws compensation: what completed later is not undone.</param>
/// <param name="Handlers">Of an event that throws compensation: its handlers that have not ended.</param>
public sealed record CompensationPart(int Open, ElementKey? Thrower, SubscriptionKey? Before, int Handlers)
{
    public static CompensationPart None { get; } = new(0, null, null, 0);
}

/// <param name="Items">Of the list when the body began.</param>
/// <param name="Created">Instances that were created.</param>
/// <param name="Completed">Those that completed.</param>
/// <param name="Terminated">Those that ended before their time.</param>
public sealed record LoopCount(int Items, int Created, int Completed, int Terminated);

/// <param name="CatchId">Start event of the event sub-process.</param>
/// <param name="IsTaken">Whether the event sub-process has begun: it waits until everything else in the scope has ended.</param>
/// <param name="Variables">UTF-8 JSON object, or empty; empty when it is taken.</param>
public sealed record Interruption(string CatchId, bool IsTaken, ReadOnlyMemory<byte> Variables);

/// <param name="CatchId">The element that the event belongs to.</param>
/// <param name="Variables">UTF-8 JSON object, or empty.</param>
public sealed record Trigger(string CatchId, bool Interrupting, ReadOnlyMemory<byte> Variables);

/// <param name="StartLock">Correlation key of the message that started the instance, if one did.</param>
public sealed record RootPart(
    string ProcessId, int Version, bool AwaitResult, ImmutableArray<string> FetchVariables, string? StartLock)
{
    /// <summary>What called it; null for an instance that stands for itself.</summary>
    public Caller? Caller { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public string? BusinessId { get; init; }

    public bool HasLabels => !Tags.IsEmpty || BusinessId is not null;

    /// <summary>Ids of elements after any of which the instance is terminated.</summary>
    public ImmutableArray<string> EndsAfter { get; init; } = [];

    /// <summary>The trace that the instance belongs to; null when nobody said.</summary>
    public TraceOrigin? Trace { get; init; }

    /// <summary>Of messages that reached it later, oldest first.</summary>
    public ImmutableArray<TraceOrigin> TraceLinks { get; init; } = [];

    public bool IsTraced => Trace is not null || !TraceLinks.IsEmpty;
}

/// <param name="Element">The call activity.</param>
/// <param name="Instance">That it belongs to.</param>
/// <param name="Depth">Instances above this one.</param>
public sealed record Caller(ElementKey Element, InstanceKey Instance, int Depth);

/// <summary>A variable and its value.</summary>
public sealed class Variable
{
    private readonly ReadOnlyMemory<byte> _value;
    private JsonList? _list;

    /// <param name="value">UTF-8 JSON.</param>
    public Variable(VariableKey key, ReadOnlyMemory<byte> value)
    {
        Key = key;
        _value = value;
    }

    private Variable(VariableKey key, JsonList list)
    {
        Key = key;
        _list = list;
    }

    public VariableKey Key { get; }

    /// <summary>UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Value => _value.IsEmpty && _list is not null ? _list.Json : _value;

    /// <summary>Length of <see cref="Value"/>, which need not be written out for it.</summary>
    public long LengthBytes => _value.IsEmpty && _list is not null ? _list.LengthBytes : _value.Length;

    /// <summary>The value as a list; null when it is something else.</summary>
    public JsonList? List => _list ??= JsonList.Read(_value);

    /// <summary>With another item in the list that it must be.</summary>
    internal Variable WithItem(int index, ReadOnlyMemory<byte> json) => new(Key, List!.With(index, json));
}

public enum JobPhase : byte
{
    Available,
    Activated,
    /// <summary>Out of retries, or waiting for its backoff.</summary>
    Failed,
    ErrorThrown,
}

/// <summary>What a job is for. The numbers are stored.</summary>
public enum JobKind : byte
{
    BpmnElement = 0,
    ExecutionListener = 1,
    TaskListener = 2,
    AdHocSubProcess = 3,
}

/// <summary>What a listener listens to: the start or end of an element, or a change of a user task. The numbers are stored.</summary>
public enum JobListenerEvent : byte
{
    Unspecified = 0,
    Start = 1,
    End = 2,
    Creating = 3,
    Assigning = 4,
    Updating = 5,
    Completing = 6,
    Canceling = 7,
}

public sealed record Job
{
    public required JobKey Key { get; init; }

    public required ElementKey Element { get; init; }

    public required InstanceKey Instance { get; init; }

    public required DefinitionKey Definition { get; init; }

    public required string ProcessId { get; init; }

    public required int ProcessVersion { get; init; }

    public required string ElementId { get; init; }

    public required string Type { get; init; }

    public required int RetriesLeft { get; init; }

    /// <summary>Names and values in turn of headers that were evaluated; those of the model are not among them.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];

    public required JobPhase Phase { get; init; }

    public string? Worker { get; init; }

    /// <summary>When the worker loses it.</summary>
    public Timestamp? Deadline { get; init; }

    /// <summary>When a failed job is available again; null when never by itself.</summary>
    public Timestamp? RetryAt { get; init; }

    public JobKind Kind { get; init; }

    public JobListenerEvent ListenerEvent { get; init; }

    /// <summary>Whether <see cref="Headers"/> are all: it was created by a model that its instance does not run any more.</summary>
    public bool HasAllHeaders { get; init; }

    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

public sealed record TimerRecord(
    TimerKey Key,
    ElementKey? Element,
    InstanceKey? Instance,
    DefinitionKey Definition,
    string CatchId,
    Timestamp Due,
    int? RepetitionsLeft,
    string? Interval);

/// <param name="CorrelatedTo">BPMN process ids that have had it.</param>
public sealed record Message(
    MessageKey Key,
    string Name,
    string CorrelationKey,
    string MessageId,
    Timestamp Deadline,
    ReadOnlyMemory<byte> Variables,
    ImmutableArray<string> CorrelatedTo)
{
    /// <summary>The trace of who sent it; null when nobody said.</summary>
    public TraceOrigin? Trace { get; init; }

    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <param name="LastMessage">The message it was correlated with last; it does not get the same one again.</param>
public sealed record Subscription(
    SubscriptionKey Key,
    ElementKey Element,
    InstanceKey Instance,
    DefinitionKey Definition,
    string ProcessId,
    string CatchId,
    string MessageName,
    string CorrelationKey,
    bool Interrupting,
    MessageKey? LastMessage);

/// <summary>A signal on its way.</summary>
/// <param name="After">The last subscription that it reached.</param>
public sealed record Broadcast(SignalKey Key, string Name, ReadOnlyMemory<byte> Variables, SubscriptionKey After)
{
    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <param name="Element">Null for a start event.</param>
public sealed record SignalSubscription(
    SubscriptionKey Key, ElementKey? Element, InstanceKey? Instance, DefinitionKey Definition, string CatchId, string SignalName);

/// <param name="Element">Null for a start event.</param>
public sealed record ConditionSubscription(
    SubscriptionKey Key, ElementKey? Element, InstanceKey? Instance, DefinitionKey Definition, string CatchId);

/// <summary>Conditions that are still to be asked.</summary>
/// <param name="After">The last one that was.</param>
public sealed record ConditionEvaluation(
    ConditionalEvaluationKey Key, InstanceKey Instance, IReadOnlyList<VariableChange> Changes, SubscriptionKey After);

/// <summary>Something that completed and can be undone.</summary>
/// <param name="Scope">That it completed in; it may have completed itself.</param>
/// <param name="Activity">The element instance that completed.</param>
/// <param name="HandlerId">What undoes it; null for a sub-process of which only the content can be undone.</param>
/// <param name="HasContent">Whether there is more to be undone that completed in it; the activity is the scope of that.</param>
public sealed record CompensationSubscription(
    SubscriptionKey Key, ElementKey Scope, ElementKey Activity, string ActivityId, string? HandlerId, bool HasContent);

public sealed record StartSubscription(
    SubscriptionKey Key, DefinitionKey Definition, string ProcessId, string ElementId, string MessageName);

public sealed record Incident(
    IncidentKey Key,
    InstanceKey Instance,
    ElementKey Element,
    JobKey? Job,
    DefinitionKey Definition,
    string ProcessId,
    string ElementId,
    string ErrorType,
    string Message);

/// <param name="Resource">The deployed file.</param>
public sealed record Definition(
    DefinitionKey Key,
    DeploymentKey Deployment,
    string ProcessId,
    string? Name,
    int Version,
    string? VersionTag,
    string ResourceName,
    ReadOnlyMemory<byte> Resource)
{
    /// <summary>It is deleted: it starts nothing any more, and goes with the last of its instances.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <summary>What a definition has open.</summary>
/// <param name="Timers">Of its start events.</param>
/// <param name="MessageStarts">Of its start events.</param>
/// <param name="WaitingSubscriptions">Message subscriptions of running instances.</param>
/// <param name="SignalStarts">Of its start events.</param>
public sealed record DefinitionUse(
    ImmutableArray<TimerKey> Timers,
    ImmutableArray<SubscriptionKey> MessageStarts,
    int WaitingSubscriptions,
    ImmutableArray<SubscriptionKey> SignalStarts)
{
    /// <summary>Of its start events.</summary>
    public ImmutableArray<SubscriptionKey> ConditionStarts { get; init; } = [];

    public static DefinitionUse None { get; } = new([], [], 0, []);
}

/// <summary>The first answer to an outside event.</summary>
/// <param name="AnswerKey">0 when somebody decided that there shall be none.</param>
public sealed record LedgerEntry(long AnswerKey, long AnswerInstance, Timestamp KeptUntil, DefinitionKey? AnswerDefinition)
{
    /// <summary>What the event was kept as before; null when it was applied at once.</summary>
    public InboxKey? Entry { get; init; }

    /// <summary>It stands among what is due by its entry: several have no answer, or the same.</summary>
    public bool IsDueByEntry { get; init; }
}

/// <summary>What is due at a moment.</summary>
/// <param name="Key">Of the timer, job, message, kept event or lease; of the answer for a ledger entry, or of what it was kept as.</param>
/// <param name="Name">Deduplication key of a ledger entry; else empty.</param>
public sealed record DueEntry(Timestamp At, DueKind Kind, long Key, string Name);

public enum DueKind : byte
{
    Timer,
    JobDeadline,
    JobRetry,
    MessageExpiry,
    LedgerExpiry,
    InboxExpiry,
    LeaseExpiry,
}
