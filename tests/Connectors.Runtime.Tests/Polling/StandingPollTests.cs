using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>Polls that start instances: against a real server, on a real engine, by a clock that the test moves.</summary>
public sealed class StandingPollTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly PollHost _host = new();
    private readonly List<string> _asked = [];
    private Func<HttpContext, Task> _answer = context => context.Response.WriteAsync("{}");
    private HttpPeer _peer = null!;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_peer is not null)
            await _peer.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_item_starts_one_instance_however_often_it_is_seen(bool byMessage)
    {
        var items = """[{"id":1},{"id":2}]""";
        await AnswerAsync(context => context.Response.WriteAsync($"{{\"items\":{items}}}"));
        await _host.StartRuntimeAsync();
        (string, string)[] properties =
            [.. Settings(), ("itemsExpression", "=body.items"), ("itemIdExpression", "=item.id"), ("resultExpression", "={id: item.id}")];
        await _host.DeployAsync(byMessage ? PollHost.MessageStart(properties) : PollHost.Start(properties));

        await UntilAsync(() => _host.Instances.Count is 2 && _asked.Count > 3);
        items = """[{"id":1},{"id":3},{"id":2}]""";
        await UntilAsync(() => _host.Instances.Count is 3);
        var asked = _asked.Count;
        await UntilAsync(() => _asked.Count > asked + 3);

        Assert.Equal([1, 2, 3], _host.Instances.Select(instance => instance.Variables["id"].GetInt32()));
    }

    [Fact]
    public async Task The_cursor_is_sent_with_the_next_request_and_outlives_the_process_and_the_version()
    {
        await AnswerAsync(context =>
        {
            var after = int.Parse(context.Request.Query["after"].FirstOrDefault() ?? "0", null);
            return context.Response.WriteAsync(after < 5 ? $"{{\"items\":[{{\"id\":{after + 1}}}]}}" : """{"items":[]}""");
        });
        (string, string)[] properties =
        [
            .. Settings(), ("queryParameters", "={after: cursor}"), ("itemsExpression", "=body.items"), ("itemIdExpression", "=item.id"),
            ("cursorExpression", "=max(items.id)"), ("resultExpression", "={id: item.id}"),
        ];
        var first = await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(properties));
        await UntilAsync(() => _host.Instances.Count is 2);
        await _host.StopRuntimeAsync(first);
        await _host.StartRuntimeAsync();
        await UntilAsync(() => _host.Instances.Count is 3);
        await _host.DeployAsync(PollHost.Start([.. properties, ("messageTtl", "PT2H")]));
        await UntilAsync(() => _host.Instances.Count is 5 && _asked.Count > 7);

        Assert.Equal(["", "?after=1", "?after=2", "?after=3", "?after=4", "?after=5"], _asked.Select(line => line[1..]).Distinct());
        Assert.Equal([1, 2, 3, 4, 5], _host.Instances.Select(instance => instance.Variables["id"].GetInt32()));
    }

    [Fact]
    public async Task A_validator_is_kept_with_the_effect_and_304_starts_nothing()
    {
        await AnswerAsync(context =>
        {
            if (context.Request.Headers.IfNoneMatch == "\"v1\"")
                context.Response.StatusCode = 304;
            context.Response.Headers.ETag = "\"v1\"";
            return context.Response.StatusCode is 304 ? Task.CompletedTask : context.Response.WriteAsync("{}");
        });
        var origins = OriginsSeen();
        var first = await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(Settings()));
        await UntilAsync(() => _asked.Count > 3);
        await _host.StopRuntimeAsync(first);
        await _host.StartRuntimeAsync();
        var asked = _asked.Count;
        await UntilAsync(() => _asked.Count > asked + 2);

        Assert.Single(_host.Instances);
        var cursor = Assert.Single(origins).Cursor!;
        Assert.Contains("v1", JsonDocument.Parse(cursor.Value).RootElement.GetProperty("validator").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Killed when the event was on its way to the cluster, or when the cluster's answer was.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_runtime_that_dies_between_answer_and_commit_loses_nothing_and_repeats_nothing(bool isWritten)
    {
        await AnswerAsync(context => context.Response.WriteAsync("""{"items":[{"id":1},{"id":2},{"id":3}]}"""));
        var reached = new TaskCompletionSource();
        Func<object, CancellationToken, Task> hang = async (request, cancellation) =>
        {
            if (request is not CreateInstance { DeduplicationKey: { } key } || !key.EndsWith("/2", StringComparison.Ordinal))
                return;
            reached.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        };
        if (isWritten)
            _host.Cluster.After = hang;
        else
            _host.Cluster.Before = hang;
        var first = await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(
            [.. Settings(), ("itemsExpression", "=body.items"), ("itemIdExpression", "=item.id"), ("resultExpression", "={id: item.id}")]));
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isWritten ? 2 : 1, _host.Instances.Count);
        await _host.StopRuntimeAsync(first);

        (_host.Cluster.Before, _host.Cluster.After) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
        await _host.StartRuntimeAsync();
        await UntilAsync(() => _host.Instances.Count is 3 && _asked.Count > 3);

        Assert.Equal([1, 2, 3], _host.Instances.Select(instance => instance.Variables["id"].GetInt32()));
    }

    [Fact]
    public async Task Two_runtimes_on_one_cluster_never_ask_twice_and_the_second_takes_over()
    {
        var (running, most, count) = (0, 0, 0);
        await AnswerAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await context.Response.WriteAsync($"{{\"n\":{Interlocked.Increment(ref count)}}}");
            Interlocked.Decrement(ref running);
        });
        var first = await _host.StartRuntimeAsync();
        var second = await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start([.. Settings(), ("resultExpression", "={n: body.n}")]));
        await UntilAsync(() => _asked.Count > 5);

        Assert.Equal([InboundState.Active, InboundState.Standby], new[] { first.Status.State, second.Status.State }.Order());
        var owner = first.Status.State is InboundState.Active ? first : second;
        await _host.StopRuntimeAsync(owner);
        var asked = _asked.Count;
        await UntilAsync(() => _asked.Count > asked + 3);

        Assert.Equal(1, most);
        Assert.Equal(InboundState.Active, _host.Runtime.Status.State);
        Assert.Equal(_host.Instances.Select(instance => instance.Variables["n"].GetInt32()).Order().Distinct().Count(), _host.Instances.Count);
    }

    [Fact]
    public async Task What_no_condition_takes_is_passed_over_and_not_put_aside()
    {
        await AnswerAsync(context => context.Response.WriteAsync("""{"items":[{"id":1,"state":"new"},{"id":2,"state":"old"}]}"""));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(
            [.. Settings(), ("itemsExpression", "=body.items"), ("itemIdExpression", "=item.id"), ("activationCondition", "=item.state = \"new\"")]));
        await UntilAsync(() => _asked.Count > 3);

        Assert.Single(_host.Instances);
        Assert.Empty(await _host.Cluster.Inbox!.FindKeptAsync(new FindKept(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_source_that_fails_is_asked_less_and_less_often_and_says_so_until_it_is_back()
    {
        var status = 500;
        var times = new List<DateTimeOffset>();
        await AnswerAsync(context =>
        {
            times.Add(_host.Time.GetUtcNow());
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(Settings()));
        await UntilAsync(() => times.Count is 6);

        Assert.Equal(InboundState.Down, _host.Runtime.Status.State);
        Assert.Contains("Internal Server Error", _host.Runtime.Status.Reason, StringComparison.Ordinal);
        var pauses = times.Zip(times.Skip(1), (one, next) => next - one).ToList();
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.Second > pair.First, string.Join(" ", pauses)));
        Assert.Empty(_host.Instances);

        status = 200;
        await UntilAsync(() => _host.Runtime.Status.State is InboundState.Active);
        Assert.Single(_host.Instances);
    }

    [Fact]
    public async Task A_source_that_names_a_time_is_not_asked_before()
    {
        await AnswerAsync(context =>
        {
            context.Response.StatusCode = _asked.Count is 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "300";
            return Task.CompletedTask;
        });
        await _host.StartRuntimeAsync(("Connections:Defaults:Failures", "1000"));
        await _host.DeployAsync(PollHost.Start(Settings()));
        await UntilAsync(() => _asked.Count is 1);
        var begin = _host.Time.GetUtcNow();
        await UntilAsync(() => _asked.Count is 2);
        Assert.InRange(_host.Time.GetUtcNow() - begin, TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(330));
        begin = _host.Time.GetUtcNow();
        await UntilAsync(() => _asked.Count is 3);
        Assert.InRange(_host.Time.GetUtcNow() - begin, TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(330));
    }

    [Fact]
    public async Task Settings_that_cannot_work_are_refused_with_a_reason_before_anything_is_asked()
    {
        await AnswerAsync(context => Task.CompletedTask);
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(("url", "ftp://127.0.0.1/")));

        Assert.Equal(InboundState.FailedToActivate, _host.Runtime.Status.State);
        Assert.Contains("url", _host.Runtime.Status.Reason, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_secret_of_the_settings_is_sent_and_never_shown()
    {
        var sent = "";
        await AnswerAsync(context =>
        {
            sent = context.Request.Headers.Authorization.ToString();
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync(sent);
        });
        await _host.StartRuntimeAsync(("Secrets:Values:SHOP", "s3cret-token"));
        await _host.DeployAsync(PollHost.Start(
            [.. Settings(), ("authentication.type", "bearer"), ("authentication.token", "{{secrets.SHOP}}")]));
        await UntilAsync(() => _host.Runtime.Status.State is InboundState.Down);

        Assert.Equal("Bearer s3cret-token", sent);
        var runtime = _host.Runtime;
        Assert.DoesNotContain(
            "s3cret-token", runtime.Status.Reason + runtime.Log.Text + string.Concat(runtime.Status.Activities.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_gone_is_not_asked_for_any_more()
    {
        await AnswerAsync(context => context.Response.WriteAsync("{}"));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(Settings()));
        await UntilAsync(() => _asked.Count > 1);
        await _host.DeployAsync(PollHost.Start(("inbound.type", "nobody:here:1")));
        await UntilAsync(() => _host.Runtime.Get<Runtime.Polling.Pollers>() is { Questions.Count: 0, Looks.Count: 0 });

        var asked = _asked.Count;
        await _host.AdvanceAsync(TimeSpan.FromMinutes(1), Step);
        Assert.Equal(asked, _asked.Count);
    }

    private (string, string)[] Settings() => [("url", $"{_peer.Url}/"), ("httpRequestInterval", "PT10S"), ("readTimeoutInSeconds", "0"), ("connectionTimeoutInSeconds", "0")];

    private async Task AnswerAsync(Func<HttpContext, Task> answer)
    {
        _answer = answer;
        _peer = await HttpPeer.StartAsync(context =>
        {
            lock (_asked)
                _asked.Add($"{context.Request.Path}{context.Request.QueryString}");
            return _answer(context);
        });
    }

    private List<InboundOrigin> OriginsSeen()
    {
        var origins = new List<InboundOrigin>();
        _host.Cluster.Before = (request, _) =>
        {
            if (request is CreateInstance { Origin: { } origin })
                origins.Add(origin);
            return Task.CompletedTask;
        };
        return origins;
    }

    private Task UntilAsync(Func<bool> condition) => _host.AdvanceUntilAsync(Step, condition);
}
