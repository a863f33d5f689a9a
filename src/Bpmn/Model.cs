namespace Fairlead.Bpmn;

/// <summary>A BPMN file as far as it can run: its executable processes. Made by <see cref="BpmnReader"/>.</summary>
public sealed record BpmnDocument(string FileName, IReadOnlyList<BpmnProcess> Processes);

/// <summary>One executable process. Elements and flows of all nested scopes lie flat in document order.</summary>
public sealed record BpmnProcess
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? VersionTag { get; init; }

    /// <summary>What people fill in to start the process; null when there is none.</summary>
    public FileReference? StartForm { get; init; }

    /// <summary>Line of the element in the file, one-based.</summary>
    public required int Line { get; init; }

    public required IReadOnlyList<FlowNode> Nodes { get; init; }

    public required IReadOnlyList<SequenceFlow> Flows { get; init; }

    public IReadOnlyDictionary<string, string> Properties { get; init; } = Empty.Map;

    /// <summary>In document order.</summary>
    public IReadOnlyList<ExecutionListener> Listeners { get; init; } = [];
}

/// <param name="ScopeId">Id of the sub-process it lies in; null at process level.</param>
/// <param name="Condition">FEEL text without the leading <c>=</c>; null when there is none.</param>
public sealed record SequenceFlow(string Id, string? Name, string SourceId, string TargetId, string? ScopeId, string? Condition, int Line);

/// <summary>An element that tokens visit. A closed set: what is not here is refused at deployment.</summary>
public abstract record FlowNode
{
    private protected FlowNode() { }

    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Text of <c>bpmn:documentation</c>; null when it is missing or blank.</summary>
    public string? Documentation { get; init; }

    /// <summary>Id of the sub-process it lies in; null at process level.</summary>
    public string? ScopeId { get; init; }

    /// <summary>Line of the element in the file, one-based.</summary>
    public required int Line { get; init; }

    /// <summary>Ids of the flows that end here, in document order.</summary>
    public IReadOnlyList<string> Incoming { get; init; } = [];

    /// <summary>Ids of the flows that start here, in document order of the flow elements.</summary>
    public IReadOnlyList<string> Outgoing { get; init; } = [];

    public IReadOnlyList<IoMapping> Inputs { get; init; } = [];

    public IReadOnlyList<IoMapping> Outputs { get; init; } = [];

    /// <summary>In document order; of a multi-instance activity they belong to each instance.</summary>
    public IReadOnlyList<ExecutionListener> Listeners { get; init; } = [];

    /// <summary>Of an activity that runs once for each item of a list; else null.</summary>
    public MultiInstance? Loop { get; init; }

    /// <summary>Whether no token comes here: it runs to undo what an activity did. Of activities only.</summary>
    public bool IsForCompensation { get; init; }

    /// <summary><c>zeebe:property</c> by name; the first wins when a name stands twice.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = Empty.Map;

    /// <summary>Id of the element template it was made with (<c>zeebe:modelerTemplate</c>).</summary>
    public string? ModelerTemplate { get; init; }

    /// <param name="Interrupting">Whether it ends what else runs in its scope: only an event sub-process can begin beside it.</param>
    public sealed record StartEvent(EventDefinition Definition, bool Interrupting = true) : FlowNode;

    public sealed record EndEvent(EventDefinition Definition) : FlowNode;

    /// <summary>Waits for a message, a signal or a timer; or is where a link leads to.</summary>
    public sealed record CatchEvent(EventDefinition Definition) : FlowNode;

    /// <summary>With a signal, an escalation, a link or without definition it is passed through at once; a compensation takes its time.</summary>
    public sealed record ThrowEvent(EventDefinition Definition) : FlowNode;

    public sealed record BoundaryEvent(string AttachedToId, bool Interrupting, EventDefinition Definition) : FlowNode;

    /// <summary>
    /// Creates a job: a service, send or user task, a script or business rule task with a task definition, or an event that throws a
    /// message.
    /// </summary>
    /// <param name="BpmnType">
    /// Name of the XML element: <c>serviceTask</c>, <c>sendTask</c>, <c>scriptTask</c>, <c>businessRuleTask</c>, <c>userTask</c>,
    /// <c>endEvent</c> or <c>intermediateThrowEvent</c>.
    /// </param>
    public sealed record JobTask(string BpmnType, TaskDefinition Task) : FlowNode;

    /// <summary>A user task that the engine itself keeps, and shows to people through its API.</summary>
    public sealed record UserTask(UserTaskDefinition Task) : FlowNode;

