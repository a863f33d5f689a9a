using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>What decisions may use up, and how their versions are counted. The rules of tasks are scenarios.</summary>
public sealed class DecisionTests
{
    [Fact]
    public void A_long_value_is_cut_in_the_record_and_whole_in_the_answer()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "echo.dmn", "echo", Literal("text"));
        // Two bytes each, beginning at an odd place: the cut must not go through one.
        var text = "x" + new string('ü', 100_000);

        var reply = engine.Do<Reply.Evaluated>(new Command.EvaluateDecision(null, "echo", EngineUnderTest.Json($$"""{"text":"{{text}}"}""")));

        Assert.Equal($"\"{text}\"", Encoding.UTF8.GetString(reply.Output.Span));
        var kept = Encoding.UTF8.GetString(reply.Record.Evaluated[0].Output.Span);
        Assert.Equal($"\"{text}"[..(kept.Length - 1)] + "…", kept);
        Assert.InRange(reply.Record.Evaluated[0].Output.Length, 32_000, 33_000);
    }

    /// <summary>All values together have at most 1 MB in the record.</summary>
    [Theory]
    [InlineData(50_000, 900_000, 1_200_000)]
    [InlineData(3_000_000, 900_000, 1_200_000)]
    public void The_record_of_a_large_table_stays_small(int textLength, int atLeastBytes, int atMostBytes)
    {
        var engine = new EngineUnderTest();
        var rules = string.Concat(Enumerable.Range(1, 500).Select(i =>
            $"""<rule id="r{i}"><inputEntry id="i{i}"><text>-</text></inputEntry><outputEntry id="o{i}"><text>text</text></outputEntry></rule>"""));
        Deploy(engine, "table.dmn", "all", $"""
            <decisionTable id="t" hitPolicy="COLLECT" aggregation="COUNT"><input id="in"><inputExpression><text>text</text></inputExpression></input><output id="out" name="out" />{rules}</decisionTable>
            """);

        var reply = engine.Do<Reply.Evaluated>(
            new Command.EvaluateDecision(null, "all", EngineUnderTest.Json($$"""{"text":"{{new string('a', textLength)}}"}""")));

        Assert.Equal("500", Encoding.UTF8.GetString(reply.Output.Span));
        var rulesKept = reply.Record.Evaluated[0].Rules;
        Assert.Equal(500, rulesKept.Count);
        Assert.Equal("…", Encoding.UTF8.GetString(rulesKept[^1].Outputs[0].Value.Span));
        Assert.InRange(rulesKept.Sum(rule => rule.Outputs[0].Value.Length), atLeastBytes, atMostBytes);
    }

    [Theory]
    [InlineData("for i in 1..1000, j in 1..1000, k in 1..1000 return i", "FEEL_")]
    [InlineData("for i in 1..100 return text", "has more than the 4,194,304 bytes of a variable")]
    public void A_decision_that_would_not_end_or_gives_too_much_fails(string expression, string reason)
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "endless.dmn", "endless", Literal(expression));

        var reply = engine.Do<Reply.Evaluated>(new Command.EvaluateDecision(
            null, "endless", EngineUnderTest.Json($$"""{"text":"{{new string('a', 50_000)}}"}""")));

        Assert.Contains(reason, reply.Record.Failure, StringComparison.Ordinal);
        Assert.Equal("endless", reply.Record.FailedDecisionId);
        Assert.Equal("null", Encoding.UTF8.GetString(reply.Output.Span));
    }

    [Fact]
    public void A_version_that_was_deployed_before_can_be_evaluated_by_its_key()
    {
        var engine = new EngineUnderTest();
        var first = Deploy(engine, "a.dmn", "one", Literal("1"));
        Deploy(engine, "a.dmn", "one", Literal("2"));
        engine.Restart();

        Assert.Equal("1", Output(new Command.EvaluateDecision(first.Decisions[0].Key, null, default)));
        Assert.Equal("2", Output(new Command.EvaluateDecision(null, "one", default)));
        Assert.Contains("with key 7", engine.Rejected(new Command.EvaluateDecision(new(7), null, default), RejectionCode.NotFound), StringComparison.Ordinal);
        engine.Rejected(new Command.EvaluateDecision(null, "", default), RejectionCode.InvalidArgument);

        string Output(Command command) => Encoding.UTF8.GetString(engine.Do<Reply.Evaluated>(command).Output.Span);
    }

    [Fact]
    public void A_decision_that_moved_to_another_file_and_back_gets_a_new_version_each_time()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "a.dmn", "one", Literal("1"));
        Deploy(engine, "b.dmn", "one", Literal("1"), file: "other");

        var back = Deploy(engine, "a.dmn", "one", Literal("1"));

        Assert.Equal(3, back.Decisions[0].Version);
        Assert.Equal(2, back.Requirements[0].Version);
        Assert.False(back.Decisions[0].Duplicate);
    }

    [Fact]
    public void Of_a_deployment_with_a_problem_no_decision_stays()
    {
        var engine = new EngineUnderTest();
        Deploy(engine, "a.dmn", "one", Literal("1"));
        engine.Rejected(
            new Command.Deploy([Dmn("b.dmn", "two", Literal("2"), "two"), Dmn("c.dmn", "three", Literal("3 +"), "three")]), RejectionCode.InvalidArgument);

        Assert.Null(engine.State.LatestDecision(null, "two"));
        Assert.Null(engine.State.LatestRequirements(null, "two"));
        Assert.NotNull(engine.State.LatestDecision(null, "one"));
    }

    private static Reply.Deployed Deploy(EngineUnderTest engine, string name, string decisionId, string logic, string file = "file") =>
        engine.Do<Reply.Deployed>(new Command.Deploy([Dmn(name, decisionId, logic, file)]));

    private static Resource Dmn(string name, string decisionId, string logic, string file) => new(name, EngineUnderTest.Json($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{file}" name="File" namespace="http://fairlead/tests">
          <decision id="{decisionId}" name="Decision">{logic}</decision>
        </definitions>
        """));

    private static string Literal(string expression) => $"""<literalExpression id="l"><text>{expression}</text></literalExpression>""";
}
