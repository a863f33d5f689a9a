using System.Diagnostics.Metrics;
using System.Net;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>What all senders together can take, and what one alone can hold. Accounted bytes are looked at, not the memory of the process.</summary>
public sealed class LoadTests
{
    private const int Senders = 100;
    private const int Budget = 1_000_000;

    [Fact]
    public async Task Half_sent_bodies_hold_no_more_than_the_budget_and_who_finds_no_room_is_told_to_come_again()
    {
        await using var host = await WebhookHost.StartAsync(
            ("Webhooks:BytesInFlightAtMost", $"{Budget}"), ("Webhooks:BodyBytesAtMost", "300000"), ("Webhooks:ReadTimeout", "00:10:00"));
        await host.DeployAsync("process");
        var senders = new List<RawSender>();
        var most = 0L;
        for (var i = 0; i < Senders; i++)
        {
            var sender = host.Connect();
            senders.Add(sender);
            await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n");
            await sender.SendAsync(new byte[100_000]);
            most = Math.Max(most, host.Load.Bytes);
        }

        // Each of the others holds what it needs for the half that is here: 128 KiB, and what it grows by.
        await Wait.UntilAsync(() => senders.Count(sender => sender.IsAnswered) >= Senders - (Budget / 100_000));
        most = Math.Max(most, host.Load.Bytes);
        var refused = await senders.First(sender => sender.IsAnswered).ReadAsync();

        Assert.InRange(most, 100_000, Budget);
        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1", refused, StringComparison.Ordinal);
        senders.ForEach(sender => sender.Dispose());
        await Wait.UntilAsync(() => host.Load.Bytes is 0);
        Assert.Empty(host.Cluster.Log);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task A_sender_that_announces_much_and_sends_little_holds_little()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:ReadTimeout", "00:10:00"));
        await host.DeployAsync("process");
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{");
        await Wait.UntilAsync(() => host.Load.Bytes > 0);

        Assert.InRange(host.Load.Bytes, 1, 16 * 1024);
        Assert.Equal(0, host.Load.Requests);
    }

    [Fact]
    public async Task A_length_over_the_limit_is_refused_before_anything_is_sent()
    {
        await using var host = await WebhookHost.StartingAsync();
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(413, await sender.StatusAsync());
    }

    [Fact]
    public async Task A_sender_that_hangs_up_before_the_end_starts_nothing_and_leaves_nothing()
    {
        await using var host = await WebhookHost.StartingAsync();
        using (var sender = host.Connect())
        {
            await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{}");
            await Wait.UntilAsync(() => host.Load.Bytes > 0);
        }

        await Wait.UntilAsync(() => host.Load.Bytes is 0);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task What_comes_behind_the_announced_length_is_no_part_of_the_body()
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={body: request.body}"));
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]GARBAGE\r\n\r\n");

        Assert.Equal("""{"body":[]}""", RecordingCluster.Text((await host.Cluster.NextAsync<CreateInstance>()).Variables));
        Assert.Equal(200, await sender.StatusAsync());
    }

    [Fact]
    public async Task A_request_with_two_lengths_is_no_request()
    {
        await using var host = await WebhookHost.StartingAsync();
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}");

        Assert.Equal(400, await sender.StatusAsync());
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task Pieces_without_an_end_are_cut_off_at_the_limit()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:BodyBytesAtMost", "50000"));
        await host.DeployAsync("process");
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 8; i++)
            await sender.SendAsync($"2000\r\n{new string(' ', 0x2000)}\r\n");

        Assert.Equal(413, await sender.StatusAsync());
        Assert.Equal(0, host.Load.Bytes);
    }

    [Fact]
    public async Task Pieces_that_stop_coming_are_given_up()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:ReadTimeout", "00:00:01"));
        await host.DeployAsync("process");
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");

        Assert.Equal(408, await sender.StatusAsync());
        Assert.Equal((0L, 0), (host.Load.Bytes, host.Load.Requests));
    }

    [Fact]
    public async Task Headers_without_an_end_are_refused()
    {
        await using var host = await WebhookHost.StartingAsync();
        using var sender = host.Connect();

        await sender.SendAsync($"POST /inbound/order HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 40_000)}\r\n\r\n");

        Assert.Equal(431, await sender.StatusAsync());
    }

    [Fact]
    public async Task A_path_gets_as_many_places_as_are_free_and_leaves_room_for_others()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:RequestsAtMost", "4"));
        await host.DeployAsync("process");
        await host.DeployAsync("other", ("inbound.context", "other"));
        var gate = new TaskCompletionSource();
        host.Cluster.Until = command => command is CreateInstance ? gate.Task : Task.CompletedTask;
        using var refusals = new Refusals(host.Meters);

        var working = new[] { host.PostAsync("{}"), host.PostAsync("{}") };
        await Wait.UntilAsync(() => host.Load.Requests is 2);
        var third = await host.PostAsync("{}");
        var elsewhere = host.SendAsync(HttpMethod.Post, "/inbound/other");
        await Wait.UntilAsync(() => host.Load.Requests is 3);
        gate.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (third.Status, third.Headers["Retry-After"]));
        Assert.All(await Task.WhenAll([.. working, elsewhere]), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(3, host.Cluster.Log.OfType<CreateInstance>().Count());
        Assert.Equal(0, host.Load.Requests);
        Assert.Equal(["requests-of-path"], refusals.Reasons);
    }

    [Fact]
    public async Task When_all_places_are_taken_the_next_is_sent_away_before_its_body_is_read()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:RequestsAtMost", "1"));
        await host.DeployAsync("process");
        await host.DeployAsync("other", ("inbound.context", "other"));
        var gate = new TaskCompletionSource();
        host.Cluster.Until = command => command is CreateInstance ? gate.Task : Task.CompletedTask;
        var working = host.PostAsync("{}");
        await Wait.UntilAsync(() => host.Load.Requests is 1);
        using var sender = host.Connect();

        await sender.SendAsync("POST /inbound/other HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");

        Assert.Equal(503, await sender.StatusAsync());
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await working).Status);
    }

    /// <summary>Reasons of refusals since it was made.</summary>
    private sealed class Refusals : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Refusals(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is "fairlead.webhooks.refused" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Reasons.Add((string)tags[0].Value!));
            _listener.Start();
        }

        public List<string> Reasons { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
