using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Decisions as clients see them.</summary>
public sealed class DecisionTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_is_deployed_found_and_evaluated()
    {
        var transcript = new Transcript(shared.Http);
        var dmn = DmnFiles.Dishes("rest");
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(dmn));
        form.Add(file, "resources", "rest-dishes.dmn");
        var deployed = await transcript.AskAsync("POST", "/v2/deployments", form, "resources=rest-dishes.dmn", Cancellation);
        var key = deployed.GetProperty("deployments")[0].GetProperty("decisionDefinition").GetProperty("decisionDefinitionKey").GetString();
        var fileKey = deployed.GetProperty("deployments")[2].GetProperty("decisionRequirements").GetProperty("decisionRequirementsKey").GetString();
        await transcript.AskAsync(
            "POST",
            "/v2/decision-definitions/search",
            """{"filter":{"decisionRequirementsId":"rest-dishes","isLatestVersion":true},"sort":[{"field":"name","order":"desc"}]}""",
            Cancellation);
        await transcript.AskAsync("GET", $"/v2/decision-definitions/{key}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/decision-requirements/search", """{"filter":{"resourceName":"rest-dishes.dmn"}}""", Cancellation);
        await transcript.AskAsync("GET", $"/v2/decision-requirements/{fileKey}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/decision-definitions/evaluation",
            """{"decisionDefinitionId":"rest-dish","variables":{"degrees":4,"guests":2}}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/decision-definitions/evaluation",
            $$$"""{"decisionDefinitionKey":"{{{key}}}","variables":{"degrees":4,"guests":8},"tenantId":"<default>"}""",
            Cancellation);

        Assert.Equal(dmn, await shared.Http.GetStringAsync($"/v2/decision-definitions/{key}/xml", Cancellation));
        Assert.Equal(dmn, await shared.Http.GetStringAsync($"/v2/decision-requirements/{fileKey}/xml", Cancellation));
        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task What_a_business_rule_task_evaluated_is_found()
    {
        await shared.DeployAsync("found-dishes.dmn", DmnFiles.Dishes("found"), Cancellation);
        await shared.DeployAsync("found-decides.bpmn", Diagrams.Decide("found-decides", "found-dish"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"found-decides","variables":{"degrees":4,"guests":8}}""",
            Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();
        var incidents = await transcript.AskAsync(
            "POST", $"/v2/process-instances/{instance}/incidents/search", """{"filter":{"state":"active"}}""", Cancellation);
        var incident = incidents.GetProperty("items")[0].GetProperty("incidentKey").GetString();
        await transcript.AskAsync("PUT", $"/v2/element-instances/{instance}/variables", """{"variables":{"guests":2}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/incidents/{incident}/resolution", body: null, Cancellation);
        var found = await transcript.AskAsync(
            "POST",
            "/v2/decision-instances/search",
            $$$"""{"filter":{"processInstanceKey":"{{{instance}}}","decisionDefinitionType":"decision_table","state":{"$in":["FAILED","EVALUATED"]}},"sort":[{"field":"evaluationDate","order":"desc"},{"field":"decisionEvaluationInstanceKey","order":"desc"}]}""",
            Cancellation);
        var key = found.GetProperty("items")[0].GetProperty("decisionEvaluationInstanceKey").GetString();
        await transcript.AskAsync("GET", $"/v2/decision-instances/{key}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/decision-instances/search", $$$"""{"filter":{"decisionEvaluationInstanceKey":"{{{key}}}"},"page":{"limit":1}}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Requests_about_decisions_that_make_no_sense_are_explained()
    {
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("POST", "/v2/decision-definitions/evaluation", "{}", Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/decision-definitions/evaluation", """{"decisionDefinitionId":"a","decisionDefinitionKey":"1"}""", Cancellation);
        await transcript.AskAsync("POST", "/v2/decision-definitions/evaluation", """{"decisionDefinitionId":"nowhere"}""", Cancellation);
        await transcript.AskAsync("POST", "/v2/decision-definitions/evaluation", """{"decisionDefinitionKey":"1"}""", Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-definitions/1", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-definitions/1/xml", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-requirements/1", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-requirements/1/xml", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-instances/1-1", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/decision-instances/one", body: null, Cancellation);
        await transcript.AskAsync("POST", "/v2/decision-instances/search", """{"filter":{"state":"LOST"}}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task The_client_evaluates_a_decision_and_finds_it_again()
    {
        await shared.DeployAsync("client-dishes.dmn", DmnFiles.Dishes("client"), Cancellation);
        var result = await shared.Cluster.EvaluateAsync(
            new DecisionEvaluationRequest
            {
                DecisionDefinitionId = "client-dish",
                Variables = new JsonObjectText("""{"degrees":4,"guests":2}"""u8.ToArray()),
            },
            Cancellation);
        var found = await shared.Cluster.SearchAsync(
            new SearchQuery<DecisionInstanceFilter> { Filter = new() { DecisionEvaluationKey = result.DecisionEvaluationKey } }, Cancellation);
        var whole = await shared.Cluster.GetDecisionInstanceAsync(found.Items[1].DecisionEvaluationInstanceKey, Cancellation);

        Assert.Equal("\"Roast\"", result.Output);
        Assert.Equal(["client-season", "client-dish"], found.Items.Select(item => item.DecisionDefinitionId));
        Assert.Equal("\"Roast\"", whole.Result);
        Assert.Equal(result.EvaluatedDecisions[1].MatchedRules[0].EvaluatedOutputs, whole.MatchedRules[0].EvaluatedOutputs);
        Assert.Null(whole.ProcessInstanceKey);
    }

    [Fact]
    public async Task The_command_line_deploys_and_evaluates_decisions()
    {
        using var folder = new TestFolder();
        var path = folder.Write("cli-dishes.dmn", DmnFiles.Dishes("cli"));

        var deployed = await RunAsync("deploy", path);
        var decided = await RunAsync("decide", "cli-dish", "--variables", """{"degrees":4,"guests":2}""");
        var failed = await RunAsync("decide", "cli-dish", "--variables", """{"degrees":4,"guests":8}""");
        var json = await RunAsync("decide", "cli-season", "--variables", """{"degrees":4}""", "--json");
        var unknown = await RunAsync("decide", "nowhere");

        Assert.Contains("cli-dishes.dmn: decision cli-dish is deployed in version 1", deployed.Output, StringComparison.Ordinal);
        Assert.Equal(
            """
            cli-season (version 1) gives "Winter"
            cli-dish (version 1) gives "Roast"
              with Season = "Winter"
              with Guests = 2
              by rule 1: dish = "Roast"
            Result: "Roast"

            """.ReplaceLineEndings(),
            decided.Output);
        Assert.Contains("DMN_HIT_POLICY", failed.Output, StringComparison.Ordinal);
        Assert.Equal("\"Winter\"", json.Json.GetProperty("output").GetString());
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("no such decision is deployed", unknown.Errors, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);
}
