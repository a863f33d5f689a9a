using System.Diagnostics;
using System.Text;

using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>Turns one process of a BPMN file into what runs: parses its FEEL, resolves its references, reports every problem.</summary>
internal sealed class Compiler
{
    private readonly BpmnProcess _process;
    private readonly TextCompiler _texts;
    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Dictionary<string, LoopNode> _loops = [];

    private Compiler(BpmnProcess process, string fileName)
    {
        _process = process;
        _texts = new TextCompiler(fileName);
    }

    /// <returns>Run it only when there are no diagnostics.</returns>
    public static ExecutableProcess Compile(BpmnProcess process, string fileName, ICollection<BpmnDiagnostic> diagnostics)
    {
        var compiler = new Compiler(process, fileName);
        var compiled = compiler.Compile();
        foreach (var diagnostic in compiler._texts.Diagnostics) diagnostics.Add(diagnostic);
        return compiled;
    }

    /// <summary>Looks at the texts alone, of a process that cannot run because something else is wrong with it.</summary>
    public static void CheckTexts(BpmnProcess process, string fileName, ICollection<BpmnDiagnostic> diagnostics)
    {
        var compiler = new Compiler(process, fileName);
        compiler._texts.Enter(process.Id, process.Line);
        foreach (var listener in process.Listeners) compiler.Listener(listener);
        foreach (var node in process.Nodes)
        {
            compiler._texts.Enter(node.Id, node.Line);
            if (node is FlowNode.BoundaryEvent boundary) compiler.Trigger(boundary.Definition);
            else compiler.Create(node);
            foreach (var mapping in node.Inputs.Concat(node.Outputs)) compiler._texts.Mapping(mapping);
            foreach (var listener in node.Listeners) compiler.Listener(listener);
            if (node.Loop is { } loop) compiler.Texts(loop);
        }

        foreach (var flow in process.Flows) compiler.Condition(flow);
        foreach (var adHoc in process.Nodes.OfType<FlowNode.AdHocSubProcess>()) compiler.Describe(adHoc.Id);
        foreach (var diagnostic in compiler._texts.Diagnostics) diagnostics.Add(diagnostic);
    }

    private ExecutableProcess Compile()
    {
        var root = new ProcessNode { Id = _process.Id, Type = "PROCESS" };
        _nodes.Add(root.Id, root);
        _texts.Enter(_process.Id, _process.Line);
        Listen(root, _process.Listeners);

        // Boundary events refer to activities, which may stand after them.
        foreach (var node in _process.Nodes.Where(node => node is not FlowNode.BoundaryEvent)) Add(node);
        foreach (var node in _process.Nodes.OfType<FlowNode.BoundaryEvent>()) Add(node);

        foreach (var node in _process.Nodes) Place(node, root);
        var flows = _process.Flows.ToDictionary(flow => flow.Id, Connect);
        foreach (var node in _process.Nodes) Link(node, flows);
        foreach (var join in _nodes.Values.OfType<InclusiveGatewayNode>().Where(gateway => gateway.Incoming.Length > 1))
        {
            join.Reach = [.. join.Incoming.Select(flow => InclusiveReach.Of(join, flow, _nodes.Values))];
            join.Scope!.InclusiveJoins = [.. join.Scope.InclusiveJoins, join];
        }

        foreach (var flow in flows.Values.Where(flow => flow.Target.Scope!.InclusiveJoins.Length > 0))
            flow.Target.Scope!.FlowsToJoins.Add(flow.Id, flow.Target);

        foreach (var adHoc in _nodes.Values.OfType<AdHocNode>())
        {
            adHoc.Elements = AdHocDescription.ElementsOf(adHoc.Id, _process).ToDictionary(model => model.Id, model => Outer(model.Id));
            adHoc.Description = Describe(adHoc.Id);
        }

        root.TriggeredStarts =
            [.. _nodes.Values.OfType<StartNode>().Where(start => start.Scope == root && start.Trigger is not null)];
        return new ExecutableProcess(root, _nodes, _loops)
        {
            Name = _process.Name,
            VersionTag = _process.VersionTag,
            StartForm = StartForm(),
        };
    }

    private FileNode? StartForm()
    {
        _texts.Enter(_process.Id, _process.Line);
        return FileNode.Of(_process.StartForm, "id of the start form", _texts);
    }

    private void Add(FlowNode model)
    {
        _texts.Enter(model.Id, model.Line);
        var node = Create(model);
        node.Inputs = Mapping.Group([.. model.Inputs.Select(_texts.Mapping)]);
        node.Outputs = Mapping.Group([.. model.Outputs.Select(_texts.Mapping)]);
        Listen(node, model.Listeners);
        _nodes.Add(node.Id, node);
        if (model.Loop is not { } loop) return;
        var (input, output, until) = Texts(loop);
        _loops.Add(node.Id, new LoopNode
        {
            Id = node.Id,
            Type = LoopNode.BodyType,
            Inner = (ActivityNode)node,
            IsSequential = loop.IsSequential,
            Input = input,
            InputElement = loop.InputElement,
            OutputCollection = loop.OutputCollection,
            Output = output,
            Until = until,
        });
    }

