using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>A source that forgets what it is told to forget: not before that is durable, and nothing else.</summary>
public sealed class PollReceiptTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly PollHost _host = new();
    private readonly SortedDictionary<int, string> _rows = [];
    private readonly List<int> _deleted = [];
    private readonly List<DateTimeOffset> _asked = [];
    private int _closed;
    private bool _refusesDeletes;
    private HttpPeer _peer = null!;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_peer is not null)
            await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Rows_are_removed_when_their_instances_are_there_and_pages_follow_each_other_at_once()
    {
        await OpenAsync(rows: 7);
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(Settings()));
        await _host.AdvanceUntilAsync(Step, () => _deleted.Count is 7 && _asked.Count is 4);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _host.Instances.Select(instance => instance.Variables["id"].GetInt32()));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _deleted);
        // Three pages and an empty one, and nothing until the interval is over.
        Assert.InRange(_asked[3] - _asked[0], TimeSpan.Zero, 5 * Step);
        await _host.AdvanceUntilAsync(Step, () => _asked.Count is 5);
        Assert.InRange(_asked[4] - _asked[3], TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(70));
        await Wait.UntilAsync(() => _closed is 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_runtime_that_dies_in_between_has_removed_nothing_that_is_not_durable_and_applies_nothing_twice(bool isWritten)
    {
        await OpenAsync(rows: 3);
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
        await _host.DeployAsync(PollHost.Start(Settings()));
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_deleted);
        await _host.StopRuntimeAsync(first);

        Assert.Empty(_deleted);
        (_host.Cluster.Before, _host.Cluster.After) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
        await _host.StartRuntimeAsync();
        await _host.AdvanceUntilAsync(Step, () => _deleted.Count is 3);

        Assert.Equal([1, 2, 3], _host.Instances.Select(instance => instance.Variables["id"].GetInt32()));
    }

    [Fact]
    public async Task A_source_that_cannot_be_told_is_down_and_its_rows_are_removed_later_and_not_applied_again()
    {
        await OpenAsync(rows: 2);
        _refusesDeletes = true;
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start(Settings()));
        await _host.AdvanceUntilAsync(Step, () => _host.Runtime.Status.State is InboundState.Down);
        Assert.Equal(2, _host.Instances.Count);

        _refusesDeletes = false;
        await _host.AdvanceUntilAsync(Step, () => _deleted.Count is 2 && _host.Runtime.Status.State is InboundState.Active);
        Assert.Equal(2, _host.Instances.Count);
    }

    [Fact]
    public async Task What_no_condition_takes_stays_and_is_not_asked_for_without_a_pause()
    {
        await OpenAsync(rows: 2);
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Start([.. Settings(), ("activationCondition", "=row.id = 2")]));
        await _host.AdvanceUntilAsync(Step, () => _asked.Count > 4);

        Assert.Equal([2], _deleted);
        Assert.Equal([1], _rows.Keys);
        Assert.True(_asked[^1] - _asked[^2] > TimeSpan.FromSeconds(50), $"{string.Join(' ', _asked)}");
    }

    [Fact]
    public async Task Each_row_goes_to_one_of_those_who_wait()
    {
        await OpenAsync(rows: 2);
        await _host.StartRuntimeAsync();
        await _host.DeployAsync(PollHost.Catch(
            [.. Settings(), ("correlationKeyExpression", "=string(row.id)"), ("processPollingInterval", "PT1S")]));
        var second = await _host.CreateAsync("""{"orderId": "2"}""");
        await _host.AdvanceUntilAsync(Step, () => _deleted.Count is 1);
        var stranger = await _host.CreateAsync("""{"orderId": "7"}""");
        var first = await _host.CreateAsync("""{"orderId": "1"}""");
        await _host.AdvanceUntilAsync(Step, () => _deleted.Count is 2);

        second.ExpectCompleted();
        first.ExpectCompleted();
        stranger.ExpectWaitingAt("catch");
        Assert.Equal([2, 1], _deleted);
    }

    /// <summary>Gives pages of three.</summary>
    private async Task OpenAsync(int rows)
    {
        for (var id = 1; id <= rows; id++)
            _rows[id] = $"{{\"id\":{id}}}";
        _peer = await HttpPeer.StartAsync(context =>
        {
            lock (_rows)
                return AnswerAsync(context);
        });
    }

    private Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "PUT":
                _closed++;
                return Task.CompletedTask;
            case "DELETE" when _refusesDeletes:
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            case "DELETE":
                var id = int.Parse(context.Request.Path.Value!.Split('/')[^1], null);
                if (_rows.Remove(id))
                    _deleted.Add(id);
                return Task.CompletedTask;
            default:
                _asked.Add(_host.Time.GetUtcNow());
                return context.Response.WriteAsync($"[{string.Join(',', _rows.Values.Take(3))}]");
        }
    }

    private (string, string)[] Settings() =>
        [("inbound.type", "test:rows:1"), ("url", $"{_peer.Url}/rows"), ("resultExpression", "={id: row.id}")];
}