    public sealed record ReceiveTask(MessageRef Message) : FlowNode;

    /// <summary>A script task that the engine evaluates itself.</summary>
    /// <param name="Expression">FEEL text without the leading <c>=</c>.</param>
    public sealed record ScriptTask(string Expression, string ResultVariable) : FlowNode;

    /// <summary>A business rule task whose decision the engine evaluates itself.</summary>
    public sealed record DecisionTask(CalledDecision Called) : FlowNode;

    /// <summary>Manual or undefined task: passed through.</summary>
    /// <param name="BpmnType">Name of the XML element: <c>task</c> or <c>manualTask</c>.</param>
    public sealed record PassThroughTask(string BpmnType) : FlowNode;

    /// <summary>Runs another process as a part of this one.</summary>
    public sealed record CallActivity(CalledElement Called) : FlowNode;

    public sealed record ExclusiveGateway(string? DefaultFlowId) : FlowNode;

    public sealed record InclusiveGateway(string? DefaultFlowId) : FlowNode;

    public sealed record ParallelGateway : FlowNode;

    /// <summary>Waits for the first of the catch events that follow it.</summary>
    public sealed record EventGateway : FlowNode;

    public sealed record SubProcess : FlowNode;

    /// <summary>What lies in it begins when it is chosen, in any order and any number of times.</summary>
    public sealed record AdHocSubProcess(AdHoc AdHoc) : FlowNode;

    /// <summary>Begins when its start event happens while the scope around it runs.</summary>
    public sealed record EventSubProcess : FlowNode;
}

/// <summary>What makes an event happen, or what it does.</summary>
public abstract record EventDefinition
{
    private protected EventDefinition() { }

    public sealed record None : EventDefinition;

    public sealed record Message(MessageRef Ref) : EventDefinition;

    public sealed record Timer(TimerKind Kind, Text Value) : EventDefinition;

    /// <param name="Code">Null catches every error. On an end event it is required and may be an expression.</param>
    public sealed record Error(Text? Code) : EventDefinition;

    public sealed record Signal(SignalRef Ref) : EventDefinition;

    /// <param name="Code">Null catches every escalation. Where it is thrown it is required and may be an expression.</param>
    public sealed record Escalation(Text? Code) : EventDefinition;

    /// <summary>Goes on, in the same scope, at the catch event with the same name.</summary>
    public sealed record Link(string Name) : EventDefinition;

    public sealed record Terminate : EventDefinition;

    /// <summary>Happens when variables change so that the expression is true.</summary>
    /// <param name="Expression">FEEL text without the leading <c>=</c>.</param>
    /// <param name="VariableNames">The only variables whose changes matter; empty for all that the expression reads.</param>
    public sealed record Condition(string Expression, IReadOnlyList<string> VariableNames, VariableEvents Events) : EventDefinition;

    /// <summary>Thrown: undoes what activities did that have completed.</summary>
    /// <param name="ActivityId">The only activity to undo; null for all of the scope.</param>
    public sealed record Compensate(string? ActivityId) : EventDefinition;

    /// <summary>At the boundary of an activity: says how it is undone.</summary>
    /// <param name="HandlerId">The activity that does it; it lies in the same scope.</param>
    public sealed record Compensation(string HandlerId) : EventDefinition;
}

/// <summary>Which changes of variables matter to a condition.</summary>
[Flags]
public enum VariableEvents
{
    None = 0,
    Create = 1,
    Update = 2,
    All = Create | Update,
}

public enum TimerKind
{
    Date,
    Duration,
    Cycle,
}

/// <summary>An attribute that is either a literal or, when it began with <c>=</c>, a FEEL expression.</summary>
/// <param name="Value">The literal, or the FEEL text without the leading <c>=</c>.</param>
public sealed record Text(string Value, bool IsExpression);

/// <param name="CorrelationKey">FEEL text without the leading <c>=</c>; null on start events, required elsewhere.</param>
public sealed record MessageRef(string Id, Text Name, string? CorrelationKey);

public sealed record SignalRef(string Id, Text Name);

/// <summary><c>zeebe:taskDefinition</c> and <c>zeebe:taskHeaders</c>.</summary>
/// <param name="Retries">Defaults to the literal 3.</param>
public sealed record TaskDefinition(Text Type, Text Retries, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>What a user task says about who does it and when, as headers of its job.</summary>
    public IReadOnlyList<ComputedHeader> Computed { get; init; } = [];

    /// <summary>The form of a user task; null when there is none that is deployed.</summary>
    public FileReference? Form { get; init; }

    /// <summary><c>zeebe:linkedResources</c>.</summary>
    public IReadOnlyList<LinkedResource> Links { get; init; } = [];
}

