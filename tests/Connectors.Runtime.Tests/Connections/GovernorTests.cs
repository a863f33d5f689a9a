using System.Collections.Concurrent;
using System.Diagnostics;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Tests.Connections;

/// <summary>Jobs that share places, through the job loop and real connections.</summary>
public sealed class GovernorTests
{
    private static readonly (string, string) Loopback = ("Network:AllowLoopback", "true");

    [Fact]
    public async Task Beside_a_thousand_jobs_to_a_host_that_does_not_answer_a_job_to_another_is_done_within_a_second()
    {
        using var stop = new CancellationTokenSource();
        await using var slow = await HttpPeer.StartAsync(async context =>
            await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(30), stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));
        await using var fast = await HttpPeer.StartAsync();
        await using var host = await StartAsync();
        for (var job = 0; job < 1_000; job++)
            host.Cluster.Give(host.Job($$"""{"url": "{{slow.Url}}"}"""));
        await Wait.UntilAsync(() => slow.Requests.Count > 100);

        var began = Stopwatch.GetTimestamp();
        var job1001 = host.Job($$"""{"url": "{{fast.Url}}"}""");
        host.Cluster.Give(job1001);
        var told = await UntilAsync<RecordingCluster.Completed>(host);

        Assert.Equal(job1001.Key, told.Job);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(slow.Requests.Count, 100, 125);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task After_429_with_Retry_After_the_next_job_to_the_host_is_put_aside_without_a_request()
    {
        await using var peer = await HttpPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "30";
            return Task.CompletedTask;
        });
        await using var other = await HttpPeer.StartAsync();
        await using var host = await StartAsync();

        await host.DoAsync<RecordingCluster.Completed>(host.Job($$"""{"url": "{{peer.Url}}"}"""));
        var held = await host.DoAsync<RecordingCluster.Held>(host.Job($$"""{"url": "{{peer.Url}}"}"""));
        await host.DoAsync<RecordingCluster.Completed>(host.Job($$"""{"url": "{{other.Url}}"}"""));

        Assert.InRange(held.Timeout.TotalSeconds, 30, 30.1);
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task A_job_that_has_sent_a_request_is_not_put_aside_in_its_middle()
    {
        await using var first = await HttpPeer.StartAsync();
        await using var second = await HttpPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "30";
            return Task.CompletedTask;
        });
        var requests = 0;
        await using var host = await OutboundHost.StartAsync(
            calls: null,
            async (input, call, cancellation) =>
            {
                foreach (var url in new[] { first.Url, second.Url, second.Url })
                {
                    using var response = await call.Http.GetAsync(new Uri(url), cancellation);
                    requests++;
                }

                return requests;
            },
            Loopback);

        host.Cluster.Give(host.Job());
        await Wait.UntilAsync(() => requests is 2 && host.Time.NextDue <= TimeSpan.FromSeconds(30));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await host.Cluster.NextAsync<RecordingCluster.Completed>();

        Assert.Equal(3, requests);
    }

    [Fact]
    public async Task A_connector_without_HTTP_says_how_its_connection_fares()
    {
        var calls = new ConcurrentQueue<int>();
        await using var host = await OutboundHost.StartAsync(
            calls: null,
            async (_, call, cancellation) =>
            {
                await using var use = await call.UseConnectionAsync("orders database", cancellation);
                calls.Enqueue(1);
                use.Failed("It is down.");
                return 1;
            },
            ("Connections:Rules:0:Hosts:0", "*"),
            ("Connections:Rules:0:BreakAtFailureRatio", "0.5"),
            ("Connections:Rules:0:BreakAtLeastRequests", "2"));

        await host.DoAsync<RecordingCluster.Completed>(host.Job());
        await host.DoAsync<RecordingCluster.Completed>(host.Job());
        var held = await host.DoAsync<RecordingCluster.Held>(host.Job());

        Assert.Equal(2, calls.Count);
        Assert.InRange(held.Timeout.TotalSeconds, 10, 10.1);
        var status = host.Governor.Find("orders database")!;
        Assert.Equal((ConnectionCircuit.Open, "It is down.", 1, 0), (status.Circuit, status.LastFailure, status.Parked, status.InUse));
    }

    private static Task<OutboundHost> StartAsync() => OutboundHost.StartAsync(
        calls: null,
        async (input, call, cancellation) =>
        {
            using var response = await call.Http.GetAsync(new Uri(input.Url!), cancellation);
            return (int)response.StatusCode;
        },
        Loopback);

    private static async Task<T> UntilAsync<T>(OutboundHost host)
    {
        while (true)
        {
            if (await host.Cluster.NextAnyAsync() is T told)
                return told;
        }
    }
}
