using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads one process: walks its scopes in document order, then checks how the parts fit together.</summary>
internal sealed class ProcessReader(RootElements roots, Problems problems)
{
    /// <summary>Sub-processes inside each other. Guards the stack; people stop at three or four.</summary>
    public const int DepthAtMost = 32;

    /// <summary>Children of a process or sub-process that tokens never visit.</summary>
    private static readonly HashSet<string> Ignored = new(
        [
            "artifact", "association", "auditing", "completionCondition", "correlationSubscription",
            "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutputAssociation", "dataStoreReference",
            "documentation", "extensionElements", "group", "humanPerformer", "incoming", "ioSpecification", "laneSet",
            "monitoring", "multiInstanceLoopCharacteristics", "outgoing", "performer", "potentialOwner", "property",
            "resourceRole", "standardLoopCharacteristics", "supportedInterfaceRef", "supports", "textAnnotation",
        ],
        StringComparer.Ordinal);

    private readonly ActivityReader activities = new(roots, problems);
    private readonly EventReader events = new(roots, problems);
    private readonly List<FoundNode> nodes = [];
    private readonly List<FoundFlow> flows = [];

    public BpmnProcess Read(XElement process)
    {
        Unsupported.Markers(process, problems);
        var listeners = new ListenerReader(problems).Read(process);
        ReadScope(process, scopeId: null, depth: 0);

        new StructureCheck(nodes, flows, problems).Run(process);

        var incoming = flows.ToLookup(found => found.Flow.TargetId, found => found.Flow.Id, StringComparer.Ordinal);
        var outgoing = flows.ToLookup(found => found.Flow.SourceId, found => found.Flow.Id, StringComparer.Ordinal);
        return new BpmnProcess
        {
            Id = process.Filled("id") ?? "",
            Name = process.Filled("name"),
            VersionTag = VersionTag(process),
            StartForm = StartForm(process),
            Line = XmlNames.LineOf(process),
            Nodes =
            [
                .. nodes.Select(found => found.Node).OfType<FlowNode>()
                    .Select(node => node with { Incoming = [.. incoming[node.Id]], Outgoing = [.. outgoing[node.Id]] }),
            ],
            Flows = [.. flows.Select(found => found.Flow)],
            Properties = Extensions.Properties(process),
            Listeners = listeners,
        };
    }

    private void ReadScope(XElement scope, string? scopeId, int depth)
    {
        foreach (var element in scope.Elements().Where(child => child.Name.Namespace == XmlNames.Model))
        {
            if (Ignored.Contains(element.Name.LocalName))
                continue;

            if (element.Filled("id") is not { } id)
                problems.Add(BpmnCode.Missing, element, "has no id: give it one.");
            else if (element.Name.LocalName is "sequenceFlow")
                ReadFlow(element, id, scopeId);
            else
                ReadNode(element, id, scopeId, depth);
        }
    }

    private void ReadNode(XElement element, string id, string? scopeId, int depth)
    {
        nodes.Add(new FoundNode(element, id, scopeId, Understand(element, id, scopeId)));

        if (element.Name.LocalName is not ("subProcess" or "transaction" or "adHocSubProcess"))
            return;

        if (depth < DepthAtMost)
            ReadScope(element, id, depth + 1);
        else
            problems.Add(
                BpmnCode.Limit,
                element,
                $"lies in more than {DepthAtMost} sub-processes: nest less deeply, for example by splitting the "
                + "process.");
    }

