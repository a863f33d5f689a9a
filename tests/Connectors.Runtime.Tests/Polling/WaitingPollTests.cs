using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>Polls for instances that wait: trap 31 of the contract and what goes beyond it.</summary>
public sealed class WaitingPollTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly PollHost _host = new();
    private readonly List<string> _asked = [];
    private HttpPeer _peer = null!;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_peer is not null)
            await _peer.DisposeAsync();
    }

    public static TheoryData<string> Places => ["catch", "receive", "boundary", "beside"];

    [Theory, MemberData(nameof(Places))]
    public async Task Each_instance_is_asked_for_with_its_own_variables_until_it_has_its_event(string place)
    {
        var paid = new HashSet<string>();
        await AnswerAsync(context =>
        {
            var order = context.Request.Path.Value![1..];
            return context.Response.WriteAsync($"{{\"order\":\"{order}\",\"paid\":{(paid.Contains(order) ? "true" : "false")}}}");
        });
        await _host.StartRuntimeAsync();
        (string, string)[] properties =
        [
            ("url", $"=\"{_peer.Url}/\" + orderId"), .. Settings(), ("activationCondition", "=body.paid"),
            ("correlationKeyExpression", "=body.order"),
        ];
        await _host.DeployAsync(place switch
        {
            "catch" => PollHost.Catch(properties),
            "receive" => PollHost.Receive(properties),
            "boundary" => PollHost.Boundary(interrupts: true, properties),
            _ => PollHost.Beside(properties),
        });
        var first = await _host.CreateAsync("""{"orderId":"a"}""");
        var second = await _host.CreateAsync("""{"orderId":"b"}""");
        await UntilAsync(() => _asked.Count(path => path is "/a") > 1 && _asked.Count(path => path is "/b") > 1);
        Assert.Equal("2", _host.Runtime.Status.Details["Process instances"]);
        Assert.All(_host.Instances, instance => Assert.DoesNotContain("polled", instance.Passed));

        lock (_asked)
            paid.Add("b");
        await UntilAsync(() => second.Passed.Contains(place is "catch" or "receive" ? "end" : "polled"));
        var asked = _asked.Count(path => path is "/a");
        await UntilAsync(() => _asked.Count(path => path is "/a") > asked + 3);

        Assert.DoesNotContain("polled", first.Passed);
        Assert.False(first.IsCompleted);
        Assert.InRange(_asked.Count(path => path is "/b") - _asked.IndexOf("/b"), 1, 20);
        Assert.Equal(place is "catch" or "receive" or "boundary", second.IsCompleted);
    }

    [Fact]
    public async Task Where_nobody_can_tell_who_waits_it_is_refused_with_a_way_out()
    {
        await AnswerAsync(context => Task.CompletedTask);
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.BesideAll([("url", $"{_peer.Url}/"), .. Settings(), ("correlationKeyExpression", "=body.order")]));

        Assert.Equal(InboundState.FailedToActivate, _host.Runtime.Status.State);
        Assert.Contains("boundary event", _host.Runtime.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_instances_with_equal_inputs_are_asked_for_once_each_time()
    {
        var isPaid = false;
        var times = new List<DateTimeOffset>();
        await AnswerAsync(context =>
        {
            times.Add(_host.Time.GetUtcNow());
            return context.Response.WriteAsync(isPaid ? """{"paid":true}""" : """{"paid":false}""");
        });
        await _host.DeployAsync(PollHost.Catch(
            [("url", $"{_peer.Url}/"), .. Settings(), ("activationCondition", "=body.paid"), ("correlationKeyExpression", "=\"all\"")]));
        for (var number = 0; number < 50; number++)
            await _host.CreateAsync($$"""{"orderId":"all","number":{{number}}}""");
        await _host.StartRuntimeAsync();
        await UntilAsync(() => times.Count is 5);
        // Each at another time: no answer was asked for twice.
        Assert.Equal(times.Distinct(), times);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(13)));

        isPaid = true;
        await UntilAsync(() => _host.Instances.All(instance => instance.IsCompleted));
        Assert.Equal(6, times.Count);
        await UntilAsync(() => _host.Runtime.Get<Pollers>().Questions.Count is 0);
    }

    [Fact]
    public async Task Each_instance_gets_its_own_item_of_one_answer()
    {
        await AnswerAsync(context => context.Response.WriteAsync(
            """{"orders":[{"id":"a","total":1},{"id":"b","total":2},{"id":"nobody","total":3},{"id":"c","total":4}]}"""));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Catch(
        [
            ("url", $"{_peer.Url}/"), .. Settings(), ("itemsExpression", "=body.orders"), ("itemIdExpression", "=item.id"),
            ("correlationKeyExpression", "=item.id"), ("resultExpression", "={total: item.total}"),
        ]));
        foreach (var order in (string[])["c", "a", "b"])
            await _host.CreateAsync($$"""{"orderId":"{{order}}"}""");
        await UntilAsync(() => _host.Instances.All(instance => instance.IsCompleted));
        Assert.Equal([4, 1, 2], _host.Instances.Select(instance => instance.Variables["total"].GetInt32()));

        // One that comes later is not told that nothing has changed.
        await _host.CreateAsync("""{"orderId":"nobody"}""");
        await UntilAsync(() => _host.Instances[^1].IsCompleted);
        Assert.Equal(3, _host.Instances[^1].Variables["total"].GetInt32());
    }

    [Fact]
    public async Task One_that_comes_later_sees_what_has_not_changed_since()
    {
        var conditions = new List<string>();
        await AnswerAsync(context =>
        {
            var condition = context.Request.Headers.IfNoneMatch.ToString();
            conditions.Add(condition);
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = condition is "\"v1\"" ? 304 : 200;
            return context.Response.StatusCode is 304 ? Task.CompletedTask : context.Response.WriteAsync("""{"order":"b"}""");
        });
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Catch([("url", $"{_peer.Url}/"), .. Settings(), ("correlationKeyExpression", "=body.order")]));
        await _host.CreateAsync("""{"orderId":"a"}""");
        await UntilAsync(() => conditions.Count is 3);
        var later = await _host.CreateAsync("""{"orderId":"b"}""");
        await UntilAsync(() => later.IsCompleted);

        Assert.Equal(["", "\"v1\"", "\"v1\""], conditions.Take(3));
        Assert.Equal("", conditions[3]);
        Assert.False(_host.Instances[0].IsCompleted);
    }

    [Fact]
    public async Task An_instance_that_is_gone_is_not_asked_for_any_more()
    {
        await AnswerAsync(context => context.Response.WriteAsync("{}"));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Catch(
            [("url", $"=\"{_peer.Url}/\" + orderId"), .. Settings(), ("activationCondition", "=false"), ("correlationKeyExpression", "=body.id")]));
        var gone = await _host.CreateAsync("""{"orderId":"a"}""");
        await _host.CreateAsync("""{"orderId":"b"}""");
        await UntilAsync(() => _asked.Count(path => path is "/a") > 1);
        await _host.CancelAsync(gone);
        await UntilAsync(() => _host.Runtime.Get<Pollers>().Questions.Count is 1);

        var (a, b) = (_asked.Count(path => path is "/a"), _asked.Count(path => path is "/b"));
        await UntilAsync(() => _asked.Count(path => path is "/b") > b + 3);
        Assert.Equal(a, _asked.Count(path => path is "/a"));
        Assert.Equal("1", _host.Runtime.Status.Details["Process instances"]);
    }

    [Fact]
    public async Task A_boundary_event_that_does_not_interrupt_gets_one_event_for_each_visit()
    {
        await AnswerAsync(context => context.Response.WriteAsync($"{{\"n\":{_asked.Count}}}"));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Boundary(
            interrupts: false, ("url", $"{_peer.Url}/"), Settings()[0], ("correlationKeyExpression", "=\"a\""), ("resultExpression", "={n: body.n}")));
        var instance = await _host.CreateAsync("""{"orderId":"a"}""");
        await UntilAsync(() => instance.Passed.Contains("polled"));
        await _host.AdvanceAsync(TimeSpan.FromMinutes(2), Step);

        Assert.Single(instance.Passed, "polled");
        Assert.Single(_asked);
        Assert.Equal(["task"], instance.WaitingAt);
    }

    [Fact]
    public async Task One_instance_whose_settings_cannot_be_made_does_not_stop_the_others()
    {
        await AnswerAsync(context => context.Response.WriteAsync("""{"order":"good"}"""));
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Catch([("url", $"=\"{_peer.Url}/\" + orderId"), .. Settings(), ("correlationKeyExpression", "=body.order")]));
        await _host.CreateAsync("""{"orderId":7}""");
        await UntilAsync(() => _host.Runtime.Status.State is InboundState.Down);
        Assert.Contains("url", _host.Runtime.Status.Reason, StringComparison.Ordinal);

        var good = await _host.CreateAsync("""{"orderId":"good"}""");
        await UntilAsync(() => good.IsCompleted);
    }

    [Fact]
    public async Task A_runtime_that_dies_before_the_commit_and_another_together_correlate_once()
    {
        await AnswerAsync(context => context.Response.WriteAsync("""{"order":"a"}"""));
        var reached = new TaskCompletionSource();
        _host.Cluster.After = async (request, cancellation) =>
        {
            if (request is not PublishMessage)
                return;
            reached.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        };
        var first = await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Boundary(
            interrupts: false, ("url", $"{_peer.Url}/"), Settings()[0], ("correlationKeyExpression", "=body.order")));
        var instance = await _host.CreateAsync("""{"orderId":"a"}""");
        await _host.AdvanceUntilAsync(Step, () => false, whileBusy: () => reached.Task.IsCompleted);
        await _host.StopRuntimeAsync(first);
        _host.Cluster.After = (_, _) => Task.CompletedTask;
        await _host.StartRuntimeAsync();
        await UntilAsync(() => _asked.Count is 2);
        await _host.AdvanceAsync(TimeSpan.FromMinutes(1), Step);

        Assert.Single(instance.Passed, "polled");
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Instances_of_an_old_version_are_asked_for_beside_those_of_a_new_one()
    {
        await AnswerAsync(context => context.Response.WriteAsync($"{{\"order\":\"{context.Request.Path.Value![^1]}\"}}"));
        await _host.StartRuntimeAsync();
        foreach (var version in (string[])["old", "new"])
        {
            await _host.DeployAsync(PollHost.Catch(
                [("url", $"=\"{_peer.Url}/{version}/\" + orderId"), .. Settings(), ("correlationKeyExpression", "=body.order")]));
            await _host.CreateAsync($$"""{"orderId":"{{version[0]}}"}""");
        }

        await UntilAsync(() => _host.Instances.All(instance => instance.IsCompleted));
        Assert.Equal(["/new/n", "/old/o"], _asked.Order());
    }

    private static (string, string)[] Settings() =>
        [("httpRequestInterval", "PT10S"), ("processPollingInterval", "PT2S"), ("readTimeoutInSeconds", "0"), ("connectionTimeoutInSeconds", "0")];

    private async Task AnswerAsync(Func<HttpContext, Task> answer) => _peer = await HttpPeer.StartAsync(context =>
    {
        lock (_asked)
        {
            _asked.Add($"{context.Request.Path}");
            return answer(context);
        }
    });

    private Task UntilAsync(Func<bool> condition) => _host.AdvanceUntilAsync(Step, condition);
}
