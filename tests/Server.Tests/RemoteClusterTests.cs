using System.Collections.Concurrent;
using Fairlead.Protocol;
using Fairlead.Protocol.Remote;
using Fairlead.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Server.Tests;

/// <summary>What becomes of the ways in which a cluster elsewhere cannot be used; and clusters that are not ours.</summary>
public sealed class RemoteClusterTests
{
    private static readonly CreateInstance Order = new() { ProcessId = "order", DeduplicationKey = "k-1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_at_the_address_is_unavailable_until_somebody_is()
    {
        var url = $"http://127.0.0.1:{TestServer.FindFreePort()}";
        var changes = new ConcurrentQueue<ClusterContact>();
        var cluster = Connect(url);
        cluster.ContactChanged += changes.Enqueue;

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => cluster.FindDefinitionsAsync(Cancellation));
        var nameless = Assert.Throws<ClusterException>(() => cluster.Id);

        Assert.Equal((ClusterError.Unavailable, ClusterError.Unavailable), (refusal.Error, nameless.Error));
        Assert.Contains(url, cluster.Contact.Problem, StringComparison.Ordinal);
        await using var peer = await Peer.StartAsync((http, _) => Camunda(http), url);
        Assert.Empty(await cluster.FindDefinitionsAsync(Cancellation));
        Assert.Null(cluster.Contact.Problem);
        Assert.Null(Assert.Single(changes).Problem);
    }