    private void Listen(Node node, IReadOnlyList<ExecutionListener> listeners)
    {
        if (listeners.Count == 0) return;
        node.StartListeners = [.. listeners.Where(listener => listener.Event is ListenerEvent.Start).Select(Listener)];
        node.EndListeners = [.. listeners.Where(listener => listener.Event is ListenerEvent.End).Select(Listener)];
    }

    private Listener Listener(ExecutionListener listener) => new(
        _texts.Value(listener.Type, "job type of a listener"),
        _texts.Value(listener.Retries, "retries of a listener"),
        [.. LastOfEach(listener.Headers).SelectMany(header => new[] { header.Key, header.Value })]);

    private (ModelText Input, ModelText? Output, ModelText? Until) Texts(MultiInstance loop) => (
        _texts.Expression(loop.InputCollection, "input collection"),
        loop.OutputElement is { } output ? _texts.Expression(output, "output element") : null,
        loop.CompletionCondition is { } until ? _texts.Expression(until, "completion condition") : null);

    /// <summary>What flows and boundary events are connected to.</summary>
    private Node Outer(string id) => _loops.TryGetValue(id, out var body) ? body : _nodes[id];

    private Node Create(FlowNode model) => model switch
    {
        FlowNode.StartEvent { Definition: EventDefinition.None } =>
            new StartNode(null) { Id = model.Id, Type = "START_EVENT" },
        FlowNode.StartEvent start =>
            new StartNode(Trigger(start.Definition), start.Interrupting) { Id = model.Id, Type = "START_EVENT" },
        FlowNode.EndEvent end when Thrown(end.Definition) is var (kind, what) =>
            new EndNode { Id = model.Id, Type = "END_EVENT", Kind = kind, What = what, CompensatedId = Compensated(end.Definition) },
        FlowNode.CatchEvent caught => CatchEvent(caught),
        FlowNode.ThrowEvent thrown when Thrown(thrown.Definition) is var (kind, what) =>
            new ThrowNode { Id = model.Id, Type = "INTERMEDIATE_THROW_EVENT", Kind = kind, What = what, CompensatedId = Compensated(thrown.Definition) },
        FlowNode.BoundaryEvent boundary => Boundary(boundary),
        FlowNode.JobTask job => new JobNode
        {
            Id = model.Id,
            Type = RestName(job.BpmnType),
            JobType = _texts.Value(job.Task.Type, "job type"),
            Retries = _texts.Value(job.Task.Retries, "retries"),
            Headers = LastOfEach(job.Task.Headers),
            Computed = [.. job.Task.Computed.Select(header => (header.Name, header.Kind, _texts.Value(header.Value, header.Name)))],
            Form = FileNode.Of(job.Task.Form, "form id", _texts),
            Links = LinkedFile.Of(job.Task.Links, _texts),
        },
        FlowNode.UserTask task => UserTaskNode.Of(task, LastOfEach(task.Task.Headers), _texts),
        FlowNode.ReceiveTask receive => new ReceiveNode
        {
            Id = model.Id,
            Type = "RECEIVE_TASK",
            Trigger = MessageOf(receive.Message),
        },
        FlowNode.ScriptTask script => new ScriptNode
        {
            Id = model.Id,
            Type = "SCRIPT_TASK",
            Expression = _texts.Expression(script.Expression, "script"),
            ResultVariable = script.ResultVariable,
        },
        FlowNode.DecisionTask decision => new DecisionNode
        {
            Id = model.Id,
            Type = "BUSINESS_RULE_TASK",
            DecisionId = _texts.Value(decision.Called.DecisionId, "called decision id"),
            ResultVariable = decision.Called.ResultVariable,
            Binding = decision.Called.Binding,
            VersionTag = decision.Called.VersionTag,
        },
        FlowNode.PassThroughTask task => new PassThroughNode { Id = model.Id, Type = RestName(task.BpmnType) },
        FlowNode.CallActivity call => new CallNode
        {
            Id = model.Id,
            Type = "CALL_ACTIVITY",
            ProcessId = _texts.Value(call.Called.ProcessId, "called process id"),
            Binding = call.Called.Binding,
            VersionTag = call.Called.VersionTag,
            BusinessId = call.Called.BusinessId is { } businessId ? _texts.Value(businessId, "business id") : null,
            PassesAllIn = call.Called.PassesAllIn,
            PassesAllOut = call.Called.PassesAllOut,
        },
        FlowNode.ExclusiveGateway => new ExclusiveGatewayNode { Id = model.Id, Type = "EXCLUSIVE_GATEWAY" },
        FlowNode.InclusiveGateway => new InclusiveGatewayNode { Id = model.Id, Type = "INCLUSIVE_GATEWAY" },
        FlowNode.EventGateway => new EventGatewayNode { Id = model.Id, Type = "EVENT_BASED_GATEWAY" },
        FlowNode.ParallelGateway => new ParallelGatewayNode { Id = model.Id, Type = "PARALLEL_GATEWAY" },
        FlowNode.SubProcess => new SubProcessNode { Id = model.Id, Type = "SUB_PROCESS" },
        FlowNode.AdHocSubProcess adHoc => AdHoc(adHoc),
        FlowNode.EventSubProcess => new EventSubProcessNode { Id = model.Id, Type = "EVENT_SUB_PROCESS" },
        _ => throw new UnreachableException($"No node for {model}."),
    };