    private FlowNode? Understand(XElement element, string id, string? scopeId)
    {
        var line = XmlNames.LineOf(element);
        var isKnown = true;
        var node = element.Name.LocalName switch
        {
            "startEvent" when element.Parent is { } parent && parent.IsModel("subProcess") && parent.Flag("triggeredByEvent") is true =>
                events.StartOfEventSubProcess(element, id, line),
            "startEvent" => events.Start(element, id, line, nested: scopeId is not null),
            "endEvent" => events.End(element, id, line),
            "intermediateCatchEvent" => events.Catch(element, id, line),
            "intermediateThrowEvent" => events.Throw(element, id, line),
            "boundaryEvent" => events.Boundary(element, id, line),
            "serviceTask" or "sendTask" => activities.Job(element, id, line),
            "businessRuleTask" => new DecisionReader(problems).Read(element, id, line),
            "userTask" => new UserTaskReader(problems).Read(element, id, line),
            "receiveTask" => activities.Receive(element, id, line),
            "scriptTask" => activities.Script(element, id, line),
            "task" or "manualTask" => new FlowNode.PassThroughTask(element.Name.LocalName) { Id = id, Line = line },
            "callActivity" => new CallReader(problems).Call(element, id, line),
            "exclusiveGateway" => new FlowNode.ExclusiveGateway(element.Filled("default")) { Id = id, Line = line },
            "inclusiveGateway" => new FlowNode.InclusiveGateway(element.Filled("default")) { Id = id, Line = line },
            "eventBasedGateway" => EventGateway(element, id, line),
            "parallelGateway" => new FlowNode.ParallelGateway { Id = id, Line = line },
            "subProcess" when element.Flag("triggeredByEvent") is true => new FlowNode.EventSubProcess { Id = id, Line = line },
            "subProcess" => new FlowNode.SubProcess { Id = id, Line = line },
            "adHocSubProcess" => new AdHocReader(problems).Read(element, id, line),
            _ => Unknown(out isKnown),
        };

        if (!isKnown)
        {
            Unsupported.Element(element, problems);
            return null;
        }

        Unsupported.Markers(element, problems);
        var inputs = Extensions.Mappings(element, "input", problems);
        var outputs = Extensions.Mappings(element, "output", problems);
        var listeners = new ListenerReader(problems).Read(element);
        var loop = new LoopReader(problems).Read(element);
        return node is null ? null : node with
        {
            Name = element.Filled("name"),
            Documentation = Extensions.Documentation(element),
            ScopeId = scopeId,
            Inputs = inputs,
            Outputs = outputs,
            Listeners = listeners,
            Loop = loop,
            IsForCompensation = element.Flag("isForCompensation") is true,
            Properties = Extensions.Properties(element),
            ModelerTemplate = element.Attribute(XmlNames.Zeebe + "modelerTemplate")?.Value,
        };
    }

    private FlowNode.EventGateway EventGateway(XElement element, string id, int line)
    {
        if (element.Flag("instantiate") is true)
            Unsupported.Feature(element, "starting a process by a gateway", "use several start events", problems);
        return new FlowNode.EventGateway { Id = id, Line = line };
    }

    private void ReadFlow(XElement element, string id, string? scopeId)
    {
        var source = element.Filled("sourceRef");
        var target = element.Filled("targetRef");
        if (source is null)
            problems.Add(BpmnCode.Missing, element, "starts nowhere: connect its source.");
        if (target is null)
            problems.Add(BpmnCode.Missing, element, "ends nowhere: connect its target.");

        var condition = element.Element(XmlNames.Model + "conditionExpression") is { } expression
                        && !string.IsNullOrWhiteSpace(expression.Value)
            ? Values.Expression(expression.Value, element, "the condition", problems) ?? ""
            : null;
        if (source is not null && target is not null)
            flows.Add(new FoundFlow(
                element,
                new SequenceFlow(id, element.Filled("name"), source, target, scopeId, condition, XmlNames.LineOf(element))));
    }

    private string? VersionTag(XElement process)
    {
        var tag = process.ZeebeExtensions("versionTag").FirstOrDefault()?.Filled("value");
        if (tag is null || !tag.StartsWith('='))
            return tag;

        problems.Add(BpmnCode.Expression, process, "has an expression as version tag: write fixed text.");
        return null;
    }

    private FileReference? StartForm(XElement process)
    {
        foreach (var start in process.Elements(XmlNames.Model + "startEvent"))
        {
            if (FileReader.Form(start, problems) is not { } form)
                continue;
            if (!form.Id.IsExpression)
                return form;
            problems.Add(
                BpmnCode.Expression, start, "names its form by an expression, but before the start there are no variables: write fixed text.");
        }

        return null;
    }

    private static FlowNode? Unknown(out bool isKnown)
    {
        isKnown = false;
        return null;
    }
}
