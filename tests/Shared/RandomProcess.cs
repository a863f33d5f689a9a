using System.Globalization;
using System.Text;

namespace Fairlead.Tests;

/// <summary>
/// A structured BPMN process made from a seed: nested sequences, choices, parallel branches, sub-processes and everything that waits.
/// Whatever happens to it, it can reach its end: jobs of type <c>work</c> are to be done (or to throw <c>OOPS</c>, which is caught or raises an
/// incident; elements may have listeners of the same type), messages named <c>go</c> with the value of the variable <c>key</c> are to be
/// published (<c>nudge</c> reaches boundary events and event sub-processes), timers take at most 20 seconds, the signal <c>shout</c> is to
/// be broadcast.
/// </summary>
internal sealed class RandomProcess
{
    /// <summary>The DMN file with the decision that processes ask for, to be deployed with them. It never fails.</summary>
    public const string Decisions = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="choices" name="Choices" namespace="http://fairlead/tests">
          <decision id="next-choice" name="Next choice">
            <decisionTable id="table" hitPolicy="FIRST">
              <input id="in"><inputExpression><text>choice</text></inputExpression></input>
              <output id="out" name="choice" />
              <rule id="none"><inputEntry id="none-in"><text>null</text></inputEntry><outputEntry id="none-out"><text>1</text></outputEntry></rule>
              <rule id="some"><inputEntry id="some-in"><text>-</text></inputEntry><outputEntry id="some-out"><text>choice + 1</text></outputEntry></rule>
            </decisionTable>
          </decision>
        </definitions>
        """;

    private static readonly string[] ListenedChanges = ["creating", "assigning", "completing", "canceling"];

    private readonly Random _random;
    private readonly StringBuilder _elements = new();
    private int _next;
    private int _nodesLeft;
    private bool _isAdHoc;
    private string? _calls;

    private RandomProcess(Random random, int nodesAtMost)
    {
        _random = random;
        _nodesLeft = nodesAtMost;
    }

    /// <returns>The BPMN file, executable, with the given process id.</returns>
    /// <param name="calls">Id of a process that it may call; it must not call this one.</param>
    public static string Generate(Random random, string processId, int nodesAtMost = 12, string? calls = null)
    {
        var process = new RandomProcess(random, nodesAtMost) { _calls = calls };
        var body = process.Scope(depth: 0, start: "<bpmn:startEvent id=\"{0}\" />");
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://fairlead/tests">
              <bpmn:process id="{processId}" isExecutable="true">{process.Listeners("process")}
            {body}
              </bpmn:process>
              <bpmn:message id="message" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
              <bpmn:message id="nudge" name="nudge"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
              <bpmn:error id="error" errorCode="OOPS" />
              <bpmn:signal id="signal" name="shout" />
              <bpmn:escalation id="escalation" escalationCode="UP" />
            </bpmn:definitions>
            """;
    }

    /// <summary>The content of a process or sub-process: from a start event through a sequence to an end event.</summary>
    private string Scope(int depth, string start)
    {
        var (before, isAround) = (_elements.ToString(), _isAdHoc);
        _isAdHoc = false;
        _elements.Clear();
        var first = Id("start");
        _elements.AppendLine(string.Format(CultureInfo.InvariantCulture, start, first));
        var last = Sequence(first, depth);
        End(last, _random.Next(12) == 0 ? "<bpmn:terminateEventDefinition />" : "");
        if (_random.Next(4) == 0) EventSubProcess();
        var content = _elements.ToString();
        _elements.Clear();
        _elements.Append(before);
        _isAdHoc = isAround;
        return content;
    }

    /// <summary>Chosen by a worker, whose jobs are of type <c>work</c>, too, or by an expression.</summary>
    private (string Element, string Attributes, string Content) AdHoc(int depth)
    {
        var (before, isAround) = (_elements.ToString(), _isAdHoc);
        _isAdHoc = true;
        _elements.Clear();
        var tools = new List<string>();
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            tools.Add(Id("tool"));
            _elements.AppendLine($"<bpmn:task id=\"{tools[^1]}\" />");
            Sequence(tools[^1], depth + 1);
        }

        if (_random.Next(4) == 0) EventSubProcess();
        var content = _elements.ToString();
        _elements.Clear();
        _elements.Append(before);
        _isAdHoc = isAround;
        var chosen = string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"&quot;{tools[_random.Next(tools.Count)]}&quot;"));
        var worker = _random.Next(2) == 0 ? "<zeebe:taskDefinition type=\"work\" retries=\"2\" />" : "";
        // Whatever the called process gives back: one result is there when it is asked.
        var until = _random.Next(2) == 0 ? "<bpmn:completionCondition>=count(found) &gt;= 1</bpmn:completionCondition>" : "";
        return (
            "adHocSubProcess",
            _random.Next(2) == 0 ? "" : "cancelRemainingInstances=\"false\"",
            $"<bpmn:extensionElements>{worker}<zeebe:adHoc activeElementsCollection=\"=[{chosen}]\" outputCollection=\"found\" outputElement=\"=done\" />"
            + $"</bpmn:extensionElements>{content}{until}");
    }

    private void EventSubProcess()
    {
        var (id, start) = (Id("eventSubProcess"), Id("start"));
        var interrupting = _random.Next(2) == 0;
        var definition = _random.Next(3) switch
        {
            0 => interrupting ? "<bpmn:errorEventDefinition errorRef=\"error\" />" : "<bpmn:signalEventDefinition signalRef=\"signal\" />",
            1 => _random.Next(2) == 0 ? Timer() : "<bpmn:escalationEventDefinition escalationRef=\"escalation\" />",
            _ => "<bpmn:messageEventDefinition messageRef=\"nudge\" />",
        };
        _elements.AppendLine($"<bpmn:subProcess id=\"{id}\" triggeredByEvent=\"true\">");
        var isAround = _isAdHoc;
        _isAdHoc = false;
        _elements.AppendLine($"<bpmn:startEvent id=\"{start}\" isInterrupting=\"{(interrupting ? "true" : "false")}\">{definition}</bpmn:startEvent>");
        End(Node(start, Task("serviceTask", "<zeebe:taskDefinition type=\"work\" retries=\"2\" />")), "");
        _isAdHoc = isAround;
        _elements.AppendLine("</bpmn:subProcess>");
    }

    /// <returns>The last node of the sequence.</returns>
    private string Sequence(string from, int depth)
    {
        for (var length = _random.Next(1, 4); length > 0 && _nodesLeft > 0; length--)
            from = Block(from, depth);
        return from;
    }

    private string Block(string from, int depth)
    {
        _nodesLeft--;
        return _random.Next(depth < 3 ? 15 : 8) switch
        {
            0 or 1 => Undone(Activity(from, Task("serviceTask", "<zeebe:taskDefinition type=\"work\" retries=\"2\" />" + Mappings()), out var task), task),
            2 when _random.Next(2) == 0 => Activity(from, UserTask()),
            2 => Activity(from, Repeated(Task("serviceTask", "<zeebe:taskDefinition type=\"work\" retries=\"2\" />"))),
            3 when _random.Next(2) == 0 => Activity(
                from, Task("businessRuleTask", "<zeebe:calledDecision decisionId=\"next-choice\" resultVariable=\"choice\" />" + Mappings())),
            3 => Node(from, Task("scriptTask", "<zeebe:script expression=\"=if choice = null then 1 else choice + 1\" resultVariable=\"choice\" />")),
            4 => Node(from, Waiting("intermediateCatchEvent", Timer())),
            5 => Node(from, Waiting("intermediateCatchEvent", "<bpmn:messageEventDefinition messageRef=\"message\" />")),
            6 => Activity(from, ("receiveTask", "messageRef=\"message\"", "")),
            7 => Thrown(from),
            8 or 9 => Choice(from, depth),
            10 => Parallel(from, depth),
            11 => Inclusive(from, depth),
            12 => FirstEvent(from),
            13 => Activity(from, AdHoc(depth)),
            _ when _calls is not null && _random.Next(2) == 0 => Activity(from, Task("callActivity", $"<zeebe:calledElement processId=\"{_calls}\" />")),
            _ => Undone(Activity(from, ("subProcess", "", Scope(depth + 1, "<bpmn:startEvent id=\"{0}\" />")), out var sub), sub),
        };
    }

    private string Thrown(string from) => _random.Next(7) switch
    {
        6 => Node(from, Waiting("intermediateCatchEvent", Condition("choice = null or choice >= 0"))),
        5 => Node(from, ("intermediateThrowEvent", "", "<bpmn:compensateEventDefinition />")),
        0 => Node(from, ("intermediateThrowEvent", "", "<bpmn:signalEventDefinition signalRef=\"signal\" />")),
        1 => Node(from, ("intermediateThrowEvent", "", "<bpmn:escalationEventDefinition escalationRef=\"escalation\" />")),
        2 => Node(from, Waiting("intermediateCatchEvent", "<bpmn:signalEventDefinition signalRef=\"signal\" />")),
        3 => Node(from, ("manualTask", "", "")),
        _ => Node(from, ("intermediateThrowEvent", "", "")),
    };

    private string Choice(string from, int depth)
    {
        var (fork, join) = (Id("choose"), Id("merge"));
        Flow(from, fork);
        var branches = _random.Next(2, 4);
        var fallback = "";
        for (var branch = 0; branch < branches; branch++)
        {
            var condition = branch == 0 ? null : $"=choice != null and choice &gt; {_random.Next(5)}";
            var entry = Id("enter");
            var flow = Flow(fork, entry, condition);
            if (branch == 0) fallback = flow;
            _elements.AppendLine($"<bpmn:task id=\"{entry}\" />");
            Flow(Sequence(entry, depth + 1), join);
        }

        _elements.AppendLine($"<bpmn:exclusiveGateway id=\"{fork}\" default=\"{fallback}\" />");
        _elements.AppendLine($"<bpmn:exclusiveGateway id=\"{join}\" />");
        return join;
    }

    private string Parallel(string from, int depth)
    {
        var (fork, join) = (Id("fork"), Id("join"));
        Flow(from, fork);
        _elements.AppendLine($"<bpmn:parallelGateway id=\"{fork}\" />");
        for (var branch = _random.Next(2, 4); branch > 0; branch--)
        {
            var entry = Id("enter");
            Flow(fork, entry);
            _elements.AppendLine($"<bpmn:task id=\"{entry}\" />");
            Flow(Sequence(entry, depth + 1), join);
        }

        _elements.AppendLine($"<bpmn:parallelGateway id=\"{join}\" />");
        return join;
    }

    private string Inclusive(string from, int depth)
    {
        var (fork, join) = (Id("some"), Id("join"));
        Flow(from, fork);
        _elements.AppendLine($"<bpmn:inclusiveGateway id=\"{fork}\" />");
        for (var branch = _random.Next(2, 4); branch > 0; branch--)
        {
            var entry = Id("enter");
            Flow(fork, entry, branch == 1 ? "=true" : $"=choice != null and choice &gt; {_random.Next(5)}");
            _elements.AppendLine($"<bpmn:task id=\"{entry}\" />");
            Flow(Sequence(entry, depth + 1), join);
        }

        _elements.AppendLine($"<bpmn:inclusiveGateway id=\"{join}\" />");
        return join;
    }

    private string FirstEvent(string from)
    {
        var (gateway, merge) = (Id("first"), Id("merge"));
        Flow(from, gateway);
        _elements.AppendLine($"<bpmn:eventBasedGateway id=\"{gateway}\" />");
        Flow(Node(gateway, Waiting("intermediateCatchEvent", Timer())), merge);
        Flow(Node(gateway, Waiting("intermediateCatchEvent", "<bpmn:messageEventDefinition messageRef=\"message\" />")), merge);
        _elements.AppendLine($"<bpmn:exclusiveGateway id=\"{merge}\" />");
        return merge;
    }

    /// <summary>A node that may have boundary events. What they lead to ends on its own, so that no join waits in vain.</summary>
    private string Activity(string from, (string Element, string Attributes, string Content) activity) => Activity(from, activity, out _);

    private string Activity(string from, (string Element, string Attributes, string Content) activity, out string id)
    {
        id = Node(from, activity);
        var rejoin = new List<string>();
        foreach (var (definition, canContinue) in new[]
        {
            ("<bpmn:errorEventDefinition errorRef=\"error\" />", false),
            (Timer(), true),
            (Condition("choice != null and choice > 2"), true),
            ("<bpmn:messageEventDefinition messageRef=\"nudge\" />", true),
        })
        {
            if (_random.Next(4) != 0) continue;
            var boundary = Id("boundary");
            var interrupting = !canContinue || _random.Next(2) == 0;
            // An interrupted branch would leave a parallel join waiting: it goes back to where the activity leads.
            _elements.AppendLine(
                $"<bpmn:boundaryEvent id=\"{boundary}\" attachedToRef=\"{id}\" cancelActivity=\"{(interrupting ? "true" : "false")}\">{definition}</bpmn:boundaryEvent>");
            if (interrupting) rejoin.Add(boundary);
            else End(boundary, "");
        }

        if (rejoin.Count == 0) return id;
        var merge = Id("merge");
        _elements.AppendLine($"<bpmn:exclusiveGateway id=\"{merge}\" />");
        Flow(id, merge);
        foreach (var boundary in rejoin) Flow(boundary, merge);
        return merge;
    }

    /// <summary>Some activities can be undone: by a job, or at once.</summary>
    private string Undone(string last, string activity)
    {
        if (_random.Next(3) > 0) return last;
        var (boundary, handler) = (Id("boundary"), Id("handler"));
        _elements.AppendLine(
            $"<bpmn:boundaryEvent id=\"{boundary}\" attachedToRef=\"{activity}\"><bpmn:compensateEventDefinition /></bpmn:boundaryEvent>");
        _elements.AppendLine(_random.Next(2) == 0
            ? $"<bpmn:manualTask id=\"{handler}\" isForCompensation=\"true\" />"
            : $"<bpmn:serviceTask id=\"{handler}\" isForCompensation=\"true\"><bpmn:extensionElements><zeebe:taskDefinition type=\"work\" retries=\"2\" /></bpmn:extensionElements></bpmn:serviceTask>");
        _elements.AppendLine($"<bpmn:association id=\"{Id("association")}\" sourceRef=\"{boundary}\" targetRef=\"{handler}\" />");
        return last;
    }

    /// <summary>Kept by the engine; its listeners are of type <c>work</c>, too.</summary>
    private (string Element, string Attributes, string Content) UserTask()
    {
        var listeners = string.Concat(ListenedChanges
            .Where(_ => _random.Next(3) == 0)
            .Select(change => $"<zeebe:taskListener eventType=\"{change}\" type=\"work\" retries=\"2\" />"));
        var assignee = _random.Next(2) == 0 ? "" : "<zeebe:assignmentDefinition assignee=\"ann\" candidateGroups=\"sales\" />";
        return Task("userTask", $"<zeebe:userTask />{assignee}<zeebe:taskListeners>{listeners}</zeebe:taskListeners>");
    }

    private static (string Element, string Attributes, string Content) Task(string element, string extensions) =>
        (element, "", $"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>");

    private (string Element, string Attributes, string Content) Repeated((string Element, string Attributes, string Content) activity) => activity with
    {
        Content = activity.Content
            + $"<bpmn:multiInstanceLoopCharacteristics isSequential=\"{(_random.Next(2) == 0 ? "true" : "false")}\">"
            + "<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection=\"=[1, 2, 3]\" inputElement=\"item\" outputCollection=\"all\" outputElement=\"=done\" />"
            + $"</bpmn:extensionElements>{(_random.Next(3) == 0 ? "<bpmn:completionCondition>=done = 4</bpmn:completionCondition>" : "")}"
            + "</bpmn:multiInstanceLoopCharacteristics>",
    };

    private static (string Element, string Attributes, string Content) Waiting(string element, string definition) => (element, "", definition);

    private static string Condition(string expression) =>
        $"<bpmn:conditionalEventDefinition><bpmn:condition>={expression.Replace(">", "&gt;", StringComparison.Ordinal)}</bpmn:condition></bpmn:conditionalEventDefinition>";

    private string Timer() =>
        $"<bpmn:timerEventDefinition><bpmn:timeDuration>PT{_random.Next(1, 20)}S</bpmn:timeDuration></bpmn:timerEventDefinition>";

    private string Mappings() => _random.Next(3) switch
    {
        0 => "",
        1 => "<zeebe:ioMapping><zeebe:input source=\"=choice\" target=\"before\" /><zeebe:output source=\"=done\" target=\"result.last\" /></zeebe:ioMapping>",
        _ => "<zeebe:ioMapping><zeebe:output source=\"=if choice = null then 0 else choice + 1\" target=\"choice\" /></zeebe:ioMapping>",
    };

    /// <summary>Seldom: each is one more job to do before the element begins, or before it is left.</summary>
    private string Listeners(string element)
    {
        if (_random.Next(10) != 0) return "";
        var (atStart, atEnd) = (_random.Next(2) == 0, _random.Next(2) == 0 && !element.EndsWith("Gateway", StringComparison.Ordinal));
        return "<bpmn:extensionElements><zeebe:executionListeners>"
            + (atStart ? "<zeebe:executionListener eventType=\"start\" type=\"work\" retries=\"2\" />" : "")
            + (atEnd ? "<zeebe:executionListener eventType=\"end\" type=\"work\" retries=\"2\" />" : "")
            + "</zeebe:executionListeners></bpmn:extensionElements>";
    }

    private string Node(string from, (string Element, string Attributes, string Content) node)
    {
        var id = Id(node.Element);
        Flow(from, id);
        _elements.AppendLine($"<bpmn:{node.Element} id=\"{id}\" {node.Attributes}>{Listeners(node.Element)}{node.Content}</bpmn:{node.Element}>");
        return id;
    }

    private void End(string from, string definition)
    {
        var id = Id("end");
        Flow(from, id);
        if (_isAdHoc)
        {
            // There is no end event in it: paths just end.
            _elements.AppendLine($"<bpmn:task id=\"{id}\" />");
            return;
        }

        _elements.AppendLine($"<bpmn:endEvent id=\"{id}\">{Listeners("endEvent")}{definition}</bpmn:endEvent>");
    }

    private string Flow(string from, string to, string? condition = null)
    {
        var id = Id("flow");
        var content = condition is null ? "" : $"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>";
        _elements.AppendLine($"<bpmn:sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\">{content}</bpmn:sequenceFlow>");
        return id;
    }

    private string Id(string kind) => $"{kind}_{++_next}";
}