/// <summary>A form or another file that is deployed for itself.</summary>
/// <param name="VersionTag">Only with <see cref="CallBinding.VersionTag"/>.</param>
public sealed record FileReference(Text Id, CallBinding Binding, string? VersionTag);

/// <summary>A file that the worker of a job needs.</summary>
/// <param name="Type">What the worker takes it for, for example <c>RPA</c>; <c>form</c> is a form.</param>
/// <param name="Name">What the worker knows it by; empty when it has no name.</param>
public sealed record LinkedResource(FileReference File, string Type, string Name);

/// <param name="Kind">What the value must be.</param>
public sealed record ComputedHeader(string Name, HeaderKind Kind, Text Value);

public enum HeaderKind
{
    Text,

    /// <summary>A list of texts, or a literal with commas between them; written as a JSON array.</summary>
    List,

    /// <summary>A date with time and offset. Null and an empty text leave the header out.</summary>
    Date,
}

/// <summary><c>bpmn:multiInstanceLoopCharacteristics</c>. Expressions are FEEL text without the leading <c>=</c>.</summary>
/// <param name="InputCollection">Gives the list.</param>
/// <param name="InputElement">The variable that holds the item.</param>
/// <param name="OutputCollection">The variable that gets a list of results; null with <paramref name="OutputElement"/>.</param>
/// <param name="OutputElement">Gives the result of one item.</param>
/// <param name="CompletionCondition">Asked after each item; true ends the rest.</param>
public sealed record MultiInstance(
    bool IsSequential,
    string InputCollection,
    string? InputElement,
    string? OutputCollection,
    string? OutputElement,
    string? CompletionCondition);

/// <summary>How an ad-hoc sub-process runs. Expressions are FEEL text without the leading <c>=</c>.</summary>
/// <param name="ActiveElements">Gives the ids of the elements to begin with; null for none.</param>
/// <param name="OutputCollection">The variable that gets a list of results; null with <paramref name="OutputElement"/>.</param>
/// <param name="OutputElement">Gives the result of what was chosen when it is done.</param>
/// <param name="CompletionCondition">Asked each time something chosen is done; null completes it when all of that is.</param>
/// <param name="CancelsRemaining">Whether what still runs ends when the condition is true.</param>
/// <param name="Task">The job of the worker that chooses; null when the expressions do.</param>
public sealed record AdHoc(
    string? ActiveElements,
    string? OutputCollection,
    string? OutputElement,
    string? CompletionCondition,
    bool CancelsRemaining,
    TaskDefinition? Task);

/// <summary><c>zeebe:calledElement</c>.</summary>
/// <param name="VersionTag">Only with <see cref="CallBinding.VersionTag"/>.</param>
/// <param name="PassesAllIn">Whether the called process gets all variables in sight, or only those of the call activity itself.</param>
/// <param name="PassesAllOut">Whether its variables come back without output mappings.</param>
public sealed record CalledElement(Text ProcessId, CallBinding Binding, string? VersionTag, bool PassesAllIn, bool PassesAllOut)
{
    /// <summary>Of the called instance; null for that of the caller, and an empty literal for none.</summary>
    public Text? BusinessId { get; init; }
}

/// <summary><c>zeebe:calledDecision</c>.</summary>
/// <param name="ResultVariable">Gets what the decision gives.</param>
/// <param name="VersionTag">Only with <see cref="CallBinding.VersionTag"/>.</param>
public sealed record CalledDecision(Text DecisionId, string ResultVariable, CallBinding Binding, string? VersionTag);

/// <summary>Which version of a process or a decision is called.</summary>
public enum CallBinding
{
    Latest,

    /// <summary>The one that was deployed together with the caller.</summary>
    Deployment,

    /// <summary>The one that was deployed last with a version tag.</summary>
    VersionTag,
}

/// <summary><c>zeebe:input</c> or <c>zeebe:output</c>.</summary>
/// <param name="Target">Variable name, or a path such as <c>authentication.token</c>.</param>
public sealed record IoMapping(Text Source, string Target, int Line);

internal static class Empty
{
    public static IReadOnlyDictionary<string, string> Map { get; } = new Dictionary<string, string>();
}
