using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Listeners as a worker, a connector and an operator see them.</summary>
public sealed class ListenerTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_is_a_job_that_can_be_searched()
    {
        await shared.DeployAsync("rest-listen.bpmn", Listened("rest-listen"), Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-listen"}""", Cancellation);
        var activated = await transcript.AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"rest-listen-before","worker":"tester","timeout":60000,"maxJobsToActivate":5,"requestTimeout":30000}""",
            Cancellation);
        var job = activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString();
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/error", """{"errorCode":"E1"}""", Cancellation);
        await transcript.AskAsync("POST", "/v2/jobs/search", """{"filter":{"processDefinitionId":"rest-listen"}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/failure", """{"retries":1,"retryBackOff":3600000,"errorMessage":"busy"}""", Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/jobs/search",
            """{"filter":{"type":"rest-listen-before","hasFailedWithRetriesLeft":true,"state":"FAILED"}}""",
            Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/failure", """{"retries":1}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Jobs_are_searched_by_all_that_is_known_of_them()
    {
        await shared.DeployAsync("rest-find-jobs.bpmn", Listened("rest-find-jobs"), Cancellation);
        await new Transcript(shared.Http).AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-find-jobs"}""", Cancellation);
        var before = await OneAsync("""{"type":"rest-find-jobs-before"}""");
        await new Transcript(shared.Http).AskAsync("POST", $"/v2/jobs/{before}/completion", "{}", Cancellation);

        Assert.Equal(before, await OneAsync("""{"kind":"EXECUTION_LISTENER","listenerEventType":"start","type":{"$like":"rest-find-jobs*"}}"""));
        Assert.Equal(before, await OneAsync("""{"processDefinitionId":"rest-find-jobs","state":{"$neq":"CREATED"}}"""));
        Assert.Equal(before, await OneAsync("""{"processDefinitionId":"rest-find-jobs","endTime":{"$exists":true},"elementId":"work"}"""));
        var work = await OneAsync("""{"kind":"BPMN_ELEMENT","processDefinitionId":"rest-find-jobs"}""");
        Assert.NotEqual(before, work);
        Assert.Equal(work, await OneAsync("""{"processDefinitionId":"rest-find-jobs","retries":{"$gt":2}}"""));
        Assert.Empty(await FindAsync("""{"processDefinitionId":"rest-find-jobs","isDenied":true}"""));
        Assert.Empty(await FindAsync("""{"processDefinitionId":"rest-find-jobs","worker":"nobody"}"""));
        Assert.Equal([work, before], await FindAsync("""{"processDefinitionId":"rest-find-jobs"}""", """[{"field":"jobKey","order":"desc"}]"""));
        Assert.Equal([work, before], await FindAsync("""{"processDefinitionId":"rest-find-jobs"}""", """[{"field":"kind"}]"""));
    }

    /// <summary>Its input lies in the element, its result mapping in the listener.</summary>
    [Fact]
    public async Task A_connector_can_be_a_listener()
    {
        var elements =
            $"""
                <bpmn:startEvent id="start" />
                <bpmn:task id="ask">
                  <bpmn:extensionElements>
                    <zeebe:ioMapping>
                      <zeebe:input source="noAuth" target="authentication.type" />
                      <zeebe:input source="GET" target="method" />
                      <zeebe:input source="{shared.Server.Url}/examples/stock?item=tea" target="url" />
                      <zeebe:output source="=answer.body.price" target="price" />
                    </zeebe:ioMapping>
                    <zeebe:executionListeners>
                      <zeebe:executionListener eventType="start" type="io.camunda:http-json:1">
                        <zeebe:taskHeaders><zeebe:header key="resultVariable" value="answer" /></zeebe:taskHeaders>
                      </zeebe:executionListener>
                    </zeebe:executionListeners>
                  </bpmn:extensionElements>
                </bpmn:task>
                <bpmn:endEvent id="end" />
                <bpmn:sequenceFlow id="to-ask" sourceRef="start" targetRef="ask" />
                <bpmn:sequenceFlow id="to-end" sourceRef="ask" targetRef="end" />
            """;
        await shared.DeployAsync("connector-listens.bpmn", Diagrams.Process("connector-listens", elements), Cancellation);

        var ended = await new Transcript(shared.Http).AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"connector-listens","awaitCompletion":true,"requestTimeout":60000}""",
            Cancellation);

        Assert.Equal("""{"price":4.2}""", ended.GetProperty("variables").GetRawText());
    }

    private async Task<string> OneAsync(string filter) => Assert.Single(await FindAsync(filter));

    private async Task<IReadOnlyList<string>> FindAsync(string filter, string sort = "[]")
    {
        var found = await new Transcript(shared.Http).AskAsync("POST", "/v2/jobs/search", $$"""{"filter":{{filter}},"sort":{{sort}}}""", Cancellation);
        return [.. found.GetProperty("items").EnumerateArray().Select(job => job.GetProperty("jobKey").GetString()!)];
    }

    private static string Listened(string processId) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:serviceTask id="work">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="{processId}-job" />
                <zeebe:taskHeaders><zeebe:header key="kind" value="work" /><zeebe:header key="to" value="office" /></zeebe:taskHeaders>
                <zeebe:executionListeners>
                  <zeebe:executionListener eventType="start" type="{processId}-before" retries="2">
                    <zeebe:taskHeaders><zeebe:header key="kind" value="listener" /></zeebe:taskHeaders>
                  </zeebe:executionListener>
                </zeebe:executionListeners>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:endEvent id="end" />
            <bpmn:sequenceFlow id="to-work" sourceRef="start" targetRef="work" />
            <bpmn:sequenceFlow id="to-end" sourceRef="work" targetRef="end" />
        """);
}
