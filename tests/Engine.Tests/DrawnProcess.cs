using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Draws a structured process: blocks in blocks, so that every path ends whatever happens in it. The same seed draws the same one.
/// </summary>
/// <remarks>
/// Jobs have the type <c>work</c>, those of listeners <c>listen0</c> and <c>listen1</c>, those of ad-hoc sub-processes <c>agent</c>.
/// Messages are named <c>news</c>, at boundary events <c>nudge</c>, with the key in variable <c>key</c>:
/// an older boundary event that waits for the same message would take every one of them; at event sub-processes <c>alarm</c>. Timers wait for at most some
/// minutes. Errors have the code <c>E1</c>. Conditions ask for variable <c>choice</c>, a number from 0 to 2; loops end by themselves.
/// </remarks>
internal sealed class DrawnProcess
{
    private const int DepthAtMost = 3;

    private readonly Random _random;
    private int _ids;
    private bool _isCalled;
    private bool _isAdHoc;
    private int _loops;

    /// <summary>The decisions that processes ask for, to be deployed with them.</summary>
    public const string Decisions = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="draws" name="Draws" namespace="http://fairlead/tests">
          <decision id="draw" name="Draw">
            <informationRequirement><requiredDecision href="#twice" /></informationRequirement>
            <decisionTable id="table" hitPolicy="UNIQUE">
              <input id="in"><inputExpression typeRef="number"><text>twice</text></inputExpression></input>
              <output id="out" name="draw" />
              <rule id="low"><inputEntry id="low-in"><text>&lt;= 4</text></inputEntry><outputEntry id="low-out"><text>twice</text></outputEntry></rule>
              <rule id="high"><inputEntry id="high-in"><text>&gt;= 4</text></inputEntry><outputEntry id="high-out"><text>"high"</text></outputEntry></rule>
            </decisionTable>
          </decision>
          <decision id="twice" name="Twice"><literalExpression id="text"><text>choice * 2</text></literalExpression></decision>
        </definitions>
        """;

    private DrawnProcess(Random random) => _random = random;

    /// <returns>The BPMN file of a process with id <c>random</c>, and of one that it may call.</returns>
    public static string Draw(Random random)
    {
        var process = new DrawnProcess(random);
        var body = process.Scope(depth: 0, isRoot: true);
        process._isCalled = true;
        var called = process.Scope(DepthAtMost - 1, isRoot: random.Next(2) == 0);
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://fairlead/tests">
              <bpmn:message id="news" name="news"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
              <bpmn:message id="nudge" name="nudge"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
              <bpmn:message id="alarm" name="alarm"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
              <bpmn:signal id="flare" name="flare" />
              <bpmn:escalation id="up" escalationCode="UP" />
              <bpmn:error id="e1" errorCode="E1" />
              <bpmn:process id="random" isExecutable="true">{process.Listeners("process", "")}
            {body}  </bpmn:process>
              <bpmn:process id="called" isExecutable="true">{process.Listeners("process", "")}
            {called}  </bpmn:process>
            </bpmn:definitions>

            """;
    }

    private string Scope(int depth, bool isRoot)
    {
        var scope = new StringBuilder();
        var isAround = _isAdHoc;
        _isAdHoc = false;
        var start = Node(scope, "startEvent", "");
        var (first, last) = Block(scope, depth);
        Flow(scope, start, first);
        Flow(scope, last, End(scope, isRoot));
        if (_random.Next(4) == 0) EventSubProcesses(scope);
        _isAdHoc = isAround;
        return scope.ToString();
    }

    /// <summary>At most one of each kind. What they do is small: messages may begin them again and again.</summary>
    private void EventSubProcesses(StringBuilder scope)
    {
        foreach (var kind in new[] { "condition", "error", "escalation", "message", "signal", "timer" })
        {
            if (_random.Next(5) < 3) continue;
            var interrupts = kind == "error" || _random.Next(2) == 0;
            var definition = kind switch
            {
                "condition" => Condition(),
                "error" => """<bpmn:errorEventDefinition errorRef="e1" />""",
                "message" => """<bpmn:messageEventDefinition messageRef="alarm" />""",
                "signal" => """<bpmn:signalEventDefinition signalRef="flare" />""",
                "escalation" => """<bpmn:escalationEventDefinition escalationRef="up" />""",
                _ => Timer(repeats: !interrupts),
            };
            Write(scope, $"""<bpmn:subProcess id="{Id("eventSubProcess")}" triggeredByEvent="true">{Listeners("subProcess", "")}""");
            var start = Node(scope, "startEvent", definition, interrupts ? "" : """ isInterrupting="false" """);
            // A signal or an escalation in here could begin it again, for ever.
            var work = Node(scope, "serviceTask", Job());
            Flow(scope, start, work);
            Flow(scope, work, Node(scope, "endEvent", ""));
            Write(scope, "</bpmn:subProcess>");
        }
    }

    private (string First, string Last) Block(StringBuilder scope, int depth)
    {
        var choice = depth >= DepthAtMost ? _random.Next(6) : _random.Next(16);
        return choice switch
        {
            0 => Single(Undone(scope, Node(scope, "serviceTask", Job() + Loop()))),
            1 when _random.Next(3) == 0 => Single(UserTask(scope)),
            1 => Single(_random.Next(4) == 0
                ? Node(scope, "userTask", Extensions("""<zeebe:assignmentDefinition assignee="=&quot;ann&quot;" candidateGroups="a, b" />""") + Loop())
                : Node(scope, "serviceTask", Job() + Loop())),
            2 when _random.Next(2) == 0 => Single(Undone(scope, Decide(scope))),
            2 => Single(Node(scope, "scriptTask", Extensions("""<zeebe:script expression="=1 + 1" resultVariable="two" />"""))),
            3 => Single(Node(
                scope,
                "intermediateCatchEvent",
                _random.Next(4) switch
                {
                    0 => """<bpmn:signalEventDefinition signalRef="flare" />""",
                    1 => Condition(),
                    _ => Timer(),
                })),
            4 => Single(Node(scope, "receiveTask", "", """ messageRef="news" """)),
            5 => Thrown(scope),
            6 or 7 => Sequence(scope, depth),
            8 => Exclusive(scope, depth),
            9 => Parallel(scope, depth),
            10 => Loop(scope, depth),
            11 => Single(Undone(scope, _isCalled || _random.Next(2) == 0 ? SubProcess(scope, depth) : Call(scope))),
            // In a loop a token that waits for the join could come to it once more: both would wait for ever, as the original does.
            12 when _loops == 0 => Inclusive(scope, depth),
            12 => Parallel(scope, depth),
            13 => FirstEvent(scope, depth),
            14 => Single(AdHoc(scope, depth)),
            _ => Watched(scope, depth),
        };
    }

    /// <summary>The decision fails when the choice is 2, until it is another one.</summary>
    private string Decide(StringBuilder scope)
    {
        var binding = _random.Next(2) == 0 ? "" : """ bindingType="deployment" """;
        return Node(scope, "businessRuleTask", Extensions(
            $"""<zeebe:calledDecision decisionId="draw" resultVariable="answer"{binding} />""" + (_random.Next(2) == 0 ? "" : Mappings())) + Loop());
    }

    /// <summary>Kept by the engine, with listeners for some of its changes.</summary>
    private string UserTask(StringBuilder scope)
    {
        var listeners = new StringBuilder();
        foreach (var change in new[] { "creating", "assigning", "updating", "completing", "canceling" })
            for (var left = _random.Next(5) - 2; left > 0; left--)
                listeners.Append($"""<zeebe:taskListener eventType="{change}" type="listen" retries="2" />""");
        var assignee = _random.Next(2) == 0 ? "" : """<zeebe:assignmentDefinition assignee="=&quot;ann&quot;" candidateGroups="a, b" />""";
        return Node(scope, "userTask", Extensions(
            $"<zeebe:userTask />{assignee}<zeebe:taskListeners>{listeners}</zeebe:taskListeners>{(_random.Next(2) == 0 ? "" : Mappings())}") + Loop());
    }

    private (string First, string Last) Thrown(StringBuilder scope)
    {
        switch (_random.Next(7))
        {
            case 4: return Single(Node(scope, "intermediateThrowEvent", "<bpmn:compensateEventDefinition />"));
            case 0: return Single(Node(scope, "manualTask", ""));
            case 1: return Single(Node(scope, "intermediateThrowEvent", """<bpmn:signalEventDefinition signalRef="flare" />"""));
            case 2: return Single(Node(scope, "intermediateThrowEvent", """<bpmn:escalationEventDefinition escalationRef="up" />"""));
            case 3:
                var link = $"link{_ids++}";
                return (
                    Node(scope, "intermediateThrowEvent", $"""<bpmn:linkEventDefinition name="{link}" />"""),
                    Node(scope, "intermediateCatchEvent", $"""<bpmn:linkEventDefinition name="{link}" />"""));
            default: return Single(Node(scope, "intermediateThrowEvent", ""));
        }
    }

    private static (string First, string Last) Single(string id) => (id, id);

    private (string First, string Last) Sequence(StringBuilder scope, int depth)
    {
        var (first, last) = Block(scope, depth + 1);
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var next = Block(scope, depth + 1);
            Flow(scope, last, next.First);
            last = next.Last;
        }

        return (first, last);
    }

    private (string First, string Last) Exclusive(StringBuilder scope, int depth)
    {
        var id = Id("exclusiveGateway");
        var fallback = Id("flow");
        Write(scope, $"""<bpmn:exclusiveGateway id="{id}" default="{fallback}" />""");
        var merge = Node(scope, "exclusiveGateway", "");
        for (var branch = 0; branch < _random.Next(2, 4); branch++)
        {
            var (first, last) = Block(scope, depth + 1);
            if (branch == 0) Write(scope, $"""<bpmn:sequenceFlow id="{fallback}" sourceRef="{id}" targetRef="{first}" />""");
            else Flow(scope, id, first, $"choice = {branch}");
            Flow(scope, last, merge);
        }

        return (id, merge);
    }

    private (string First, string Last) Parallel(StringBuilder scope, int depth)
    {
        var fork = Node(scope, "parallelGateway", "");
        var join = Node(scope, "parallelGateway", "");
        for (var branch = _random.Next(2, 4); branch > 0; branch--)
        {
            var (first, last) = Block(scope, depth + 1);
            Flow(scope, fork, first);
            Flow(scope, last, join);
        }

        return (fork, join);
    }

    /// <summary>One branch is always taken and comes to the join; the others may be taken, and may end on their way.</summary>
    private (string First, string Last) Inclusive(StringBuilder scope, int depth)
    {
        var fork = Node(scope, "inclusiveGateway", "");
        var join = Node(scope, "inclusiveGateway", "");
        for (var branch = _random.Next(2, 4); branch >= 0; branch--)
        {
            var (first, last) = Block(scope, depth + 1);
            Flow(scope, fork, first, branch == 0 ? "true" : $"choice != {branch}");
            if (branch > 0 && _random.Next(3) == 0)
            {
                var exit = Node(scope, "exclusiveGateway", "");
                Flow(scope, last, exit);
                Flow(scope, exit, DeadEnd(scope), $"choice = {_random.Next(3)}");
                Flow(scope, exit, join, "true");
            }
            else
            {
                Flow(scope, last, join);
            }
        }

        return (fork, join);
    }

    private (string First, string Last) FirstEvent(StringBuilder scope, int depth)
    {
        var gateway = Node(scope, "eventBasedGateway", "");
        var merge = Node(scope, "exclusiveGateway", "");
        string[] definitions =
        [
            Timer(), """<bpmn:messageEventDefinition messageRef="news" />""", """<bpmn:signalEventDefinition signalRef="flare" />""",
        ];
        var count = _random.Next(2, 4);
        for (var i = 0; i < count; i++)
        {
            var caught = Node(scope, "intermediateCatchEvent", definitions[i]);
            Flow(scope, gateway, caught);
            var (first, last) = Block(scope, depth + 1);
            Flow(scope, caught, first);
            Flow(scope, last, merge);
        }

        return (gateway, merge);
    }

    /// <summary>Goes round two times.</summary>
    private (string First, string Last) Loop(StringBuilder scope, int depth)
    {
        var counter = $"count{_ids++}";
        var merge = Node(scope, "exclusiveGateway", "");
        var count = Node(
            scope,
            "scriptTask",
            Extensions($"""<zeebe:script expression="=if {counter} = null then 1 else {counter} + 1" resultVariable="{counter}" />"""));
        var id = Id("exclusiveGateway");
        var onward = Id("flow");
        Write(scope, $"""<bpmn:exclusiveGateway id="{id}" default="{onward}" />""");
        _loops++;
        var (first, last) = Block(scope, depth + 1);
        _loops--;
        Flow(scope, merge, count);
        Flow(scope, count, first);
        Flow(scope, last, id);
        Flow(scope, id, merge, $"{counter} = 1");
        var after = Node(scope, "intermediateThrowEvent", "");
        Write(scope, $"""<bpmn:sequenceFlow id="{onward}" sourceRef="{id}" targetRef="{after}" />""");
        return (merge, after);
    }

    private string SubProcess(StringBuilder scope, int depth)
    {
        var id = Id("subProcess");
        var mappings = _random.Next(2) == 0 ? "" : Extensions(Mappings());
        Write(scope, $"""<bpmn:subProcess id="{id}">{Listeners("subProcess", "")}{mappings}{Loop()}""");
        scope.Append(Scope(depth + 1, isRoot: false));
        Write(scope, "</bpmn:subProcess>");
        return id;
    }

    /// <summary>
    /// Chosen by a worker, whose jobs have the type <c>agent</c>, or by an expression. Whatever happens to what was chosen, the condition is
    /// true then: called instances may give back an older list of results.
    /// </summary>
    private string AdHoc(StringBuilder scope, int depth)
    {
        var id = Id("adHocSubProcess");
        var content = new StringBuilder();
        var isAround = _isAdHoc;
        _isAdHoc = true;
        var tools = new List<string>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            tools.Add(Node(content, "task", ""));
            Flow(content, tools[^1], Block(content, depth + 1).First);
        }

        if (_random.Next(3) == 0) EventSubProcesses(content);
        _isAdHoc = isAround;
        var results = $"results{_ids++}";
        var output = _random.Next(3) == 0 ? "" : $""" outputCollection="{results}" outputElement="=answer" """;
        var chosen = string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"&quot;{tools[_random.Next(tools.Count)]}&quot;"));
        var extensions = _random.Next(2) == 0
            ? $"""<zeebe:taskDefinition type="agent" /><zeebe:adHoc{output} />"""
            : $"""<zeebe:adHoc activeElementsCollection="=[{chosen}]"{output} />""";
        var until = output.Length > 0 && _random.Next(2) == 0
            ? $"<bpmn:completionCondition>=count({results}) >= 1</bpmn:completionCondition>"
            : "";
        var cancels = _random.Next(2) == 0 ? "" : """ cancelRemainingInstances="false" """;
        Write(scope, $"""<bpmn:adHocSubProcess id="{id}"{cancels.TrimEnd()}>{Extensions(extensions)}{Loop()}""");
        scope.Append(content);
        Write(scope, $"{until}</bpmn:adHocSubProcess>");
        return id;
    }

    /// <summary>Where a path ends beside the others.</summary>
    private string DeadEnd(StringBuilder scope) => Node(scope, _isAdHoc ? "intermediateThrowEvent" : "endEvent", "");

    private string Call(StringBuilder scope)
    {
        var binding = _random.Next(2) == 0 ? "" : """ bindingType="deployment" """;
        var flags = _random.Next(2) == 0 ? "" : """ propagateAllChildVariables="false" """;
        return Node(scope, "callActivity", Extensions(
            $"""<zeebe:calledElement processId="called"{binding}{flags} />""" + (_random.Next(2) == 0 ? "" : Mappings())) + Loop());
    }

    /// <summary>Seldom: what is in it is to be done several times.</summary>
    private string Loop()
    {
        if (_random.Next(5) > 0) return "";
        var output = _random.Next(2) == 0 ? "" : """ outputCollection="answers" outputElement="=answer" """;
        var until = _random.Next(3) == 0 ? $"<bpmn:completionCondition>=numberOfCompletedInstances >= {_random.Next(1, 3)}</bpmn:completionCondition>" : "";
        return $"""
            <bpmn:multiInstanceLoopCharacteristics isSequential="{(_random.Next(2) == 0 ? "true" : "false")}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=for i in 0..choice return i" inputElement="item"{output} /></bpmn:extensionElements>{until}</bpmn:multiInstanceLoopCharacteristics>
            """;
    }

    /// <summary>An activity with boundary events, whose paths come together again or end by themselves.</summary>
    private (string First, string Last) Watched(StringBuilder scope, int depth)
    {
        var isSubProcess = _random.Next(2) == 0;
        var activity = !isSubProcess && _random.Next(4) == 0 ? UserTask(scope)
            : !isSubProcess ? Node(scope, "serviceTask", Job() + Loop())
            : _random.Next(4) == 0 ? AdHoc(scope, depth)
            : _isCalled || _random.Next(3) > 0 ? SubProcess(scope, depth)
            : Call(scope);
        var merge = Node(scope, "exclusiveGateway", "");
        Flow(scope, activity, merge);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var isError = i == 1 && _random.Next(2) == 0;
            var interrupts = isError || _random.Next(2) == 0;
            var definition = isError
                ? """<bpmn:errorEventDefinition errorRef="e1" />"""
                : i == 2 ? Nudge(isSubProcess) : Timer(repeats: !interrupts);
            var boundary = Node(
                scope, "boundaryEvent", definition, $""" attachedToRef="{activity}" cancelActivity="{(interrupts ? "true" : "false")}" """);
            // A path that throws what began it would begin itself, for ever.
            var isThrown = definition.Contains("signal", StringComparison.Ordinal) || definition.Contains("escalation", StringComparison.Ordinal);
            var (first, last) = isThrown ? Single(Node(scope, "serviceTask", Job())) : Block(scope, DepthAtMost);
            Flow(scope, boundary, first);
            // A path that did not interrupt must not come back: the activity's own token goes there too, and a join would wait wrongly.
            Flow(scope, last, interrupts ? merge : DeadEnd(scope));
        }

        return (activity, merge);
    }

    /// <summary>Some activities can be undone, by work of all kinds, of which there must not be too much.</summary>
    private string Undone(StringBuilder scope, string activity)
    {
        if (_random.Next(3) > 0) return activity;
        var boundary = Node(scope, "boundaryEvent", "<bpmn:compensateEventDefinition />", $""" attachedToRef="{activity}" """);
        const string IsHandler = """ isForCompensation="true" """;
        var handler = _random.Next(6) switch
        {
            0 => Node(scope, "manualTask", "", IsHandler),
            1 => Node(scope, "serviceTask", Job() + Loop(), IsHandler),
            2 => Node(scope, "subProcess", Scope(DepthAtMost, isRoot: false), IsHandler),
            _ => Node(scope, "serviceTask", Job(), IsHandler),
        };
        Write(scope, $"""<bpmn:association id="{Id("association")}" sourceRef="{boundary}" targetRef="{handler}" />""");
        return activity;
    }

    /// <summary>Becomes true sooner or later: the path sets the variable now and then.</summary>
    private string Condition() =>
        $"<bpmn:conditionalEventDefinition><bpmn:condition>=choice = {_random.Next(3)}</bpmn:condition></bpmn:conditionalEventDefinition>";

    private string Nudge(bool isSubProcess) => _random.Next(5) switch
    {
        4 => Condition(),
        0 => """<bpmn:signalEventDefinition signalRef="flare" />""",
        1 when isSubProcess => """<bpmn:escalationEventDefinition escalationRef="up" />""",
        _ => """<bpmn:messageEventDefinition messageRef="nudge" />""",
    };

    private string End(StringBuilder scope, bool isRoot) => _random.Next(11) switch
    {
        10 => Node(scope, "endEvent", "<bpmn:compensateEventDefinition />"),
        8 => Node(scope, "endEvent", """<bpmn:signalEventDefinition signalRef="flare" />"""),
        9 => Node(scope, "endEvent", """<bpmn:escalationEventDefinition escalationRef="up" />"""),
        0 => Node(scope, "endEvent", "<bpmn:terminateEventDefinition />"),
        // Nothing would catch an error of the process itself.
        1 when !isRoot => Node(scope, "endEvent", """<bpmn:errorEventDefinition errorRef="e1" />"""),
        _ => Node(scope, "endEvent", ""),
    };

    private string Job() => Extensions(
        """<zeebe:taskDefinition type="work" retries="2" />""" + (_random.Next(2) == 0 ? "" : Mappings()));

    private string Mappings() => _random.Next(3) switch
    {
        0 => """<zeebe:ioMapping><zeebe:input source="=choice" target="local.choice" /></zeebe:ioMapping>""",
        1 => """<zeebe:ioMapping><zeebe:output source="=answer" target="result.answer" /></zeebe:ioMapping>""",
        _ => """<zeebe:ioMapping><zeebe:input source="fixed" target="local" /><zeebe:output source="=local" target="copy" /></zeebe:ioMapping>""",
    };

    private string Timer(bool repeats = false) => repeats && _random.Next(2) == 0
        ? $"<bpmn:timerEventDefinition><bpmn:timeCycle>R{_random.Next(1, 4)}/PT{_random.Next(1, 90)}S</bpmn:timeCycle></bpmn:timerEventDefinition>"
        : $"<bpmn:timerEventDefinition><bpmn:timeDuration>PT{_random.Next(0, 200)}S</bpmn:timeDuration></bpmn:timerEventDefinition>";

    private static string Extensions(string content) => $"<bpmn:extensionElements>{content}</bpmn:extensionElements>";

    private string Node(StringBuilder scope, string type, string content, string attributes = "")
    {
        var id = Id(type);
        Write(scope, $"""<bpmn:{type} id="{id}"{attributes.TrimEnd()}>{Listeners(type, content)}{content}</bpmn:{type}>""");
        return id;
    }

    /// <summary>Seldom: each is one more job to do.</summary>
    private string Listeners(string type, string content)
    {
        if (_random.Next(8) > 0 || (type == "boundaryEvent" && content.Contains("compensate", StringComparison.Ordinal))) return "";
        var starts = type is "startEvent" or "boundaryEvent" ? 0 : _random.Next(3);
        var ends = type.EndsWith("Gateway", StringComparison.Ordinal) || (type == "endEvent" && content.Contains("error", StringComparison.Ordinal))
            ? 0
            : _random.Next(3);
        var listeners = Enumerable.Range(0, starts).Select(i => $"""<zeebe:executionListener eventType="start" type="listen{i}" retries="2" />""")
            .Concat(Enumerable.Range(0, ends).Select(i => $"""<zeebe:executionListener eventType="end" type="listen{i}" />"""));
        return Extensions($"<zeebe:executionListeners>{string.Concat(listeners)}</zeebe:executionListeners>");
    }

    private void Flow(StringBuilder scope, string from, string to, string? condition = null)
    {
        var content = condition is null ? "" : $"<bpmn:conditionExpression>={condition}</bpmn:conditionExpression>";
        Write(scope, $"""<bpmn:sequenceFlow id="{Id("flow")}" sourceRef="{from}" targetRef="{to}">{content}</bpmn:sequenceFlow>""");
    }

    private string Id(string type) => $"{type}{++_ids}";

    private static void Write(StringBuilder scope, string line) => scope.Append("    ").Append(line).Append('\n');
}
