using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What a diagram cannot have. Each row is one rule: part of a process, the element that is blamed, the code of the problem and what the
/// sentence says. The rows of <see cref="NotRunning"/> are all that BPMN knows and Camunda 8 does not run.
/// </summary>
public sealed class RefusedDiagramTests
{
    public static TheoryData<string, string, string, string, string> Rules => new()
    {
        { "a job needs a type", Task("serviceTask", ""), "t", "BPMN_MISSING", "has no job type" },
        { "a send task is a job", Task("sendTask", ""), "t", "BPMN_MISSING", "has no job type" },
        { "a blank type is none", Task("serviceTask", """<zeebe:taskDefinition type=" " />"""), "t", "BPMN_MISSING", "has no job type" },
        { "an empty expression is no type", Task("serviceTask", """<zeebe:taskDefinition type="=" />"""), "t", "BPMN_EXPRESSION", "the job type" },
        { "retries are a number", Task("serviceTask", """<zeebe:taskDefinition type="a" retries="some" />"""), "t", "BPMN_EXPRESSION", "\"some\" as retries" },
        { "a thrown message is a job", End("""<bpmn:messageEventDefinition messageRef="m" />"""), "e", "BPMN_MISSING", "has no job type" },
        { "a header has a key", Task("serviceTask", """<zeebe:taskDefinition type="a" /><zeebe:taskHeaders><zeebe:header value="b" /></zeebe:taskHeaders>"""), "t", "BPMN_MISSING", "task header without key" },
        { "a mapping has a target", Task("task", """<zeebe:ioMapping><zeebe:input source="=a" /></zeebe:ioMapping>"""), "t", "BPMN_MISSING", "input mapping without target" },
        { "a mapping has a source", Task("task", """<zeebe:ioMapping><zeebe:output target="a" /></zeebe:ioMapping>"""), "t", "BPMN_MISSING", "without source" },
        { "a message must be named in the event", Catch("<bpmn:messageEventDefinition />"), "c", "BPMN_MISSING", "has no message" },
        { "a message has a name", Catch("""<bpmn:messageEventDefinition messageRef="noName" />"""), "c", "BPMN_MISSING", "has no name" },
        { "a message that is waited for has a correlation key", Catch("""<bpmn:messageEventDefinition messageRef="noKey" />"""), "c", "BPMN_MISSING", "no correlation key" },
        { "a correlation key is an expression", Catch("""<bpmn:messageEventDefinition messageRef="literalKey" />"""), "c", "BPMN_EXPRESSION", "must begin with \"=\"" },
        { "a message is in the file", Catch("""<bpmn:messageEventDefinition messageRef="gone" />"""), "c", "BPMN_REFERENCE", "not in the file" },
        { "a receive task has a message", Task("receiveTask", ""), "t", "BPMN_MISSING", "has no message" },
        { "a signal must be named in the event", Catch("<bpmn:signalEventDefinition />"), "c", "BPMN_MISSING", "has no signal" },
        { "a signal has a name", Catch("""<bpmn:signalEventDefinition signalRef="noName2" />"""), "c", "BPMN_MISSING", "has no name" },
        { "a timer has a value", Catch("<bpmn:timerEventDefinition />"), "c", "BPMN_TIMER", "has 0" },
        { "a timer has one value", Catch("<bpmn:timerEventDefinition><bpmn:timeDuration>PT1S</bpmn:timeDuration><bpmn:timeDate>2030-01-01T00:00:00Z</bpmn:timeDate></bpmn:timerEventDefinition>"), "c", "BPMN_TIMER", "has 2" },
        { "only what does not interrupt repeats", Catch("<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1S</bpmn:timeCycle></bpmn:timerEventDefinition>"), "c", "BPMN_TIMER", "cannot have a timer cycle" },
        { "a process does not start after a duration", """<bpmn:startEvent id="s2"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:startEvent>""", "s2", "BPMN_TIMER", "cannot have a timer duration" },
        { "a timer value is valid", Catch("<bpmn:timerEventDefinition><bpmn:timeDuration>soon</bpmn:timeDuration></bpmn:timerEventDefinition>"), "c", "TIMER_INVALID", "is no duration" },
        { "a boundary event is attached", """<bpmn:boundaryEvent id="b"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>""", "b", "BPMN_MISSING", "attached to nothing" },
        { "a boundary event is attached to something in the process", Boundary("gone", "<bpmn:errorEventDefinition />"), "b", "BPMN_REFERENCE", "not an element of this process" },
        { "a boundary event is attached to an activity", Boundary("s", "<bpmn:errorEventDefinition />"), "b", "BPMN_STRUCTURE", "needs a task" },
        { "a boundary event waits for something", Boundary("t", "") + Task("task", ""), "b", "BPMN_MISSING", "does not say what it waits for" },
        { "a boundary event waits for one thing that it can", Boundary("t", "<bpmn:terminateEventDefinition />") + Task("task", ""), "b", "BPMN_UNSUPPORTED", "not supported there" },
        { "an error always interrupts", """<bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>""" + Task("task", ""), "b", "BPMN_STRUCTURE", "without interrupting" },
        { "nothing flows into a boundary event", Boundary("t", "<bpmn:errorEventDefinition />") + Task("task", "") + Flow("f", "t", "b"), "f", "BPMN_STRUCTURE", "nothing can flow there" },
        { "a task throws no escalation", Boundary("t", "<bpmn:escalationEventDefinition />") + Task("task", ""), "b", "BPMN_STRUCTURE", "cannot throw one" },
        { "two boundary events do not wait for the same", Boundary("t", "<bpmn:errorEventDefinition />") + Boundary("t", "<bpmn:errorEventDefinition />", "b2") + Task("task", ""), "b2", "BPMN_DUPLICATE", "every error" },
        { "a conditional event has a condition", Catch("<bpmn:conditionalEventDefinition />"), "c", "BPMN_MISSING", "has no condition" },
        { "a condition of an event is an expression", Catch(Condition("ready")), "c", "BPMN_EXPRESSION", "must begin with \"=\"" },
        { "a condition of an event can be read", Catch(Condition("=a &gt;")), "c", "FEEL_SYNTAX", "the condition" },
        { "a condition waits for creation or update", Catch(Condition("=a", "variableEvents=\"create, delete\"")), "c", "BPMN_STRUCTURE", "\"delete\"" },
        { "a condition reads the variables it waits for", Catch(Condition("=a", "variableNames=\"b\"")), "c", "CONDITION_NEVER_ASKED", "none of the variables b" },
        { "a condition does not follow an event-based gateway", AfterGateway(Catch(Condition("=a"), "t")), "f1", "BPMN_STRUCTURE", "only catch events" },
        { "a condition starts a process at one place", ConditionalStart("s2") + ConditionalStart("s3"), "s3", "BPMN_DUPLICATE", "a second time" },
        { "a compensation event has a handler", Boundary("t", "<bpmn:compensateEventDefinition />") + Task("task", ""), "b", "BPMN_MISSING", "leads to nothing" },
        { "a compensation event has one handler", Undone("t") + Handler() + Handler("h2") + Association("h2"), "b", "BPMN_DUPLICATE", "leads to 2 activities" },
        { "an activity is undone once", Undone("t") + Handler() + Boundary("t", "<bpmn:compensateEventDefinition />", "b2"), "b2", "BPMN_MISSING", "leads to nothing" },
        { "a handler is marked for compensation", Undone("t") + """<bpmn:task id="h" />""", "b", "BPMN_STRUCTURE", "not marked for compensation" },
        { "nothing flows into a handler", Undone("t") + Handler() + Flow("f", "s", "h"), "f", "BPMN_STRUCTURE", "which is for compensation" },
        { "nothing follows a handler", Undone("t") + Handler() + Flow("f", "h", "t"), "f", "BPMN_STRUCTURE", "which is for compensation" },
        { "a handler has no boundary events", Undone("t") + Handler() + Boundary("h", "<bpmn:errorEventDefinition />", "b2"), "b2", "BPMN_STRUCTURE", "put that into a sub-process" },
        { "what is undone is in the process", End("""<bpmn:compensateEventDefinition activityRef="gone" />"""), "e", "BPMN_REFERENCE", "not an element of this process" },
        { "what is undone can be", End("""<bpmn:compensateEventDefinition activityRef="t" />""") + Task("task", ""), "e", "BPMN_STRUCTURE", "has no compensation event" },
        { "a flow that leaves an exclusive gateway has a condition", Choice("exclusiveGateway", ""), "f2", "BPMN_MISSING", "without condition" },
        { "a flow that leaves an inclusive gateway has a condition", Choice("inclusiveGateway", ""), "f2", "BPMN_MISSING", "without condition" },
        { "a default flow leaves its gateway", Choice("exclusiveGateway", "default=\"f0\""), "g", "BPMN_REFERENCE", "does not leave it" },
        { "a default flow has no condition", Choice("exclusiveGateway", "default=\"f1\""), "f1", "BPMN_STRUCTURE", "default flow" },
        { "a condition is an expression", Choice("exclusiveGateway", "default=\"f2\"", "yes"), "f1", "BPMN_EXPRESSION", "must begin with \"=\"" },
        { "a condition can be read", Choice("exclusiveGateway", "default=\"f2\"", "=a &gt;"), "f1", "FEEL_SYNTAX", "the condition" },
        { "only a gateway chooses", Task("task", "") + End("") + Flow("f", "t", "e", "=true"), "f", "BPMN_STRUCTURE", "does not leave an exclusive or inclusive gateway" },
        { "an event-based gateway has a choice", """<bpmn:eventBasedGateway id="g" />""", "g", "BPMN_STRUCTURE", "at least two events" },
        { "a task does not follow an event-based gateway", AfterGateway(Task("task", "")), "f1", "BPMN_STRUCTURE", "only catch events" },
        { "nothing else leads to what follows an event-based gateway", AfterGateway(Catch("""<bpmn:signalEventDefinition signalRef="sig" />""", "t")) + Flow("f3", "s", "t"), "f1", "BPMN_STRUCTURE", "which other flows lead to" },
        { "a process has a start event", "", "p", "BPMN_STRUCTURE", "has no start event" },
        { "a process has one start event without trigger", """<bpmn:startEvent id="s2" />""", "s2", "BPMN_STRUCTURE", "second start event" },
        { "a sub-process has a start event", """<bpmn:subProcess id="sub" />""", "sub", "BPMN_STRUCTURE", "has 0 start events" },
        { "a sub-process has one start event", """<bpmn:subProcess id="sub"><bpmn:startEvent id="s2" /><bpmn:startEvent id="s3" /></bpmn:subProcess>""", "sub", "BPMN_STRUCTURE", "has 2 start events" },
        { "a sub-process starts by itself", """<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent></bpmn:subProcess>""", "s2", "BPMN_STRUCTURE", "embedded sub-process starts without" },
        { "an event sub-process has one start event", """<bpmn:subProcess id="sub" triggeredByEvent="true" />""", "sub", "BPMN_STRUCTURE", "exactly one" },
        { "an event sub-process waits for something", EventSubProcess(""), "s2", "BPMN_MISSING", "does not say what it waits for" },
        { "an event sub-process waits for what it can", EventSubProcess("""<bpmn:linkEventDefinition name="l" />"""), "s2", "BPMN_UNSUPPORTED", "not supported there" },
        { "nothing flows into an event sub-process", EventSubProcess("<bpmn:errorEventDefinition />") + Flow("f", "s", "sub"), "f", "BPMN_STRUCTURE", "nothing can flow there" },
        { "two event sub-processes do not wait for the same", EventSubProcess("<bpmn:errorEventDefinition />") + EventSubProcess("<bpmn:errorEventDefinition />", "2"), "s22", "BPMN_DUPLICATE", "every error" },
        { "a message starts a process at one place", MessageStart("s2") + MessageStart("s3"), "s3", "BPMN_DUPLICATE", "a second time" },
        { "a signal starts a process at one place", SignalStart("s2") + SignalStart("s3"), "s3", "BPMN_DUPLICATE", "a second time" },
        { "a link leads somewhere", """<bpmn:intermediateThrowEvent id="l"><bpmn:linkEventDefinition name="a" /></bpmn:intermediateThrowEvent>""", "l", "BPMN_REFERENCE", "has no catch event" },
        { "a link leads to one place", Catch("""<bpmn:linkEventDefinition name="a" />""") + Catch("""<bpmn:linkEventDefinition name="a" />""", "c2"), "c2", "BPMN_DUPLICATE", "second target" },
        { "a link has a name", Catch("<bpmn:linkEventDefinition />"), "c", "BPMN_MISSING", "link without name" },
        { "nothing leaves an end event", End("") + Task("task", "") + Flow("f", "e", "t"), "f", "BPMN_STRUCTURE", "nothing can follow" },
        { "nothing flows into a start event", Task("task", "") + Flow("f", "t", "s"), "f", "BPMN_STRUCTURE", "nothing can flow there" },
        { "a flow stays in its scope", """<bpmn:subProcess id="sub"><bpmn:startEvent id="s2" /></bpmn:subProcess>""" + Flow("f", "s2", "s"), "f", "BPMN_STRUCTURE", "crosses the border" },
        { "a flow ends somewhere", Flow("f", "s", "gone"), "f", "BPMN_REFERENCE", "not an element of this process" },
        { "a flow has a source", """<bpmn:sequenceFlow id="f" targetRef="s" />""", "f", "BPMN_MISSING", "starts nowhere" },
        { "a flow has a target", """<bpmn:sequenceFlow id="f" sourceRef="s" />""", "f", "BPMN_MISSING", "ends nowhere" },
        { "a thrown error has a code", End("""<bpmn:errorEventDefinition errorRef="noCode" />"""), "e", "BPMN_MISSING", "has no code" },
        { "a caught code is fixed", Boundary("t", """<bpmn:errorEventDefinition errorRef="computed" />""") + Task("task", ""), "b", "BPMN_EXPRESSION", "fixed text" },
        { "a thrown escalation is named", End("<bpmn:escalationEventDefinition />"), "e", "BPMN_MISSING", "throws no escalation" },
        { "a script does something", Task("scriptTask", ""), "t", "BPMN_MISSING", "nothing to do" },
        { "a script has an expression", Task("scriptTask", """<zeebe:script resultVariable="a" />"""), "t", "BPMN_MISSING", "script without expression" },
        { "a script has a result variable", Task("scriptTask", """<zeebe:script expression="=1" />"""), "t", "BPMN_MISSING", "without result variable" },
        { "a script is a script or a job", Task("scriptTask", """<zeebe:script expression="=1" resultVariable="a" /><zeebe:taskDefinition type="b" />"""), "t", "BPMN_STRUCTURE", "both" },
        { "a script can be read", Task("scriptTask", """<zeebe:script expression="=1 +" resultVariable="a" />"""), "t", "FEEL_SYNTAX", "the script" },
        { "a call activity calls something", Task("callActivity", ""), "t", "BPMN_MISSING", "calls nothing" },
        { "a call binding is known", Task("callActivity", """<zeebe:calledElement processId="a" bindingType="any" />"""), "t", "BPMN_STRUCTURE", "choose latest, deployment or versionTag" },
        { "a call by version tag names it", Task("callActivity", """<zeebe:calledElement processId="a" bindingType="versionTag" />"""), "t", "BPMN_MISSING", "set the version tag" },
        { "a call by version tag names fixed text", Task("callActivity", """<zeebe:calledElement processId="a" bindingType="versionTag" versionTag="=b" />"""), "t", "BPMN_EXPRESSION", "fixed text" },
        { "a version tag is fixed", """<bpmn:extensionElements><zeebe:versionTag value="=1" /></bpmn:extensionElements>""", "p", "BPMN_EXPRESSION", "fixed text" },
        { "a multi-instance activity has a collection", """<bpmn:task id="t"><bpmn:multiInstanceLoopCharacteristics /></bpmn:task>""", "t", "BPMN_MISSING", "without input collection" },
        { "an id stands once", Task("task", "") + Task("manualTask", ""), "t", "BPMN_DUPLICATE", "same id" },
    };

