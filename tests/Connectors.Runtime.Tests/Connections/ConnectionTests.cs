using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Tests.Connections;

/// <summary>Who may call a system now, and when the others may.</summary>
public sealed class ConnectionTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_circuit_opens_after_failures_lets_one_try_and_stays_open_longer_each_time()
    {
        using var connection = new Connection("host:80", Breaking(), _time);
        for (var request = 0; request < 4; request++)
            await SendAsync(connection, fails: true);
        Assert.Equal(ConnectionCircuit.Open, connection.Status().Circuit);

        foreach (var seconds in new[] { 10, 20, 40, 60, 60 })
        {
            var parked = await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false));
            Assert.InRange(parked.Pause.TotalSeconds, seconds, seconds + 0.2);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(ConnectionCircuit.HalfOpen, connection.Status().Circuit);
            await SendAsync(connection, fails: true);
        }

        _time.Advance(TimeSpan.FromSeconds(60));
        await SendAsync(connection, fails: false);
        Assert.Equal((ConnectionCircuit.Closed, null), (connection.Status().Circuit, connection.Status().CircuitSince));
    }

    [Fact]
    public async Task While_one_tries_the_others_are_sent_away()
    {
        using var connection = new Connection("host:80", Breaking(), _time);
        for (var request = 0; request < 4; request++)
            await SendAsync(connection, fails: true);
        _time.Advance(TimeSpan.FromSeconds(10));
        var answer = new TaskCompletionSource<bool>();
        using var probe = await connection.EnterAsync(share: null, mayPark: true, Cancellation);
        var probing = connection.TrySendAsync(() => new ValueTask<bool>(answer.Task)).AsTask();

        await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false));

        answer.SetResult(false);
        Assert.True(await probing);
        await SendAsync(connection, fails: false);
    }

    [Fact]
    public async Task Those_who_wait_for_a_circuit_do_not_come_back_at_once()
    {
        using var connection = new Connection("host:80", Breaking(), _time);
        for (var request = 0; request < 4; request++)
            await SendAsync(connection, fails: true);

        var pauses = new List<double>();
        for (var job = 0; job < 1_000; job++)
            pauses.Add((await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false))).Pause.TotalSeconds);

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(1_000, pauses.Distinct().Count());
        Assert.InRange(pauses[0], 10, 10.1);
        Assert.Equal(1_000, connection.Status().Parked);
    }

    [Fact]
    public async Task What_the_other_side_asks_for_is_obeyed_by_all_and_not_for_ever()
    {
        using var connection = new Connection("host:80", new ConnectionOptions { RetryAfterAtMost = TimeSpan.FromMinutes(1) }, _time);

        connection.RetryAfter(TimeSpan.FromDays(100));

        var parked = await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false));
        Assert.InRange(parked.Pause.TotalSeconds, 60, 60.1);
        _time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(connection, fails: false);
    }

    [Fact]
    public async Task A_call_that_has_sent_something_waits_where_it_is()
    {
        using var connection = new Connection("host:80", new ConnectionOptions(), _time);
        connection.RetryAfter(TimeSpan.FromSeconds(30));

        var entering = connection.EnterAsync(share: null, mayPark: false, Cancellation).AsTask();
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(30));

        using var use = await entering;
        Assert.Equal(1, connection.Status().InUse);
    }

    [Fact]
    public async Task No_more_calls_at_once_than_a_setting_says_and_the_next_goes_on_when_one_ends()
    {
        using var connection = new Connection("host:80", new ConnectionOptions { CallsAtMost = 2 }, _time);
        var first = await connection.EnterAsync(share: null, mayPark: true, Cancellation);
        using var second = await connection.EnterAsync(share: null, mayPark: true, Cancellation);

        var third = connection.EnterAsync(share: null, mayPark: true, Cancellation).AsTask();
        await Wait.UntilAsync(() => connection.Status().Waiting is 1);
        Assert.False(third.IsCompleted);
        first.Dispose();

        using var entered = await third;
        Assert.Equal(2, connection.Status().InUse);
    }

    [Fact]
    public async Task A_rate_puts_those_that_come_too_soon_one_after_the_other()
    {
        var options = new ConnectionOptions { Requests = 1, Per = TimeSpan.FromMinutes(1), Burst = 2 };
        using var connection = new Connection("host:80", options, _time);
        await SendAsync(connection, fails: false);
        await SendAsync(connection, fails: false);

        var pauses = new List<double>();
        for (var job = 0; job < 3; job++)
            pauses.Add((await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false))).Pause.TotalMinutes);

        Assert.Equal([2, 3, 4], pauses);
        Assert.Equal(0, connection.Status().RequestsLeft);
    }

    [Fact]
    public async Task A_connection_is_closed_by_hand_until_it_is_reset()
    {
        using var connection = new Connection("host:80", new ConnectionOptions(), _time);

        await connection.OpenAsync(Cancellation);
        Assert.Equal(ConnectionCircuit.HeldOpen, connection.Status().Circuit);
        await Assert.ThrowsAsync<CallParkedException>(() => SendAsync(connection, fails: false));
        await connection.ResetAsync(Cancellation);

        await SendAsync(connection, fails: false);
        Assert.Equal(ConnectionCircuit.Closed, connection.Status().Circuit);
    }

    [Theory]
    [InlineData("api.example.com:443", 1)]
    [InlineData("API.example.com:443", 1)]
    [InlineData("api.example.com:80", 2)]
    [InlineData("other.example.com:443", 2)]
    [InlineData("elsewhere:443", 3)]
    [InlineData("orders database", 3)]
    public void The_first_rule_that_is_about_a_connection_counts(string name, int callsAtMost)
    {
        var options = new ConnectionsOptions
        {
            Default = { CallsAtMost = 3 },
            Rules =
            {
                new ConnectionRule { Hosts = { "api.example.com:443" }, CallsAtMost = 1 },
                new ConnectionRule { Hosts = { "*.example.com" }, CallsAtMost = 2 },
            },
        };

        Assert.Equal(callsAtMost, options.For(name).CallsAtMost);
    }

    private static ConnectionOptions Breaking() => new()
    {
        BreakAtFailureRatio = 0.5,
        BreakAtLeastRequests = 4,
        BreakFor = TimeSpan.FromSeconds(10),
        BreakForAtMost = TimeSpan.FromMinutes(1),
    };

    private static async Task SendAsync(Connection connection, bool fails)
    {
        using var use = await connection.EnterAsync(share: null, mayPark: true, Cancellation);
        if (!await connection.TrySendAsync(() => new ValueTask<bool>(fails)))
            throw connection.Park();
    }
}
