using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>Decisions that outlive a crash, in what people search and in the story of an instance.</summary>
public sealed class DecisionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_and_what_they_gave_are_found_after_a_crash()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var deployed = await test.Cluster.DeployAsync([Sizes("large"), Process()], Cancellation);
        var started = await test.StartAsync("""{"amount": 30}""");
        await test.CrashAsync();
        var evaluated = await test.Cluster.EvaluateDecisionAsync(null, "size", """{"amount": 3}"""u8.ToArray(), tenantId: null, Cancellation);

        var found = await test.Cluster.Search.SearchAsync(new SearchQuery<DecisionInstanceFilter>(), Cancellation);

        Assert.Equal(["\"large\"", "\"small\""], found.Items.Select(item => item.Result));
        Assert.Equal([started.Key, null], found.Items.Select(item => item.ProcessInstanceKey));
        Assert.Equal(evaluated.DecisionEvaluationKey, found.Items[1].DecisionEvaluationKey);
        Assert.Equal(
            Sizes("large").Content.ToArray(), await test.Cluster.Search.FindXmlAsync(deployed.Decisions[0].DecisionDefinitionKey, Cancellation));
        var whole = await test.Cluster.Search.FindDecisionInstanceAsync(found.Items[0].DecisionEvaluationInstanceKey, Cancellation);
        Assert.Equal("30", Assert.Single(whole!.EvaluatedInputs).InputValue);
        Assert.Equal(2, Assert.Single(whole.MatchedRules).RuleIndex);
    }

    [Fact]
    public async Task The_newest_version_of_a_decision_is_found()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.Cluster.DeployAsync([Sizes("large")], Cancellation);
        await test.Cluster.DeployAsync([Sizes("huge")], Cancellation);

        var all = await test.Cluster.Search.SearchAsync(new SearchQuery<DecisionDefinitionFilter>(), Cancellation);
        var latest = await test.Cluster.Search.SearchAsync(
            new SearchQuery<DecisionDefinitionFilter> { Filter = new() { IsLatestVersion = true } }, Cancellation);

        Assert.Equal([1, 2], all.Items.Select(item => item.Version));
        Assert.Equal(2, Assert.Single(latest.Items).DecisionRequirementsVersion);
    }

    [Fact]
    public async Task The_story_of_an_instance_tells_what_a_decision_gave_and_why()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.Cluster.DeployAsync([Sizes("large"), Process()], Cancellation);
        var decided = await test.StartAsync("""{"amount": 30}""");
        var failed = await test.StartAsync("""{"amount": 10}""");

        Assert.Contains("Decision size, version 1, gives \"large\", by rule 2.", await TellAsync(decided.Key), StringComparison.Ordinal);
        Assert.Contains("A decision fails. The decision 'size' could not be evaluated", await TellAsync(failed.Key), StringComparison.Ordinal);

        async Task<string> TellAsync(ProcessInstanceKey instance) => string.Join(
            '\n', (await test.Cluster.Search.FindHistoryAsync(instance, null, 1_000, Cancellation)).Items.Select(item => item.Text));
    }

    /// <param name="large">What a large amount is called. An amount of 10 is both: the decision fails.</param>
    internal static DeploymentFile Sizes(string large) => new("sizes.dmn", Encoding.UTF8.GetBytes($"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="sizes" name="Sizes" namespace="http://fairlead/tests">
          <decision id="size" name="Size">
            <decisionTable id="table" hitPolicy="UNIQUE">
              <input id="in" label="Amount"><inputExpression><text>amount</text></inputExpression></input>
              <output id="out" name="size" />
              <rule id="small"><inputEntry id="small-in"><text>&lt;= 10</text></inputEntry><outputEntry id="small-out"><text>"small"</text></outputEntry></rule>
              <rule id="large"><inputEntry id="large-in"><text>&gt;= 10</text></inputEntry><outputEntry id="large-out"><text>"{large}"</text></outputEntry></rule>
            </decisionTable>
          </decision>
        </definitions>
        """));

    private static DeploymentFile Process() => Processes.File("order", """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="decide" />
        <bpmn:businessRuleTask id="decide"><bpmn:extensionElements><zeebe:calledDecision decisionId="size" resultVariable="size" /></bpmn:extensionElements></bpmn:businessRuleTask>
        <bpmn:sequenceFlow id="f1" sourceRef="decide" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);
}