    private AdHocNode AdHoc(FlowNode.AdHocSubProcess model)
    {
        var (adHoc, inner) = (model.AdHoc, model.Id + InnerInstanceNode.IdSuffix);
        var node = new AdHocNode
        {
            Id = model.Id,
            Type = "AD_HOC_SUB_PROCESS",
            ActiveElements = Optional(adHoc.ActiveElements, "active elements collection"),
            OutputCollection = adHoc.OutputCollection,
            Output = Optional(adHoc.OutputElement, "output element"),
            Until = Optional(adHoc.CompletionCondition, "completion condition"),
            CancelsRemaining = adHoc.CancelsRemaining,
            Worker = adHoc.Task is { } task
                ? new(_texts.Value(task.Type, "job type"), _texts.Value(task.Retries, "retries"), LastOfEach(task.Headers))
                : null,
            Inner = new InnerInstanceNode { Id = inner, Type = InnerInstanceNode.TypeName },
        };
        node.Inner.Scope = node;
        return node;
    }

    private ModelText? Optional(string? expression, string what) => expression is null ? null : _texts.Expression(expression, what);

    private ReadOnlyMemory<byte> Describe(string adHocId) => AdHocDescription.Write(AdHocDescription.ElementsOf(adHocId, _process), _texts);

    private Node CatchEvent(FlowNode.CatchEvent caught) => caught.Definition is EventDefinition.Link
        ? new LinkNode { Id = caught.Id, Type = "INTERMEDIATE_CATCH_EVENT" }
        : new CatchNode { Id = caught.Id, Type = "INTERMEDIATE_CATCH_EVENT", Trigger = Trigger(caught.Definition) };

    private (ThrowKind Kind, ModelText? What) Thrown(EventDefinition definition) => definition switch
    {
        EventDefinition.None => (ThrowKind.None, null),
        EventDefinition.Terminate => (ThrowKind.Terminate, null),
        EventDefinition.Link => (ThrowKind.Link, null),
        EventDefinition.Compensate => (ThrowKind.Compensation, null),
        EventDefinition.Signal signal => (ThrowKind.Signal, _texts.Value(signal.Ref.Name, "signal name")),
        EventDefinition.Error error => (ThrowKind.Error, Code(error.Code, "error code")),
        EventDefinition.Escalation escalation => (ThrowKind.Escalation, Code(escalation.Code, "escalation code")),
        _ => throw new UnreachableException($"Nothing throws {definition}."),
    };

    private static string? Compensated(EventDefinition definition) => (definition as EventDefinition.Compensate)?.ActivityId;

    private ModelText Code(Text? code, string what) => _texts.Value(code ?? new Text("", IsExpression: false), what);

    private BoundaryNode Boundary(FlowNode.BoundaryEvent boundary)
    {
        var node = new BoundaryNode
        {
            Id = boundary.Id,
            Type = "BOUNDARY_EVENT",
            AttachedTo = (ActivityNode)Outer(boundary.AttachedToId),
            IsInterrupting = boundary.Interrupting,
            Trigger = Trigger(boundary.Definition),
        };
        if (boundary.Definition is EventDefinition.Compensation(var handlerId))
        {
            node.AttachedTo.CompensationHandler = (ActivityNode)Outer(handlerId);
            return node;
        }

        node.AttachedTo.Boundaries = [.. node.AttachedTo.Boundaries, node];
        node.AttachedTo.HasWaitingBoundaries |= node.Trigger is not CatchTrigger.Coded;
        return node;
    }

