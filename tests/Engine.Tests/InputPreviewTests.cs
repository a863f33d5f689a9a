using System.Text;

using Fairlead.Engine.Explaining;

namespace Fairlead.Engine.Tests;

/// <summary>What an element would be given is evaluated by the engine's own code, and changes nothing.</summary>
public sealed class InputPreviewTests
{
    private const string Xml = """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
          <process id="p" isExecutable="true">
            <startEvent id="s" /><serviceTask id="work">
              <extensionElements>
                <zeebe:taskDefinition type="=&quot;kind-&quot; + kind" retries="5" />
                <zeebe:taskHeaders><zeebe:header key="a" value="b" /></zeebe:taskHeaders>
                <zeebe:ioMapping>
                  <zeebe:input source="literal" target="auth.type" />
                  <zeebe:input source="=order.tokn" target="auth.token" />
                  <zeebe:input source="=order.id + 1" target="order" />
                  <zeebe:input source="={sum: order * 2, rest: order.rest}" target="body" />
                </zeebe:ioMapping>
              </extensionElements>
            </serviceTask><endEvent id="e" />
            <sequenceFlow id="f1" sourceRef="s" targetRef="work" /><sequenceFlow id="f2" sourceRef="work" targetRef="e" />
          </process>
        </definitions>
        """;

    private const string Variables = """{"order":{"id":7},"kind":"x","unused":true}""";

    [Fact]
    public void Inputs_are_given_as_when_the_element_is_activated_with_the_reason_of_each_null()
    {
        var preview = Preview(Xml, "work", Variables);

        Assert.Equal(
            [
                """auth.type: literal → "literal" """.Trim(),
                "auth.token: =order.tokn → null | : order.tokn 1:1 NO_CONTEXT_ENTRY_FOUND",
                "order: =order.id + 1 → 8",
                """body: ={sum: order * 2, rest: order.rest} → {"sum":16,"rest":null} | rest: order.rest 1:24 NO_PROPERTY_FOUND""",
            ],
            preview.Inputs.Select(Describe));
        Assert.Null(preview.Problem);
        Assert.Equal("""{"auth":{"type":"literal","token":null},"order":8,"body":{"sum":16,"rest":null}}""", Text(preview.Assigned));
        Assert.Equal(("kind-x", 5, "b"), (preview.Job!.Type, preview.Job.Retries, preview.Job.Headers["a"]));

        var engine = Running(Xml, Variables);
        Assert.Equal(Local(engine), Text(preview.Assigned));
    }

    [Fact]
    public void What_an_element_instance_sees_is_what_its_mappings_saw()
    {
        var engine = Running(Xml, Variables);
        var element = Assert.Single(engine.Events.OfType<Event.JobCreated>()).Element;
        var before = engine.Events.Count;

        var sight = engine.Processor.FindSight(element)!;
        var preview = InputPreview.Of(sight, engine.Now, out _)!;

        // The mapping to order reads the order around it, not the number that it set itself.
        Assert.Equal(Local(engine), Text(preview.Assigned));
        Assert.Equal(before, engine.Events.Count);
        engine.CompareWithReplay();
        Assert.Equal(element, engine.Processor.FindElementOfJob(Assert.Single(engine.Events.OfType<Event.JobCreated>()).Key));
        Assert.Null(engine.Processor.FindSight(new(1)));
    }

    [Fact]
    public void Cluster_variables_are_seen()
    {
        var xml = Xml.Replace("=order.tokn", "=camunda.vars.cluster.token", StringComparison.Ordinal);
        var shared = new ClusterVariable(new(7), ClusterScope.Global, "token", "\"abc\""u8.ToArray());
        var preview = InputPreview.Of(Sight(xml, "p", "work", Variables) with { ClusterVariables = [shared] }, EngineUnderTest.Start, out _)!;

        Assert.Equal("\"abc\"", Text(preview.Inputs[1].Value));
    }

    [Fact]
    public void A_mapping_that_fails_says_what_the_incident_would_say()
    {
        var xml = Xml.Replace("=order.id + 1", "=assert(order.id, order.id &gt; 10)", StringComparison.Ordinal);
        var preview = Preview(xml, "work", Variables);
        var incident = Assert.Single(Running(xml, Variables).Events.OfType<Event.IncidentCreated>());

        Assert.Equal($"{incident.Message} [{incident.ErrorType}]", preview.Problem);
        Assert.Equal("order", preview.Inputs[^1].Target);
        Assert.True(preview.Inputs[^1].Value.IsEmpty);
        Assert.Equal("FEEL_ASSERT", Assert.Single(preview.Inputs[^1].Nulls).Code);
        Assert.Null(preview.Job);
    }

    [Fact]
    public void Headers_that_cannot_be_evaluated_are_a_problem_too()
    {
        var preview = Preview(Xml, "work", """{"order":{"id":7}}""");
        Assert.StartsWith("The job type must be a string. The expression '=\"kind-\" + kind' gave null.", preview.Problem, StringComparison.Ordinal);
        Assert.EndsWith("[EXTRACT_VALUE_ERROR]", preview.Problem, StringComparison.Ordinal);
        Assert.Equal(4, preview.Inputs.Count);
    }

    [Theory]
    [InlineData("q", "work", "{}", "the file has no process 'q'")]
    [InlineData("p", "wrk", "{}", "process 'p' has no element 'wrk'")]
    [InlineData("p", "work", "[1]", "they are a JSON array")]
    public void A_question_that_makes_no_sense_is_explained(string process, string element, string variables, string problem)
    {
        Assert.Null(InputPreview.Of(Sight(Xml, process, element, variables), EngineUnderTest.Start, out var found));
        Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    private static InputPreview Preview(string xml, string element, string variables) =>
        InputPreview.Of(Sight(xml, "p", element, variables), EngineUnderTest.Start, out _)!;

    private static ElementSight Sight(string xml, string process, string element, string variables) =>
        new(new(1), new(2), new(3), process, 1, element, "p.bpmn", Encoding.UTF8.GetBytes(xml), Encoding.UTF8.GetBytes(variables));

    private static EngineUnderTest Running(string xml, string variables)
    {
        var engine = new EngineUnderTest();
        engine.Do<Reply.Deployed>(new Command.Deploy([new Resource("p.bpmn", Encoding.UTF8.GetBytes(xml))]));
        engine.Create("p", variables);
        return engine;
    }

    private static string Local(EngineUnderTest engine)
    {
        var element = Assert.Single(engine.Events.OfType<Event.JobCreated>()).Element;
        var own = engine.Events.OfType<Event.VariableSet>().Where(set => set.Scope == element);
        return $"{{{string.Join(',', own.Select(set => $"\"{set.Name}\":{Text(set.Value)}"))}}}";
    }

    private static string Describe(ExplainedInput input) =>
        $"{input.Target}: {input.Source} → {Text(input.Value)}"
        + string.Concat(input.Nulls.Select(found => $" | {found.Path}: {found.Part} {found.Line}:{found.Column} {found.Code}"));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
