using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>An element of a process, resolved: what it needs to run is a reference away. A closed set.</summary>
internal abstract class Node
{
    private protected Node() { }

    public required string Id { get; init; }

    /// <summary>As the REST API names it, for example <c>SERVICE_TASK</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Where it lies; null for the process.</summary>
    public ScopeNode? Scope { get; set; }

    public Mapping[] Inputs { get; set; } = [];

    public Mapping[] Outputs { get; set; } = [];

    /// <summary>In document order.</summary>
    public Listener[] StartListeners { get; set; } = [];

    /// <summary>In document order.</summary>
    public Listener[] EndListeners { get; set; } = [];

    /// <summary>In document order.</summary>
    public Flow[] Incoming { get; set; } = [];

    /// <summary>In document order.</summary>
    public Flow[] Outgoing { get; set; } = [];
}

/// <summary>A node that boundary events can be attached to.</summary>
internal abstract class ActivityNode : Node
{
    public BoundaryNode[] Boundaries { get; set; } = [];

    /// <summary>Whether any boundary event waits for a message, a signal or a timer.</summary>
    public bool HasWaitingBoundaries { get; set; }

    /// <summary>What undoes it when it has completed: its compensation event leads there, and is none of its boundary events here.</summary>
    public ActivityNode? CompensationHandler { get; set; }
}

/// <summary>A node that holds others.</summary>
internal abstract class ScopeNode : ActivityNode
{
    /// <summary>The start event without trigger, if there is one.</summary>
    public StartNode? NoneStart { get; set; }

    /// <summary>In document order.</summary>
    public EventSubProcessNode[] EventSubProcesses { get; set; } = [];

    /// <summary>Inclusive gateways that tokens wait at, because others may still come.</summary>
    public InclusiveGatewayNode[] InclusiveJoins { get; set; } = [];

    /// <summary>Where the flows lead that tokens can lie on, by id; empty in a scope without inclusive joins.</summary>
    public Dictionary<string, Node> FlowsToJoins { get; } = [];

    /// <summary>Whether any event sub-process waits for a message, a signal or a timer.</summary>
    public bool HasWaitingEventSubProcesses { get; set; }
}

internal sealed class ProcessNode : ScopeNode
{
    /// <summary>Start events with a message, a signal or a timer.</summary>
    public StartNode[] TriggeredStarts { get; set; } = [];
}

internal sealed class SubProcessNode : ScopeNode;

/// <summary>The body of a multi-instance activity, of the same id: holds one instance of the activity for each item.</summary>
internal sealed class LoopNode : ScopeNode
{
    public const string BodyType = "MULTI_INSTANCE_BODY";

    public required ActivityNode Inner { get; init; }

    public required bool IsSequential { get; init; }

    public required ModelText Input { get; init; }

    public required string? InputElement { get; init; }

    public required string? OutputCollection { get; init; }

    /// <summary>With <see cref="OutputCollection"/>.</summary>
    public required ModelText? Output { get; init; }

    public required ModelText? Until { get; init; }
}

internal sealed class EventSubProcessNode : ScopeNode
{
    public StartNode Start { get; set; } = null!;
}

internal sealed class JobNode : ActivityNode
{
    public required ModelText JobType { get; init; }

    public required ModelText Retries { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Evaluated when the job is created.</summary>
    public required (string Name, HeaderKind Kind, ModelText Value)[] Computed { get; init; }

    /// <summary>Of a user task.</summary>
    public FileNode? Form { get; init; }

    public LinkedFile[] Links { get; init; } = [];
}

internal sealed class ReceiveNode : ActivityNode
{
    public required CatchTrigger.Message Trigger { get; init; }
}

internal sealed class ScriptNode : ActivityNode
{
    public required ModelText Expression { get; init; }

    public required string ResultVariable { get; init; }
}

/// <summary>A business rule task whose decision is evaluated here and now.</summary>
internal sealed class DecisionNode : ActivityNode
{
    public required ModelText DecisionId { get; init; }

    public required string ResultVariable { get; init; }

    public required CallBinding Binding { get; init; }

    public required string? VersionTag { get; init; }
}

internal sealed class CallNode : ActivityNode
{
    public required ModelText ProcessId { get; init; }

    public required CallBinding Binding { get; init; }

    public required string? VersionTag { get; init; }

    /// <summary>Of the called instance; null for that of the caller, and a blank literal for none.</summary>
    public required ModelText? BusinessId { get; init; }

    /// <summary>Whether the called process gets all variables in sight, or only those of the call activity itself.</summary>
    public required bool PassesAllIn { get; init; }

    /// <summary>Whether its variables come back without output mappings.</summary>
    public required bool PassesAllOut { get; init; }
}

/// <summary>Manual or undefined task.</summary>
internal sealed class PassThroughNode : ActivityNode;

/// <param name="trigger">Null when it starts by command.</param>
/// <param name="isInterrupting">Of an event sub-process: whether what else runs in the scope around ends.</param>
internal sealed class StartNode(CatchTrigger? trigger, bool isInterrupting = true) : Node
{
    public CatchTrigger? Trigger => trigger;

    public bool IsInterrupting => isInterrupting;
}

internal sealed class CatchNode : Node
{
    public required CatchTrigger Trigger { get; init; }

    /// <summary>Then the gateway waits for it, and it is done as soon as it begins.</summary>
    public bool FollowsEventGateway => Incoming is [{ Source: EventGatewayNode }];
}

internal sealed class BoundaryNode : Node
{
    public required ActivityNode AttachedTo { get; init; }

    public required bool IsInterrupting { get; init; }

    public required CatchTrigger Trigger { get; init; }
}

/// <summary>Where links of its scope lead to.</summary>
internal sealed class LinkNode : Node;

/// <summary>An event that makes something happen.</summary>
internal abstract class ThrowingNode : Node
{
    public required ThrowKind Kind { get; init; }

    /// <summary>Code of the error or escalation, name of the signal; null for the other kinds.</summary>
    public ModelText? What { get; init; }

    /// <summary>Id of the only activity that compensation is thrown for; null for all of the scope, and for other kinds.</summary>
    public string? CompensatedId { get; init; }
}

internal sealed class ThrowNode : ThrowingNode
{
    /// <summary>Where a link leads to.</summary>
    public LinkNode? Target { get; set; }
}

internal sealed class EndNode : ThrowingNode;

internal enum ThrowKind
{
    None,
    Error,
    Escalation,
    Link,
    Signal,
    Terminate,
    Compensation,
}

internal sealed class ExclusiveGatewayNode : Node
{
    public Flow? DefaultFlow { get; set; }
}

/// <summary>Waits for all the catch events that follow it and goes on at the first that happens.</summary>
internal sealed class EventGatewayNode : Node;

internal sealed class InclusiveGatewayNode : Node
{
    public Flow? DefaultFlow { get; set; }

    /// <summary>
    /// For each incoming flow the ids of the elements from which a token could still come to it without passing the gateway; empty
    /// when there is only one flow to wait for.
    /// </summary>
    public IReadOnlySet<string>[] Reach { get; set; } = [];
}

internal sealed class ParallelGatewayNode : Node
{
    /// <summary>One token of each of these makes it start.</summary>
    public string[] IncomingIds { get; set; } = [];
}
