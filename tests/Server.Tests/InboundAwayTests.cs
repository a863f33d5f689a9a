using System.Net;
using System.Text;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>A cluster that says nothing for a while, in the middle of a deployment and of traffic: all goes on by itself.</summary>
public sealed class InboundAwayTests
{
    private const int Events = 60;
    private const int Times = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_stands_still_during_a_deployment_goes_on_and_nobody_has_to_restart()
    {
        using var folder = new TestFolder();
        using var cluster = await TestServer.StartAsync(folder.Data, Cancellation);
        using var runtime = await TestServer.StartAsync(
            Path.Combine(folder.Path, "runtime"), Cancellation, "--Cluster:Address", cluster.Url, "--Cluster:AnswerWithin", "00:00:01");
        await DeployAsync(cluster, "before");
        var ids = Enumerable.Range(0, Events).Select(number => $"e{number:000}").ToList();
        var traffic = new Traffic([.. ids.Select(id => ("before", id))], Times, () => [runtime.Url], seed: 1);
        var sending = traffic.RunAsync(Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(traffic.Acknowledged), count => count >= Events / 2, Cancellation);

        cluster.Program.Freeze();
        var deploying = DeployAsync(cluster, "meanwhile");
        var whileAway = await Eventually.GetAsync(
            () => StatusAsync(runtime, "/health/ready"), status => status is HttpStatusCode.ServiceUnavailable, Cancellation);
        var alive = await StatusAsync(runtime, "/actuator/health/liveness");
        var acknowledged = traffic.Acknowledged;
        // Until somebody was told that it was away, and tried again.
        await Eventually.GetAsync(
            () => Task.FromResult(runtime.Program.Errors),
            errors => errors.Contains("does not answer any more", StringComparison.Ordinal),
            Cancellation);
        Assert.False(deploying.IsCompleted);
        cluster.Program.Thaw();

        await deploying;
        await sending;
        var live = await Eventually.GetAsync(
            () => PostAsync(runtime, "meanwhile"), status => status is HttpStatusCode.OK, Cancellation);
        await Eventually.GetAsync(() => StatusAsync(runtime, "/health/ready"), status => status is HttpStatusCode.NoContent, Cancellation);
        var started = await ClusterRead.IdsAsync(cluster, "before", Cancellation);
        var lost = ids.Except(started).Count();
        var twice = started.Count - started.Distinct().Count();

        Counted.Say(
            $"cluster frozen in the middle of a deployment: {traffic.Summary}, {acknowledged} of them acknowledged before; {Events} events, "
            + $"{lost} lost, {twice} applied twice; the deployment took effect, nothing was restarted.");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK), (whileAway, alive, live));
        Assert.Equal((0, 0), (lost, twice));
    }

    private static async Task DeployAsync(TestServer server, string process) => await server.Cluster.DeployAsync(
        [($"{process}.bpmn", Encoding.UTF8.GetBytes(InboundDiagrams.Plain(process)))], Cancellation);

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string path)
    {
        using var response = await server.Http.GetAsync(path, Cancellation);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(TestServer server, string path)
    {
        using var content = new StringContent("""{"id":"after"}""", Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync($"/inbound/{path}", content, Cancellation);
        return response.StatusCode;
    }
}
