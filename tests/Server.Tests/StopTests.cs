using System.Net;
using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>SIGTERM: stop taking, finish, flush, end.</summary>
public sealed class StopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_ends_at_once_and_well_while_workers_and_callers_wait()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        await server.Cluster.DeployAsync([("stop.bpmn", Encoding.UTF8.GetBytes(Diagrams.Work("stop", "stop-job")))], Cancellation);
        var poll = PostAsync(
            server, "/v2/jobs/activation", """{"type":"another-job","timeout":1000,"maxJobsToActivate":1,"requestTimeout":600000}""");
        var result = PostAsync(
            server, "/v2/process-instances", """{"processDefinitionId":"stop","awaitCompletion":true,"requestTimeout":600000}""");
        // The second call has arrived once its instance can be seen; the first was sent before it.
        var query = new SearchQuery<ProcessInstanceFilter>();
        await Eventually.GetAsync(() => server.Cluster.SearchAsync(query, Cancellation), found => found.Items.Count is 1, Cancellation);

        server.Program.Terminate();

        Assert.Equal(0, await server.Program.WaitAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, await poll);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await result);
        Assert.DoesNotContain("   at ", server.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_begun_goes_on_after_a_restart()
    {
        using var folder = new TestFolder();
        CreateProcessInstanceResult created;
        using (var first = await TestServer.StartAsync(folder.Data, Cancellation))
        {
            await first.Cluster.DeployAsync([("stop.bpmn", Encoding.UTF8.GetBytes(Diagrams.Work("stop", "stop-job")))], Cancellation);
            created = await first.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "stop" }, Cancellation);
            first.Program.Terminate();
            Assert.Equal(0, await first.Program.WaitAsync(Cancellation));
        }

        using var second = await TestServer.StartAsync(folder.Data, Cancellation);
        using var content = new StringContent(
            """{"type":"stop-job","timeout":60000,"maxJobsToActivate":1,"requestTimeout":60000}""", Encoding.UTF8, "application/json");
        using var jobs = await second.Http.PostAsync("/v2/jobs/activation", content, Cancellation);
        var job = System.Text.Json.JsonElement.Parse(await jobs.Content.ReadAsStringAsync(Cancellation)).GetProperty("jobs")[0];
        using var completion = await second.Http.PostAsync(
            $"/v2/jobs/{job.GetProperty("jobKey").GetString()}/completion", content: null, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, completion.StatusCode);
        Assert.Equal(
            ProcessInstanceState.Completed, (await second.Cluster.GetInstanceAsync(created.ProcessInstanceKey, Cancellation)).State);
    }

    private static async Task<HttpStatusCode> PostAsync(TestServer server, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync(path, content, Cancellation);
        return response.StatusCode;
    }
}
