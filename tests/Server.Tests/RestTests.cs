using System.Net.Http.Headers;
using System.Text;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>The REST API as a client sees it. The snapshots are read in review: they are the contract.</summary>
public sealed class RestTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_does_a_job()
    {
        var transcript = new Transcript(shared.Http);
        using var form = Form(("rest-work.bpmn", Diagrams.Work("rest-work", "rest-work-job")));
        await transcript.AskAsync("POST", "/v2/deployments", form, "resources=rest-work.bpmn", Cancellation);
        var created = await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"rest-work","variables":{"amount":2.50,"name":"tea"}}""", Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();
        var activated = await transcript.AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"rest-work-job","worker":"tester","timeout":60000,"maxJobsToActivate":5,"requestTimeout":30000}""",
            Cancellation);
        var job = activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString();
        await transcript.AskAsync("PATCH", $"/v2/jobs/{job}", """{"changeset":{"timeout":120000}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/completion", """{"variables":{"done":true}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/completion", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}/sequence-flows", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/fairlead/v1/process-instances/{instance}/history?limit=6", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/fairlead/v1/process-instances/{instance}/history?limit=0", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/fairlead/v1/process-instances/{instance}/history?after=yesterday", body: null, Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/element-instances/search",
            $$$"""{"filter":{"processInstanceKey":"{{{instance}}}"},"sort":[{"field":"elementInstanceKey","order":"desc"}],"page":{"limit":2}}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/variables/search",
            $$$$"""{"filter":{"processInstanceKey":"{{{{instance}}}}","name":{"$like":"?ame"}}}""",
            Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task An_instance_is_found_by_its_tags_and_its_business_id()
    {
        await shared.DeployAsync("rest-labels.bpmn", Diagrams.Work("rest-labels", "rest-labels-job"), Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"rest-labels","tags":["vip","region:eu","vip"],"businessId":"order 7"}""",
            Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"rest-labels","tags":["vip"]}""", Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"rest-labels","tags":["no tag"]}""", Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"rest-labels-job","worker":"tester","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""",
            Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-instances/search", """{"filter":{"tags":["region:eu","vip"]}}""", Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-instances/search", """{"filter":{"businessId":{"$like":"order ?"}}}""", Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances/search",
            """{"filter":{"processDefinitionId":"rest-labels","businessId":{"$exists":false}},"sort":[{"field":"businessId"}]}""",
            Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Forms_and_other_files_are_deployed_read_and_deleted()
    {
        var transcript = new Transcript(shared.Http);
        using var form = Form(
            ("rest-order.form", """{"id":"rest-order","versionTag":"spring","components":[]}"""),
            ("rest-notes.txt", "<b>Remember the milk.</b>"),
            ("rest-form.bpmn", Diagrams.StartsWithForm("rest-form", "rest-order")));
        var deployed = await transcript.AskAsync("POST", "/v2/deployments", form, "resources=…", Cancellation);
        var items = deployed.GetProperty("deployments");
        var process = items[0].GetProperty("processDefinition").GetProperty("processDefinitionKey").GetString();
        var formKey = items[1].GetProperty("form").GetProperty("formKey").GetString();
        var notes = items[2].GetProperty("resource").GetProperty("resourceKey").GetString();
        await transcript.AskAsync("GET", $"/v2/process-definitions/{process}/form", body: null, Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-definitions/search",
            """{"filter":{"hasStartForm":true,"processDefinitionId":"rest-form","state":"active"}}""",
            Cancellation);
        await transcript.AskAsync("GET", $"/v2/resources/{formKey}", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/resources/{formKey}/content", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/resources/{notes}/content", body: null, Cancellation);
        await transcript.AskAsync("POST", $"/v2/resources/{notes}/deletion", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/resources/{notes}", body: null, Cancellation);
        await transcript.AskAsync("POST", $"/v2/resources/{formKey}/deletion", """{"deleteHistory":true}""", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-definitions/{process}/form", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/process-definitions/1/form", body: null, Cancellation);
        await transcript.AskAsync("POST", $"/v2/resources/{formKey}/deletion", """{"operationReference":5}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_process_is_deleted_while_an_instance_of_it_runs()
    {
        await shared.DeployAsync("rest-delete.bpmn", Diagrams.Wait("rest-delete", "rest-delete-message"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"rest-delete","variables":{"id":"d-1"}}""", Cancellation);
        var key = created.GetProperty("processDefinitionKey").GetString();
        await transcript.AskAsync("POST", $"/v2/resources/{key}/deletion", "{}", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-definitions/{key}", body: null, Cancellation);
        await transcript.AskAsync("POST", "/v2/process-instances", $$"""{"processDefinitionKey":"{{key}}"}""", Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/messages/correlation", """{"name":"rest-delete-message","correlationKey":"d-1"}""", Cancellation);
        await transcript.AskAsync(
            "GET", $"/v2/process-instances/{created.GetProperty("processInstanceKey").GetString()}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-definitions/search", """{"filter":{"processDefinitionId":"rest-delete","state":"DELETED"}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/resources/{key}/deletion", "{}", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_failed_job_is_repaired()
    {
        await shared.DeployAsync("rest-fail.bpmn", Diagrams.Work("rest-fail", "rest-fail-job"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-fail"}""", Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();
        const string Activation = """{"type":"rest-fail-job","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""";
        var activated = await transcript.AskAsync("POST", "/v2/jobs/activation", Activation, Cancellation);
        var job = activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString();
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/failure", """{"retries":0,"errorMessage":"The machine is out of paper."}""", Cancellation);
        var found = await transcript.AskAsync(
            "POST", $"/v2/process-instances/{instance}/incidents/search", """{"filter":{"state":"active"}}""", Cancellation);
        var incident = found.GetProperty("items")[0].GetProperty("incidentKey").GetString();
        await transcript.AskAsync("PATCH", $"/v2/jobs/{job}", """{"changeset":{"retries":1}}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/incidents/{incident}/resolution", body: null, Cancellation);
        await transcript.AskAsync("GET", $"/v2/incidents/{incident}", body: null, Cancellation);
        await transcript.AskAsync("POST", "/v2/jobs/activation", Activation, Cancellation);
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/error", """{"errorCode":"PAPER"}""", Cancellation);
        await transcript.AskAsync("POST", $"/v2/process-instances/{instance}/cancellation", "{}", Cancellation);
        await transcript.AskAsync("POST", $"/v2/process-instances/{instance}/cancellation", "{}", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Messages_reach_who_waits_for_them()
    {
        await shared.DeployAsync("rest-wait.bpmn", Diagrams.Wait("rest-wait", "rest-message"), Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync(
            "POST", "/v2/messages/correlation", """{"name":"rest-message","correlationKey":"m-1"}""", Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/messages/publication",
            """{"name":"rest-message","correlationKey":"m-1","timeToLive":600000,"messageId":"once","variables":{"paid":true}}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/messages/publication",
            """{"name":"rest-message","correlationKey":"m-1","timeToLive":600000,"messageId":"once"}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"rest-wait","variables":{"id":"m-1"},"awaitCompletion":true,"requestTimeout":60000}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"rest-wait","variables":{"id":"m-2"},"awaitCompletion":true,"requestTimeout":100}""",
            Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/messages/correlation", """{"name":"rest-message","correlationKey":"m-2"}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Signals_reach_all_who_wait_for_them_and_are_not_kept()
    {
        await shared.DeployAsync("rest-signal.bpmn", Diagrams.WaitForSignal("rest-signal", "rest-shout"), Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("POST", "/v2/signals/broadcast", """{"signalName":"rest-shout"}""", Cancellation);
        var instances = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var created = await transcript.AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-signal"}""", Cancellation);
            instances.Add(created.GetProperty("processInstanceKey").GetString());
        }

        await transcript.AskAsync(
            "POST", "/v2/signals/broadcast", """{"signalName":"rest-shout","variables":{"loud":true},"tenantId":"<default>"}""", Cancellation);
        foreach (var instance in instances)
            await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task The_cluster_describes_itself()
    {
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("GET", "/v2/status", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/topology", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/license", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/authentication/me", body: null, Cancellation);
        await transcript.AskAsync("GET", "/health/live", body: null, Cancellation);
        await transcript.AskAsync("GET", "/health/ready", body: null, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Definitions_are_found_with_their_diagram()
    {
        var diagram = Diagrams.Work("rest-definition", "rest-definition-job");
        await shared.DeployAsync("rest-definition.bpmn", diagram, Cancellation);
        var transcript = new Transcript(shared.Http);
        var found = await transcript.AskAsync(
            "POST", "/v2/process-definitions/search", """{"filter":{"processDefinitionId":"rest-definition"}}""", Cancellation);
        var key = found.GetProperty("items")[0].GetProperty("processDefinitionKey").GetString();
        await transcript.AskAsync("GET", $"/v2/process-definitions/{key}", body: null, Cancellation);

        Assert.Equal(diagram, await shared.Http.GetStringAsync($"/v2/process-definitions/{key}/xml", Cancellation));
        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_deployment_that_changes_nothing_keeps_its_version()
    {
        var diagram = Diagrams.Work("rest-twice", "rest-twice-job");
        var first = await shared.Cluster.DeployAsync([("rest-twice.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        var second = await shared.Cluster.DeployAsync([("rest-twice.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);

        Assert.Equal(first.Deployments[0].ProcessDefinition, second.Deployments[0].ProcessDefinition);
    }

    [Fact]
    public async Task A_long_poll_ends_with_the_first_job()
    {
        await shared.DeployAsync("rest-poll.bpmn", Diagrams.Work("rest-poll", "rest-poll-job"), Cancellation);
        using var content = new StringContent(
            """{"type":"rest-poll-job","timeout":60000,"maxJobsToActivate":5,"requestTimeout":60000}""", Encoding.UTF8, "application/json");
        var poll = shared.Http.PostAsync("/v2/jobs/activation", content, Cancellation);
        await shared.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "rest-poll" }, Cancellation);

        using var response = await poll;
        Assert.Contains("rest-poll-job", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_hung_up_takes_no_job_with_it()
    {
        await shared.DeployAsync("rest-gone.bpmn", Diagrams.Work("rest-gone", "rest-gone-job"), Cancellation);
        // What reached a connection whose end the server had not noticed yet comes back when its time is over; nothing else can know.
        const string Activation = """{"type":"rest-gone-job","timeout":3000,"maxJobsToActivate":5,"requestTimeout":60000}""";
        using (var leaving = new CancellationTokenSource())
        {
            using var abandoned = new StringContent(Activation, Encoding.UTF8, "application/json");
            var poll = shared.Http.PostAsync("/v2/jobs/activation", abandoned, leaving.Token);
            // Whether the poll waits already when it is cut off or not: both must be fine.
            await shared.Cluster.GetTopologyAsync(Cancellation);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        await shared.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "rest-gone" }, Cancellation);
        using var content = new StringContent(Activation, Encoding.UTF8, "application/json");
        using var response = await shared.Http.PostAsync("/v2/jobs/activation", content, Cancellation);
        Assert.Contains("rest-gone-job", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static MultipartFormDataContent Form(params (string Name, string Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            var part = new StringContent(content, Encoding.UTF8);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, "resources", name);
        }

        return form;
    }
}
