using System.Net;
using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Server.Tests;

/// <summary>A server whose cluster is another server: it runs connectors and webhooks and keeps no processes.</summary>
public sealed class AttachedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_and_a_call_go_through_a_second_server()
    {
        using var folder = new TestFolder();
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 200, """{"price": 12}"""));
        // Nothing outbound runs beside the cluster, so that whoever makes the call is the other one.
        using var cluster = await TestServer.StartAsync(folder.Data, Cancellation, "--Connectors:Enabled:0", "io.camunda:none:1");
        using var runtime = await AttachAsync(cluster.Url, folder, "--Secrets:Values:EXAMPLES_URL", peer.Url, "--Inbound:Interval", "01:00:00");
        await DeployAsync(cluster, "far");
        // Told by the cluster: the next comparison by itself is an hour away.
        await Eventually.GetAsync(() => PostAsync(runtime, "far", "1"), status => status is HttpStatusCode.OK, Cancellation);

        var ended = await Eventually.GetAsync(
            () => SearchAsync(cluster, "far", ProcessInstanceState.Completed), found => found.Items.Count is 1, Cancellation);
        var answer = await VariableAsync(cluster, ended.Items[0], "answer");
        var calls = await runtime.Cluster.Calls.SearchAsync(new SearchQuery<CallFilter>(), Cancellation);
        using var refused = await runtime.Http.GetAsync("/v2/topology", Cancellation);
        using var health = await runtime.Http.GetAsync("/actuator/health", Cancellation);

        Assert.Contains("12", answer, StringComparison.Ordinal);
        Assert.Equal(ended.Items[0].ProcessInstanceKey, Assert.Single(calls.Items).ProcessInstanceKey);
        Assert.Empty((await cluster.Cluster.Calls.SearchAsync(new SearchQuery<CallFilter>(), Cancellation)).Items);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains(cluster.Url, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Contains(cluster.Url, runtime.Program.Output, StringComparison.Ordinal);
        Assert.Contains("a server of ours", runtime.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_a_job_sends_goes_to_the_cluster_of_the_job()
    {
        using var folder = new TestFolder();
        using var cluster = await TestServer.StartAsync(folder.Data, Cancellation, "--Connectors:Enabled:0", "io.camunda:none:1");
        using var runtime = await AttachAsync(cluster.Url, folder);
        await cluster.Cluster.DeployAsync(
            [
                ("receiver.bpmn", Encoding.UTF8.GetBytes(Diagrams.Wait("receiver", "paid"))),
                ("sender.bpmn", Encoding.UTF8.GetBytes(Diagrams.SendsMessage("sender", "paid"))),
            ],
            Cancellation);
        var variables = new CreateProcessInstanceRequest { ProcessDefinitionId = "receiver", Variables = new("""{"id":"7"}"""u8.ToArray()) };
        var receiver = await cluster.Cluster.CreateInstanceAsync(variables, Cancellation);

        await cluster.Cluster.CreateInstanceAsync(variables with { ProcessDefinitionId = "sender" }, Cancellation);

        var sender = Assert.Single((await Eventually.GetAsync(
            () => SearchAsync(cluster, "sender", ProcessInstanceState.Completed), found => found.Items.Count is 1, Cancellation)).Items);
        Assert.Single((await SearchAsync(cluster, "receiver", ProcessInstanceState.Completed)).Items);
        Assert.Equal($"{receiver.ProcessInstanceKey.Value}", await VariableAsync(cluster, sender, "tookIt"));
        Assert.Equal(
            sender.ProcessInstanceKey,
            Assert.Single((await runtime.Cluster.Calls.SearchAsync(new SearchQuery<CallFilter>(), Cancellation)).Items).ProcessInstanceKey);
    }

    [Fact]
    public async Task A_cluster_that_was_away_is_used_again_without_a_restart()
    {
        using var folder = new TestFolder();
        var url = TestServer.FindFreeUrl();
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 200, "{}"));
        var secret = $"--Secrets:Values:EXAMPLES_URL={peer.Url}";
        using var runtime = TestServer.Begin(
            TestServer.FindFreeUrl(), Path.Combine(folder.Path, "runtime"), "--Cluster:Address", url, "--Cluster:AnswerWithin", "00:00:02", secret);
        await Eventually.GetAsync(
            () => Task.FromResult(runtime.Program.Errors),
            errors => errors.Contains("Nothing is served before the cluster answers", StringComparison.Ordinal),
            Cancellation);

        using (var first = await TestServer.StartAtAsync(url, folder.Data, Cancellation, secret))
        {
            await DeployAsync(first, "away");
            await Eventually.GetAsync(() => PostAsync(runtime, "away", "1"), status => status is HttpStatusCode.OK, Cancellation);
            await first.Program.KillAsync(Cancellation);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(runtime, "away", "2"));
        using (var notReady = await runtime.Http.GetAsync("/health/ready", Cancellation))
        using (var alive = await runtime.Http.GetAsync("/actuator/health/liveness", Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
            Assert.Contains(url, await notReady.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }

        using var second = await TestServer.StartAtAsync(url, folder.Data, Cancellation, secret);
        await Eventually.GetAsync(() => PostAsync(runtime, "away", "3"), status => status is HttpStatusCode.OK, Cancellation);
        await Eventually.GetAsync(
            () => SearchAsync(second, "away", ProcessInstanceState.Completed), found => found.Items.Count is 2, Cancellation);
        Assert.Contains("does not answer any more", runtime.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_waits_for_its_cluster_can_be_stopped()
    {
        using var folder = new TestFolder();
        using var runtime = TestServer.Begin(
            TestServer.FindFreeUrl(), folder.Data, "--Cluster:Address", TestServer.FindFreeUrl());
        await Eventually.GetAsync(
            () => Task.FromResult(runtime.Program.Errors),
            errors => errors.Contains("Nothing is served before the cluster answers", StringComparison.Ordinal),
            Cancellation);

        runtime.Program.Terminate();

        Assert.Equal(0, await runtime.Program.WaitAsync(Cancellation));
    }

    [Theory]
    [InlineData("--Cluster:Username=demo --Cluster:Password=s3cret", "Basic ZGVtbzpzM2NyZXQ=")]
    [InlineData("--Cluster:Token=abc", "Bearer abc")]
    [InlineData("--Cluster:TokenFile=FILE", "Bearer def")]
    public async Task The_cluster_is_shown_who_asks(string options, string expected)
    {
        using var folder = new TestFolder();
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = await Peer.StartAsync((http, _) =>
        {
            asked.TrySetResult(http.Request.Headers.Authorization.ToString());
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        var file = folder.Write("token", "def\n");
        using var runtime = TestServer.Begin(
            TestServer.FindFreeUrl(), folder.Data, ["--Cluster:Address", peer.Url, .. options.Replace("FILE", file, StringComparison.Ordinal).Split(' ')]);

        Assert.Equal(expected, await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        await Eventually.GetAsync(
            () => Task.FromResult(runtime.Program.Errors),
            errors => errors.Contains("does not let this runtime in (401)", StringComparison.Ordinal),
            Cancellation);
        Assert.DoesNotContain("s3cret", runtime.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_ways_to_log_in_are_refused()
    {
        using var folder = new TestFolder();
        using var runtime = TestServer.Begin(
            TestServer.FindFreeUrl(), folder.Data, "--Cluster:Address", "http://localhost:1", "--Cluster:Token", "a", "--Cluster:Username", "b");

        Assert.Equal(1, await runtime.Program.WaitAsync(Cancellation));
        Assert.Contains("exclude each other", runtime.Program.Errors, StringComparison.Ordinal);
        Assert.Contains("[CONFIGURATION_INVALID]", runtime.Program.Errors, StringComparison.Ordinal);
    }

    private static Task<TestServer> AttachAsync(string cluster, TestFolder folder, params string[] more) =>
        TestServer.StartAsync(Path.Combine(folder.Path, "runtime"), Cancellation, ["--Cluster:Address", cluster, .. more]);

    private static async Task DeployAsync(TestServer server, string process) => await server.Cluster.DeployAsync(
        [($"{process}.bpmn", Encoding.UTF8.GetBytes(Diagrams.WebhookAndCall(process, process)))], Cancellation);

    private static async Task<HttpStatusCode> PostAsync(TestServer server, string path, string id)
    {
        using var content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
        try
        {
            using var response = await server.Http.PostAsync($"/inbound/{path}", content, Cancellation);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static Task<SearchResult<ProcessInstanceItem>> SearchAsync(TestServer server, string process, ProcessInstanceState state) =>
        server.Cluster.SearchAsync(
            new SearchQuery<ProcessInstanceFilter> { Filter = new() { ProcessDefinitionId = process, State = state } }, Cancellation);

    private static async Task<string> VariableAsync(TestServer server, ProcessInstanceItem instance, string name)
    {
        var found = await server.Cluster.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new() { ProcessInstanceKey = instance.ProcessInstanceKey, Name = name } }, Cancellation);
        return Assert.Single(found.Items).Value;
    }
}