    public static TheoryData<string, string, string, string> NotRunning => new()
    {
        { "complex gateway", """<bpmn:complexGateway id="x" />""", "x", "exclusive, inclusive and parallel gateways" },
        { "transaction", """<bpmn:transaction id="x"><bpmn:startEvent id="s2" /></bpmn:transaction>""", "x", "embedded sub-process" },
        { "cancel end event", End("<bpmn:cancelEventDefinition />"), "e", "error event" },
        { "cancel boundary event", Boundary("t", "<bpmn:cancelEventDefinition />") + Task("task", ""), "b", "error event" },
        { "multiple event", Catch("""<bpmn:signalEventDefinition signalRef="sig" /><bpmn:messageEventDefinition messageRef="m" />"""), "c", "one element for each" },
        { "multiple start event", """<bpmn:startEvent id="s2"><bpmn:signalEventDefinition signalRef="sig" /><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>""", "s2", "one element for each" },
        { "parallel multiple event", """<bpmn:intermediateCatchEvent id="c" parallelMultiple="true"><bpmn:signalEventDefinition signalRef="sig" /></bpmn:intermediateCatchEvent>""", "c", "parallel gateway" },
        { "shared event definition", """<bpmn:intermediateCatchEvent id="c"><bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef></bpmn:intermediateCatchEvent>""", "c", "in the element itself" },
        { "standard loop", """<bpmn:task id="t"><bpmn:standardLoopCharacteristics /></bpmn:task>""", "t", "multi-instance" },
        { "compensation event sub-process", EventSubProcess("<bpmn:compensateEventDefinition />"), "s2", "boundary of an activity" },
        { "compensation that nobody waits for", End("""<bpmn:compensateEventDefinition waitForCompletion="false" />"""), "e", "remove waitForCompletion" },
        { "start by a receive task", """<bpmn:receiveTask id="t" messageRef="m" instantiate="true" />""", "t", "message start event" },
        { "start by a gateway", """<bpmn:eventBasedGateway id="g" instantiate="true" />""", "g", "start events" },
        { "choreography", """<bpmn:choreographyTask id="x" />""", "x", "service task" },
        { "timer thrown", """<bpmn:intermediateThrowEvent id="x"><bpmn:timerEventDefinition /></bpmn:intermediateThrowEvent>""", "x", "starts or waits" },
        { "error caught in a flow", Catch("<bpmn:errorEventDefinition />"), "c", "boundary" },
        { "start by an error", """<bpmn:startEvent id="s2"><bpmn:errorEventDefinition /></bpmn:startEvent>""", "s2", "end event" },
        { "unknown extension", Task("task", "<zeebe:fromTheFuture />"), "t", "remove it" },
        { "message published by the engine", End("""<bpmn:extensionElements><zeebe:publishMessage /></bpmn:extensionElements><bpmn:messageEventDefinition messageRef="m" />"""), "e", "task definition" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void A_diagram_is_refused_when_it_breaks_a_rule(string rule, string part, string elementId, string code, string says)
    {
        var problems = Problems(rule == "a process has a start event" ? Diagram("""<bpmn:task id="t" />""") : Started(part));

        Assert.Contains(problems, problem => problem.StartsWith("d.bpmn:", StringComparison.Ordinal)
            && problem.Contains($" {elementId}: ", StringComparison.Ordinal)
            && problem.Contains(says, StringComparison.Ordinal)
            && problem.EndsWith($"[{code}]", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(NotRunning))]
    public void What_does_not_run_is_refused_with_what_to_model_instead(string what, string part, string elementId, string instead)
    {
        var problem = Assert.Single(Problems(Started(part)), problem => problem.Contains("BPMN_UNSUPPORTED", StringComparison.Ordinal));

        Assert.True(problem.Contains($" {elementId}: ", StringComparison.Ordinal), $"{what}: {problem}");
        Assert.Contains(instead, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var parts = NotRunning.Where(row => row.Data.Item3 is "x" or "c").Select((row, index) => row.Data.Item2
            .Replace("id=\"x\"", $"id=\"x{index}\"", StringComparison.Ordinal)
            .Replace("id=\"c\"", $"id=\"c{index}\"", StringComparison.Ordinal)
            .Replace("id=\"s2\"", $"id=\"s{index}\"", StringComparison.Ordinal)).ToList();

        Assert.Equal(parts.Count, Problems(Started(string.Concat(parts))).Count(problem => problem.Contains("UNSUPPORTED", StringComparison.Ordinal)));
        Assert.True(parts.Count > 5);
    }

    [Fact]
    public void A_file_has_an_executable_process() => Assert.Contains(
        "has no executable process",
        Assert.Single(Problems(Started("").Replace("isExecutable=\"true\"", "", StringComparison.Ordinal))),
        StringComparison.Ordinal);

    private static IReadOnlyList<string> Problems(string diagram)
    {
        var engine = new EngineUnderTest();
        var reason = engine.Rejected(
            new Command.Deploy([new Resource("d.bpmn", Encoding.UTF8.GetBytes(diagram))]), RejectionCode.InvalidArgument);
        return reason.Split('\n')[1..];
    }

    private static string Started(string part) => part.StartsWith("<bpmn:extensionElements>", StringComparison.Ordinal)
        ? Diagram(part + """<bpmn:startEvent id="s" />""")
        : Diagram("""<bpmn:startEvent id="s" />""" + part);

    private static string Diagram(string body) => $"""
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
          <bpmn:message id="m" name="m"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" /></bpmn:extensionElements></bpmn:message>
          <bpmn:message id="noName" /><bpmn:message id="noKey" name="noKey" />
          <bpmn:message id="literalKey" name="literalKey"><bpmn:extensionElements><zeebe:subscription correlationKey="key" /></bpmn:extensionElements></bpmn:message>
          <bpmn:signal id="sig" name="sig" /><bpmn:signal id="noName2" />
          <bpmn:error id="noCode" /><bpmn:error id="computed" errorCode="=code" />
          <bpmn:process id="p" isExecutable="true">{body}</bpmn:process>
        </bpmn:definitions>
        """;

    private static string Task(string kind, string extensions) =>
        $"""<bpmn:{kind} id="t"><bpmn:extensionElements>{extensions}</bpmn:extensionElements></bpmn:{kind}>""";

    private static string Catch(string definition, string id = "c") =>
        $"""<bpmn:intermediateCatchEvent id="{id}">{definition}</bpmn:intermediateCatchEvent>""";

    private static string End(string definition) => $"""<bpmn:endEvent id="e">{definition}</bpmn:endEvent>""";

    private static string Boundary(string attachedTo, string definition, string id = "b") =>
        $"""<bpmn:boundaryEvent id="{id}" attachedToRef="{attachedTo}">{definition}</bpmn:boundaryEvent>""";

    private static string Condition(string condition, string filter = "") =>
        $"""<bpmn:conditionalEventDefinition><bpmn:condition>{condition}</bpmn:condition><bpmn:extensionElements><zeebe:conditionalFilter {filter} /></bpmn:extensionElements></bpmn:conditionalEventDefinition>""";

    private static string ConditionalStart(string id) => $"""<bpmn:startEvent id="{id}">{Condition("=a")}</bpmn:startEvent>""";

    private static string Undone(string activity) => Task("task", "") + Boundary(activity, "<bpmn:compensateEventDefinition />") + Association("h");

    private static string Handler(string id = "h") => $"""<bpmn:task id="{id}" isForCompensation="true" />""";

    private static string Association(string handler) => $"""<bpmn:association id="to-{handler}" sourceRef="b" targetRef="{handler}" />""";

    private static string Flow(string id, string from, string to, string? condition = null) =>
        $"""<bpmn:sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}">{(condition is null ? "" : $"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>")}</bpmn:sequenceFlow>""";

    private static string Choice(string gateway, string attributes, string condition = "=true") =>
        $"""<bpmn:{gateway} id="g" {attributes} /><bpmn:task id="t1" /><bpmn:task id="t2" />"""
        + Flow("f0", "s", "g") + Flow("f1", "g", "t1", condition) + Flow("f2", "g", "t2");

    private static string AfterGateway(string target) =>
        """<bpmn:eventBasedGateway id="g" />""" + target + Flow("f0", "s", "g") + Flow("f1", "g", "t")
        + Catch("""<bpmn:messageEventDefinition messageRef="m" />""") + Flow("f2", "g", "c");

    private static string EventSubProcess(string definition, string suffix = "") =>
        $"""<bpmn:subProcess id="sub{suffix}" triggeredByEvent="true"><bpmn:startEvent id="s2{suffix}">{definition}</bpmn:startEvent></bpmn:subProcess>""";

    private static string MessageStart(string id) =>
        $"""<bpmn:startEvent id="{id}"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>""";

    private static string SignalStart(string id) =>
        $"""<bpmn:startEvent id="{id}"><bpmn:signalEventDefinition signalRef="sig" /></bpmn:startEvent>""";
}
