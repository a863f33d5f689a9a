using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Each gets an answer that says what, where and what to do; nothing is half-done.</summary>
public sealed class BadInputTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_make_no_sense_are_explained()
    {
        var transcript = new Transcript(shared.Http);
        foreach (var (method, path, body) in Requests())
            await transcript.AskAsync(method, path, body, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        var transcript = new Transcript(shared.Http);
        using var text = new StringContent("<xml/>", Encoding.UTF8, "text/xml");
        await transcript.AskAsync("POST", "/v2/messages/publication", text, "<xml/>", Cancellation);
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        await transcript.AskAsync("POST", "/v2/deployments", json, "{}", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task All_problems_of_a_deployment_are_listed_and_none_of_it_is_deployed()
    {
        var good = Diagrams.Work("bad-good", "job");
        var broken = Diagrams.Process(
            "bad-broken",
            """
                <bpmn:startEvent id="start" />
                <bpmn:sequenceFlow id="to_choice" sourceRef="start" targetRef="choice" />
                <bpmn:complexGateway id="choice" />
                <bpmn:sequenceFlow id="to_task" sourceRef="choice" targetRef="task" />
                <bpmn:adHocSubProcess id="task" name="Ask somebody" />
                <bpmn:sequenceFlow id="to_script" sourceRef="task" targetRef="script" />
                <bpmn:scriptTask id="script">
                  <bpmn:extensionElements><zeebe:script expression="=1 + (" resultVariable="x" /></bpmn:extensionElements>
                </bpmn:scriptTask>
                <bpmn:sequenceFlow id="to_nowhere" sourceRef="script" targetRef="nowhere" />
            """);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => shared.Cluster.DeployAsync(
            [("good.bpmn", Encoding.UTF8.GetBytes(good)), ("broken.bpmn", Encoding.UTF8.GetBytes(broken)), ("torn.bpmn", "<bpmn:defi"u8.ToArray())],
            Cancellation));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        Snapshot.Match(refusal.Message);
        var found = await shared.Cluster.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new ProcessDefinitionFilter { ProcessDefinitionId = "bad-good" } }, Cancellation);
        Assert.Empty(found.Items);
    }

    [Fact]
    public async Task A_missing_secret_becomes_an_incident_that_names_it()
    {
        await shared.DeployAsync("bad-secret.bpmn", Diagrams.CallOnly("bad-secret", "{{secrets.NOBODY_SET_THIS}}/x"), Cancellation);
        var created = await shared.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "bad-secret" }, Cancellation);
        var incident = await shared.WaitForIncidentAsync(created.ProcessInstanceKey, Cancellation);

        Assert.Contains("NOBODY_SET_THIS", incident.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_body_of_ten_megabytes_is_refused_and_starts_nothing()
    {
        var before = await CountOrdersAsync();
        using var content = new StringContent($$"""{"orderId":"{{new string('x', 10_000_000)}}"}""", Encoding.UTF8, "application/json");
        using var response = await SendAsync("/inbound/order", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("WEBHOOK_TOO_LARGE", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(before, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_deployment_larger_than_allowed_is_refused()
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(new byte[12_000_000]);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(part, "resources", "large.bpmn");
        using var response = await SendAsync("/v2/deployments", form);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(ProblemDetail.MediaType, response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/inbound/order", "{\"orderId\":")]
    [InlineData("/inbound/nobody-listens", "{}")]
    [InlineData("/inbound/a/b", "{}")]
    public async Task A_webhook_that_cannot_be_understood_is_refused(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await shared.Http.PostAsync(path, content, Cancellation);

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>The server may answer and hang up before everything was sent.</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        return await shared.Http.SendAsync(request, Cancellation);
    }

    private async Task<long> CountOrdersAsync()
    {
        var query = new SearchQuery<VariableFilter>
        {
            Filter = new VariableFilter { Name = "orderId", Value = new Filter<string>([new FilterTerm<string>.Like("\"xxx*")]) },
        };
        return (await shared.Cluster.SearchAsync(query, Cancellation)).Page.TotalItems;
    }

    private static IEnumerable<(string Method, string Path, string? Body)> Requests() =>
    [
        ("GET", "/v2/nothing-here", null),
        ("DELETE", "/v2/topology", null),
        ("GET", "/v2/process-instances/abc", null),
        ("GET", "/v2/process-instances/42", null),
        ("GET", "/v2/incidents/42", null),
        ("GET", "/v2/variables/42", null),
        ("GET", "/v2/element-instances/42", null),
        ("POST", "/v2/element-instances/ad-hoc-activities/42/activation", "{}"),
        ("POST", "/v2/element-instances/ad-hoc-activities/42/activation", """{"elements":[null]}"""),
        ("POST", "/v2/element-instances/ad-hoc-activities/42/activation", """{"elements":[{"elementId":"a"}]}"""),
        ("POST", "/v2/jobs/42/completion", """{"result":{"activateElements":[null]}}"""),
        ("GET", "/v2/process-definitions/42", null),
        ("GET", "/v2/process-definitions/42/xml", null),
        ("POST", "/v2/process-instances/42/cancellation", null),
        ("POST", "/v2/incidents/42/resolution", null),
        ("POST", "/v2/jobs/42/completion", "{}"),
        ("PATCH", "/v2/jobs/42", """{"changeset":{}}"""),
        ("POST", "/v2/process-instances", null),
        ("POST", "/v2/process-instances", "null"),
        ("POST", "/v2/process-instances", "{}"),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"nobody-deployed-this"}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","processDefinitionKey":"1"}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","variables":[1]}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","variables":{"x":1,}}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","tenantId":"other"}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":7}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","awaitCompletion":"yes"}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","requestTimeout":1.5}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","fetchVariables":"x"}"""),
        ("POST", "/v2/process-instances", """["a"]"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","colour":"blue"}"""),
        ("POST", "/v2/process-instances", """{"processDefinitionId":"a","tags":"x"}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"tags":{"$eq":"x"}}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"state":"SLEEPING"}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"processInstanceKey":"abc"}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"processInstanceKey":{"$gt":"1"}}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"startDate":{"$gte":"yesterday"}}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"startDate":"2026-01-01T00:00:00"}}"""),
        ("POST", "/v2/process-instances/search", """{"filter":{"elementId":{"$in":"a"}}}"""),
        ("POST", "/v2/process-instances/search", """{"sort":[{"field":"colour"}]}"""),
        ("POST", "/v2/process-instances/search", """{"page":{"from":1,"after":"abc"}}"""),
        ("POST", "/v2/process-instances/search", """{"page":{"limit":0}}"""),
        ("POST", "/v2/process-instances/search", """{"page":{"after":"not a cursor"}}"""),
        ("POST", "/v2/variables/search?truncateValues=perhaps", "{}"),
        ("POST", "/v2/jobs/activation", """{"type":"a"}"""),
        ("POST", "/v2/jobs/activation", """{"type":"","timeout":1000,"maxJobsToActivate":1}"""),
        ("POST", "/v2/jobs/activation", """{"type":"a","timeout":1000,"maxJobsToActivate":0}"""),
        ("POST", "/v2/jobs/activation", """{"type":"a","timeout":99999999999999999,"maxJobsToActivate":1}"""),
        ("POST", "/v2/messages/publication", """{"name":"a","timeToLive":-1}"""),
        ("POST", "/v2/messages/publication", """{"name":"a","name":"b"}"""),
        ("POST", "/v2/signals/broadcast", """{"signalName":" "}"""),
        ("POST", "/v2/messages/correlation", """{"name":"nobody-waits","correlationKey":"x"}"""),
    ];
}