    [Theory]
    [InlineData(400, null, ClusterError.InvalidArgument)]
    [InlineData(404, null, ClusterError.NotFound)]
    [InlineData(409, "ALREADY_EXISTS", ClusterError.AlreadyExists)]
    [InlineData(409, "INVALID_STATE", ClusterError.InvalidState)]
    [InlineData(429, null, ClusterError.ResourceExhausted)]
    [InlineData(503, "RESOURCE_EXHAUSTED", ClusterError.ResourceExhausted)]
    [InlineData(503, null, ClusterError.Unavailable)]
    [InlineData(502, null, ClusterError.Unavailable)]
    [InlineData(504, null, ClusterError.DeadlineExceeded)]
    [InlineData(500, null, ClusterError.Internal)]
    // Not the event's fault, so that its sender is to send it again.
    [InlineData(401, null, ClusterError.Unavailable)]
    [InlineData(403, "FORBIDDEN", ClusterError.Unavailable)]
    public async Task A_refusal_over_http_has_its_kind(int status, string? title, ClusterError expected)
    {
        await using var peer = await Peer.StartAsync(async (http, _) =>
        {
            if (http.Request.Path != "/v2/messages/publication")
            {
                await Camunda(http);
                return;
            }

            http.Response.StatusCode = status;
            http.Response.ContentType = title is null ? "text/html" : "application/problem+json";
            await http.Response.WriteAsync(
                title is null ? "<html>" : $$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"no","instance":"/"}""");
        });
        var cluster = Connect(peer.Url);

        var refusal = await Assert.ThrowsAsync<ClusterException>(
            () => cluster.PublishMessageAsync(new PublishMessage { Name = "m" }, Cancellation));

        Assert.Equal((expected, status), (refusal.Error, refusal.HttpStatus));
        Assert.Equal(expected is ClusterError.Unavailable, cluster.Contact.Problem is not null);
    }

    [Fact]
    public async Task A_cluster_that_accepts_connections_and_says_nothing_costs_its_limit_and_no_more()
    {
        var never = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync((http, _) => never.Task.WaitAsync(http.RequestAborted));
        var cluster = Connect(peer.Url, TimeSpan.FromMilliseconds(200));

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => cluster.CreateInstanceAsync(Order, Cancellation));

        Assert.Equal(ClusterError.DeadlineExceeded, refusal.Error);
        Assert.NotNull(cluster.Contact.Problem);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_unavailable()
    {
        await using var peer = await Peer.StartAsync(async (http, _) =>
        {
            http.Response.ContentLength = 1000;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"clusterId":""");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        var cluster = Connect(peer.Url);

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => cluster.ConnectAsync(Cancellation));

        Assert.Equal(ClusterError.Unavailable, refusal.Error);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_problem_of_the_cluster()
    {
        var never = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync((http, _) =>
            http.Request.Path == "/v2/jobs/activation" ? never.Task.WaitAsync(http.RequestAborted) : Camunda(http));
        var cluster = Connect(peer.Url);
        await cluster.ConnectAsync(Cancellation);
        using var leaving = new CancellationTokenSource();
        var poll = cluster.ActivateJobsAsync(
            new ActivateJobs { Type = "t", Worker = "w", Timeout = TimeSpan.FromMinutes(1), JobsAtMost = 1, Wait = TimeSpan.FromMinutes(1) },
            leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);

        Assert.Null(cluster.Contact.Problem);
    }

    /// <summary>It would refuse what it does not know, so that nothing of ours may be said to it.</summary>
    [Fact]
    public async Task A_camunda_cluster_is_asked_for_nothing_that_only_ours_know()
    {
        await using var peer = await Peer.StartAsync((http, _) => Camunda(http));
        var cluster = Connect(peer.Url);
        var origin = new InboundOrigin { Trigger = new InboundTrigger("t", "p", "e") };
        await cluster.CreateInstanceAsync(Order with { Origin = origin }, Cancellation);
        await cluster.PublishMessageAsync(
            new PublishMessage { Name = "m", MessageId = "7", DeduplicationKey = "k-2", Origin = origin }, Cancellation);

        Assert.False(cluster.IsOurs);
        Assert.Null(((ICluster)cluster).Inbox);
        Assert.Null(((ICluster)cluster).Leases);
        Assert.Equal("e0a5c3a2-77aa-4d5d-8f3b-0c4f7d1b2a11", cluster.Id);
        Assert.Equal(
            ["""{"processDefinitionId":"order"}""", """{"name":"m","correlationKey":"","timeToLive":0,"messageId":"7"}"""],
            peer.Bodies.Where(body => body.Length > 0));
    }

    [Fact]
    public async Task Of_a_camunda_cluster_the_latest_versions_count_and_those_that_wait_for_messages()
    {
        await using var peer = await Peer.StartAsync((http, _) => (http.Request.Method, http.Request.Path.Value) switch
        {
            ("POST", "/v2/process-definitions/search") => Peer.JsonAsync(http, 200, $$"""
                {"items":[{{Definition(13, 3)}}],"page":{"totalItems":1,"hasMoreTotalItems":false,"startCursor":null,"endCursor":"x"} }
                """),
            ("POST", "/v2/process-definitions/statistics/message-subscriptions") => Peer.JsonAsync(http, 200, """
                {"items":[
                  {"processDefinitionId":"order","tenantId":"<default>","processDefinitionKey":"11","processInstancesWithActiveSubscriptions":2,"activeSubscriptions":2},
                  {"processDefinitionId":"order","tenantId":"<default>","processDefinitionKey":"13","processInstancesWithActiveSubscriptions":1,"activeSubscriptions":1}],
                 "page":{"totalItems":2,"hasMoreTotalItems":false,"startCursor":null,"endCursor":null}}
                """),
            ("GET", "/v2/process-definitions/11") => Peer.JsonAsync(http, 200, Definition(11, 1)),
            _ => Camunda(http),
        });
        var found = await Connect(peer.Url).FindDefinitionsAsync(Cancellation);

        Assert.Equal(
            [new(new(13), "order", 3, "<default>", IsLatest: true), new(new(11), "order", 1, "<default>", IsLatest: false)], found);
    }

    private static string Definition(long key, int version) => $$"""
        {"name":"Order","resourceName":"order.bpmn","version":{{version}},"versionTag":null,"processDefinitionId":"order",
         "tenantId":"<default>","processDefinitionKey":"{{key}}","hasStartForm":false}
        """;

    private static RemoteCluster Connect(string url, TimeSpan? answerWithin = null) => new(
        new HttpClient { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan },
        answerWithin ?? TimeSpan.FromSeconds(30),
        TimeProvider.System);

    /// <summary>Answers as Camunda 8.9 does: with its own pages where it does not know an address.</summary>
    private static Task Camunda(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("GET", "/v2/topology") => Peer.JsonAsync(http, 200, """
            {"brokers":[],"clusterId":"e0a5c3a2-77aa-4d5d-8f3b-0c4f7d1b2a11","clusterSize":1,"partitionsCount":1,"replicationFactor":1,
             "gatewayVersion":"8.9.0","lastCompletedChangeId":"-1"}
            """),
        ("POST", "/v2/process-instances") => Peer.JsonAsync(http, 200, """
            {"processDefinitionId":"order","processDefinitionVersion":1,"tenantId":"<default>","variables":{},"processDefinitionKey":"1",
             "processInstanceKey":"2","tags":[],"businessId":null}
            """),
        ("POST", "/v2/messages/publication") => Peer.JsonAsync(http, 200, """{"tenantId":"<default>","messageKey":"3"}"""),
        ("POST", "/v2/process-definitions/search" or "/v2/process-definitions/statistics/message-subscriptions") =>
            Peer.JsonAsync(http, 200, """{"items":[],"page":{"totalItems":0,"hasMoreTotalItems":false,"startCursor":null,"endCursor":null}}"""),
        _ => PageAsync(http),
    };

    private static Task PageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync("<!doctype html><html><body>Operate</body></html>");
    }
}