    private CatchTrigger Trigger(EventDefinition definition) => definition switch
    {
        EventDefinition.Message message => MessageOf(message.Ref),
        EventDefinition.Timer timer => new CatchTrigger.Timer(timer.Kind, _texts.Timer(timer.Kind, timer.Value)),
        EventDefinition.Signal signal => new CatchTrigger.Signal(_texts.Value(signal.Ref.Name, "signal name")),
        EventDefinition.Error error => new CatchTrigger.Error(error.Code?.Value),
        EventDefinition.Escalation escalation => new CatchTrigger.Escalation(escalation.Code?.Value),
        EventDefinition.Compensation => new CatchTrigger.Compensation(),
        EventDefinition.Condition condition => ConditionOf(condition),
        _ => throw new UnreachableException($"No trigger for {definition}."),
    };

    private CatchTrigger.Condition ConditionOf(EventDefinition.Condition condition)
    {
        var expression = _texts.Expression(condition.Expression, "condition");
        var names = expression.Expression!.VariableReferences.ToHashSet(StringComparer.Ordinal);
        if (condition.VariableNames.Count == 0) return new(expression, names, condition.Events);
        names.IntersectWith(condition.VariableNames);
        if (names.Count == 0 && expression.Expression.IsValid)
        {
            _texts.Report(
                EngineCode.ConditionNeverAsked,
                $"The condition reads none of the variables {string.Join(", ", condition.VariableNames)}, whose changes alone matter to it: "
                + "correct these names, or leave them out.");
        }

        return new(expression, names, condition.Events);
    }

    private CatchTrigger.Message MessageOf(MessageRef message) => new(
        _texts.Value(message.Name, "message name"),
        message.CorrelationKey is { } key ? _texts.Expression(key, "correlation key") : null);

    private void Place(FlowNode model, ProcessNode root)
    {
        var node = _nodes[model.Id];
        node.Scope = model.ScopeId is { } scopeId ? (ScopeNode)_nodes[scopeId] : root;
        if (node.Scope is AdHocNode adHoc && node is not EventSubProcessNode) node.Scope = adHoc.Inner;
        if (_loops.TryGetValue(model.Id, out var body)) (body.Scope, node.Scope) = (node.Scope, body);
        if (node is EventSubProcessNode events) node.Scope.EventSubProcesses = [.. node.Scope.EventSubProcesses, events];
        if (node is not StartNode start) return;
        if (start.Trigger is null) node.Scope.NoneStart = start;
        if (node.Scope is not EventSubProcessNode around) return;
        around.Start = start;
        // A sub-process stands before what lies in it, so that its own scope is known.
        around.Scope!.HasWaitingEventSubProcesses |= start.Trigger is not CatchTrigger.Coded;
    }

    private Flow Connect(SequenceFlow flow) => new()
    {
        Id = flow.Id,
        Source = Outer(flow.SourceId),
        Target = Outer(flow.TargetId),
        Condition = Condition(flow),
        IdAlone = [flow.Id],
    };

    private ModelText? Condition(SequenceFlow flow)
    {
        _texts.Enter(flow.Id, flow.Line);
        return flow.Condition is { } condition ? _texts.Expression(condition, "condition") : null;
    }

    private void Link(FlowNode model, Dictionary<string, Flow> flows)
    {
        var node = Outer(model.Id);
        node.Incoming = [.. model.Incoming.Select(id => flows[id])];
        node.Outgoing = [.. model.Outgoing.Select(id => flows[id])];
        if (node is ParallelGatewayNode gateway) gateway.IncomingIds = [.. model.Incoming];
        if (node is ExclusiveGatewayNode exclusive && model is FlowNode.ExclusiveGateway { DefaultFlowId: { } defaultId })
            exclusive.DefaultFlow = flows[defaultId];
        if (node is InclusiveGatewayNode inclusive && model is FlowNode.InclusiveGateway { DefaultFlowId: { } otherwise })
            inclusive.DefaultFlow = flows[otherwise];
        if (node is ThrowNode thrower && model is FlowNode.ThrowEvent { Definition: EventDefinition.Link link })
            thrower.Target = (LinkNode)_nodes[LinkTarget(model.ScopeId, link.Name)];
    }

    private string LinkTarget(string? scopeId, string name) => _process.Nodes
        .First(node => node.ScopeId == scopeId && node is FlowNode.CatchEvent { Definition: EventDefinition.Link(var own) } && own == name)
        .Id;

    private static Dictionary<string, string> LastOfEach(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var map = new Dictionary<string, string>();
        foreach (var (name, value) in headers) map[name] = value;
        return map;
    }

    /// <summary><c>serviceTask</c> is <c>SERVICE_TASK</c> there.</summary>
    private static string RestName(string bpmnType)
    {
        var name = new StringBuilder();
        foreach (var letter in bpmnType)
        {
            if (char.IsAsciiLetterUpper(letter)) name.Append('_');
            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }
}
