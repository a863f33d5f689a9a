using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>What an incident says about the expression that led to it.</summary>
public sealed class IncidentTextTests
{
    private const int CharactersAtMost = 6_000;

    [Theory]
    [InlineData("order.totl > 5", "The expression '=order.totl > 5' gave null. [NO_CONTEXT_ENTRY_FOUND] No context entry found with key 'totl'. Available keys: 'total' (at 'order.totl', character 1).")]
    [InlineData("1 &lt; 2 and\n  order.total", "The expression '=1 < 2 and\n  order.total' gave null. [INVALID_TYPE] Expected boolean but found '7' (at 'order.total', line 2, character 3).")]
    [InlineData("order.total", "The expression '=order.total' gave 7.")]
    [InlineData("order.total > 10", "The condition '=order.total > 10' of flow 'f' is false, where order.total is 7.")]
    [InlineData("sure = true", "The condition '=sure = true' of flow 'f' is false, where sure is missing.")]
    public void It_names_the_part_to_blame_with_its_place_and_the_reason(string condition, string expected) =>
        Assert.Contains(expected, MessageOf(condition, """{"order": {"total": 7}}"""), StringComparison.Ordinal);

    [Fact]
    public void It_is_short_however_long_expressions_names_and_values_are()
    {
        var keys = string.Join(',', Enumerable.Range(0, 500).Select(number => $"\"{new string('k', 300)}{number}\": \"{new string('v', 300)}\""));
        var variables = $$"""{"order": {{{keys}}}, "{{new string('x', 1000)}}": "{{new string('y', 9000)}}"}""";
        var path = $"order.{new string('p', 2000)}";
        foreach (var condition in (string[])
        [
            string.Join(" and ", Enumerable.Range(0, 20).Select(number => $"{path}{number} > 1")),
            string.Join(" or ", Enumerable.Range(0, 20).Select(number => $"{path}{number} = {new string('x', 1000)}")),
            $"order[{new string('x', 1000)}]",
            $"assert({path}, false, \"{new string('m', 9000)}\")",
        ])
        {
            Assert.InRange(MessageOf(condition, variables).Length, 100, CharactersAtMost);
        }
    }

    [Fact]
    public void Ten_flows_are_told_as_shortly()
    {
        var flows = string.Concat(Enumerable.Range(0, 10).Select(number =>
            $"""<sequenceFlow id="f{new string('i', 800)}{number}" sourceRef="g" targetRef="e"><conditionExpression>={string.Join(" or ", Enumerable.Range(0, 9).Select(other => $"v{new string('n', 600)}{other} = 1"))}</conditionExpression></sequenceFlow>"""));
        Assert.InRange(Message(flows, "{}").Length, 100, CharactersAtMost);
    }

    private static string MessageOf(string condition, string variables) => Message(
        $"""<sequenceFlow id="f" sourceRef="g" targetRef="e"><conditionExpression>={condition.Replace("\"", "&quot;", StringComparison.Ordinal)}</conditionExpression></sequenceFlow>""",
        variables);

    private static string Message(string flows, string variables)
    {
        var engine = new EngineUnderTest();
        var xml = $"""
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
              <process id="p" isExecutable="true">
                <startEvent id="s" /><exclusiveGateway id="g" /><endEvent id="e" />
                <sequenceFlow id="in" sourceRef="s" targetRef="g" />{flows}
              </process>
            </definitions>
            """;
        engine.Do<Reply.Deployed>(new Command.Deploy([new Resource("p.bpmn", Encoding.UTF8.GetBytes(xml))]));
        engine.Create("p", variables);
        return Assert.Single(engine.Events.OfType<Event.IncidentCreated>()).Message;
    }
}
