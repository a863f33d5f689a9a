using System.Diagnostics;

using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Who starts something gives it a trace; jobs are spans in it, and every request that goes out carries it.</summary>
[Collection(Listening)]
public sealed class TracingTests
{
    /// <summary>Tests that listen to spans hear those of each other, and are not run at the same time.</summary>
    public const string Listening = "listen to spans";

    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Parent, "vendor=1", Parent, "vendor=1")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", null, Parent, null)]
    [InlineData(Parent, "", Parent, null)]
    [InlineData(Parent, "a=\n", Parent, null)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null, null, null)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", null, null, null)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", null, null, null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", null, null, null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", null, null, null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", null, null, null)]
    [InlineData("nonsense", "vendor=1", null, null)]
    [InlineData(null, "vendor=1", null, null)]
    public void Only_what_the_standard_allows_is_a_trace(string? parent, string? state, string? expected, string? expectedState)
    {
        var trace = TraceContext.Read(parent, state);

        Assert.Equal((expected, expectedState), (trace?.Parent, trace?.State));
    }

    [Fact]
    public void A_state_that_is_too_long_is_left_out() => Assert.Null(TraceContext.Read(Parent, new string('a', 513))!.State);

    [Fact]
    public async Task A_request_carries_the_trace_of_the_job_although_nobody_traces_here()
    {
        await using var target = await HeaderEcho.StartAsync();
        await using var host = await CallingAsync(target);

        await host.DoAsync<RecordingCluster.Completed>(host.Job() with { Trace = TraceContext.Read(Parent, "vendor=1") });

        Assert.Equal((Parent, "vendor=1"), (target.Header("traceparent"), target.Header("tracestate")));
    }

    [Fact]
    public async Task A_request_of_a_job_without_trace_carries_none()
    {
        await using var target = await HeaderEcho.StartAsync();
        await using var host = await CallingAsync(target);

        await host.DoAsync<RecordingCluster.Completed>(host.Job());

        Assert.Null(target.Header("traceparent"));
    }

    [Fact]
    public async Task A_job_is_a_span_in_its_trace_and_its_request_a_span_in_the_job()
    {
        await using var target = await HeaderEcho.StartAsync();
        using var spans = new SpanLog();
        await using var host = await CallingAsync(target);
        var job = host.Job("""{"body": "payload-1"}""") with
        {
            // Spans of tests that run beside this one are seen, too.
            Key = new(9_001),
            Trace = TraceContext.Read(Parent, "vendor=1"),
            TraceLinks = [TraceContext.Read(Other, null)!],
        };

        await host.DoAsync<RecordingCluster.Completed>(job);

        var span = await spans.OfJobAsync(job.Key.Value);
        Assert.Equal(Parent.Split('-')[1], span.TraceId.ToHexString());
        Assert.Equal(Parent.Split('-')[2], span.ParentSpanId.ToHexString());
        Assert.Equal("vendor=1", span.TraceStateString);
        Assert.Equal(Other.Split('-')[1], Assert.Single(span.Links).Context.TraceId.ToHexString());
        Assert.Equal("job test:call:1", span.DisplayName);
        Assert.Equal(
            [
                ("bpmn.process.id", "process"), ("bpmn.process.version", "1"), ("bpmn.process.instance.key", "1"), ("bpmn.element.id", "task"),
                ("bpmn.job.key", $"{job.Key.Value}"), ("bpmn.job.type", "test:call:1"), ("bpmn.job.retries_left", "3"),
                ("bpmn.tenant.id", "<default>"), ("fairlead.outcome", "completed"),
            ],
            span.TagObjects.Select(tag => (tag.Key, $"{tag.Value}")));
        var request = Assert.Single(spans.ChildrenOf(span));
        Assert.Equal(ActivityKind.Client, request.Kind);
        Assert.Equal($"00-{span.TraceId}-{request.SpanId}-01", target.Header("traceparent"));
        Assert.DoesNotContain("payload", string.Concat(request.TagObjects.Select(tag => $"{tag}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_that_is_not_sampled_carries_the_trace_all_the_same()
    {
        await using var target = await HeaderEcho.StartAsync();
        using var spans = new SpanLog(ActivitySamplingResult.PropagationData);
        await using var host = await CallingAsync(target);

        await host.DoAsync<RecordingCluster.Completed>(host.Job() with { Trace = TraceContext.Read(Parent[..^2] + "00", null) });

        Assert.Equal(Parent.Split('-')[1], target.Header("traceparent")!.Split('-')[1]);
        Assert.EndsWith("-00", target.Header("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_job_is_a_failed_span_without_the_reason()
    {
        using var spans = new SpanLog();
        await using var host = await OutboundHost.ThrowingAsync(new Sdk.ConnectorException("PLANTED", "payload-2"));
        var job = host.Job() with { Key = new(9_002) };

        await host.DoAsync<RecordingCluster.Failed>(job);

        var span = await spans.OfJobAsync(job.Key.Value);
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
        Assert.DoesNotContain("payload-2", string.Concat(span.TagObjects.Select(tag => $"{tag}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_gives_its_trace_to_what_it_starts()
    {
        await using var host = await WebhookHost.StartingAsync();

        await host.PostAsync("{}", headers: [("traceparent", Parent), ("tracestate", "vendor=1")]);
        var traced = await host.Cluster.NextAsync<CreateInstance>();
        await host.PostAsync("{}", headers: [("traceparent", "nonsense")]);
        var untraced = await host.Cluster.NextAsync<CreateInstance>();

        Assert.Equal((Parent, "vendor=1"), (traced.Trace?.Parent, traced.Trace?.State));
        Assert.Null(untraced.Trace);
    }

    private static Task<OutboundHost> CallingAsync(HeaderEcho target) => OutboundHost.StartAsync(
        calls: null,
        async (_, call, cancellation) =>
        {
            using var answer = await call.Http.GetAsync(target.Address, cancellation);
            return new { status = (int)answer.StatusCode };
        });

    /// <summary>Every span of the runtime, as long as it lives.</summary>
    private sealed class SpanLog : IDisposable
    {
        private readonly List<Activity> _ended = [];
        private readonly ActivityListener _listener;

        public SpanLog(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Spans.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
                ActivityStopped = span =>
                {
                    lock (_ended)
                        _ended.Add(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>The cluster hears of the outcome before the span ends.</summary>
        public async Task<Activity> OfJobAsync(long key)
        {
            bool IsIt(Activity span) => span.GetTagItem("bpmn.job.key") is long found && found == key;
            await Wait.UntilAsync(() => Ended().Exists(IsIt));
            return Ended().Find(IsIt)!;
        }

        public IReadOnlyList<Activity> ChildrenOf(Activity parent) => [.. Ended().Where(span => span.ParentSpanId == parent.SpanId)];

        public void Dispose() => _listener.Dispose();

        private List<Activity> Ended()
        {
            lock (_ended)
                return [.. _ended];
        }
    }
}
