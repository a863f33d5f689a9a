using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>
/// A list that holds another one many times takes little memory, and its JSON hundreds of megabytes. They are refused, not written out: the
/// partition would stand still meanwhile, or end.
/// </summary>
public sealed class LargeValueTests
{
    private const long AllocatedAtMost = 64 << 20;

    /// <summary>632 MB of JSON.</summary>
    private static readonly string Large =
        $"{{text: \"{string.Concat(Enumerable.Repeat("\\n", 63))}\", inner: for i in 1..1000 return text, outer: for i in 1..4900 return inner}}.outer";

    private static readonly string Quoted = Large.Replace("\"", "&quot;", StringComparison.Ordinal);

    [Theory]
    [InlineData("script", "EXTRACT_VALUE_ERROR", "The result of the script")]
    [InlineData("input", "IO_MAPPING_ERROR", "The value mapped to 'x'")]
    [InlineData("output", "IO_MAPPING_ERROR", "The value mapped to 'x.y'")]
    [InlineData("each", "EXTRACT_VALUE_ERROR", "The input collection")]
    [InlineData("result", "EXTRACT_VALUE_ERROR", "The output element")]
    [InlineData("decision", "DECISION_EVALUATION_ERROR", "The result of the decision 'large'")]
    public void What_is_too_large_for_a_variable_is_refused_before_it_is_written_out(string kind, string errorType, string what)
    {
        var incident = Run(kind);

        Assert.Equal(errorType, incident.ErrorType);
        Assert.StartsWith(
            $"{what} has more than the 4,194,304 bytes of a variable: keep only what the process needs", incident.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("flow")]
    public void A_message_shows_the_beginning_of_a_large_value(string kind)
    {
        var incident = Run(kind);

        Assert.Contains("gave [[\"\\n\\n", incident.Message, StringComparison.Ordinal);
        Assert.InRange(incident.Message.Length, 300, 2_000);
    }

    private static Event.IncidentCreated Run(string kind)
    {
        var engine = new EngineUnderTest { ChecksReplay = false };
        engine.Do<Reply.Deployed>(new Command.Deploy(
            [new("large.bpmn", Encoding.UTF8.GetBytes(Diagram(kind))), new("large.dmn", Encoding.UTF8.GetBytes(Decision))]));

        var before = GC.GetAllocatedBytesForCurrentThread();
        engine.Create("large");
        engine.Finish();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, AllocatedAtMost);

        return Assert.Single(engine.Events.OfType<Event.IncidentCreated>());
    }

    private static string Diagram(string kind)
    {
        const string MultiInstance = "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics ";
        const string MultiInstanceEnd = " /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>";
        var (element, condition) = kind switch
        {
            "script" => ($"""<bpmn:scriptTask id="a"><bpmn:extensionElements><zeebe:script expression="={Quoted}" resultVariable="x" /></bpmn:extensionElements></bpmn:scriptTask>""", ""),
            "input" or "output" => ($"""<bpmn:subProcess id="a"><bpmn:extensionElements><zeebe:ioMapping><zeebe:{kind} source="={Quoted}" target="{(kind == "input" ? "x" : "x.y")}" /></zeebe:ioMapping></bpmn:extensionElements><bpmn:startEvent id="s" /></bpmn:subProcess>""", ""),
            "each" => ($"""<bpmn:task id="a">{MultiInstance}inputCollection="={Quoted}"{MultiInstanceEnd}</bpmn:task>""", ""),
            "result" => ($"""<bpmn:task id="a">{MultiInstance}inputCollection="=[1]" outputCollection="xs" outputElement="={Quoted}"{MultiInstanceEnd}</bpmn:task>""", ""),
            "decision" => ("""<bpmn:businessRuleTask id="a"><bpmn:extensionElements><zeebe:calledDecision decisionId="large" resultVariable="x" /></bpmn:extensionElements></bpmn:businessRuleTask>""", ""),
            "timer" => ($"""<bpmn:intermediateCatchEvent id="a"><bpmn:timerEventDefinition><bpmn:timeDuration>={Quoted}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>""", ""),
            "flow" => ("""<bpmn:exclusiveGateway id="a" />""", $"<bpmn:conditionExpression>={Quoted}</bpmn:conditionExpression>"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://fairlead/tests">
              <bpmn:process id="large" isExecutable="true">
                <bpmn:startEvent id="begin" />
                {element}
                <bpmn:endEvent id="done" />
                <bpmn:sequenceFlow id="in" sourceRef="begin" targetRef="a" />
                <bpmn:sequenceFlow id="out" sourceRef="a" targetRef="done">{condition}</bpmn:sequenceFlow>
              </bpmn:process>
            </bpmn:definitions>
            """;
    }

    private static string Decision => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="File" namespace="http://fairlead/tests">
          <decision id="large" name="Large"><literalExpression id="l"><text>{Quoted}</text></literalExpression></decision>
        </definitions>
        """;
}
