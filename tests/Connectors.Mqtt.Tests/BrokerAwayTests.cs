using System.Text.Json;

using Fairlead.Connectors.Mqtt.Tests.Support;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Tests.Servers;
using static System.FormattableString;

namespace Fairlead.Connectors.Mqtt.Tests;

/// <summary>What happens when the broker does not answer or is gone; a broker of its own, which keeps sessions on its disk.</summary>
public sealed class BrokerAwayTests(Mosquitto shared)
{
    private readonly Reading _reading = new(shared.Host);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_acknowledgement_that_does_not_come_leaves_the_outcome_unknown_and_the_next_call_works()
    {
        await using var broker = await MosquittoServer.StartAsync(Cancellation);
        Assert.True((await PublishAsync(broker.Port, "1")).TryGetProperty("result", out _));

        broker.Server.Freeze();
        var frozen = await PublishAsync(broker.Port, "2", confirmTimeout: "PT0.5S");
        broker.Server.Thaw();

        Assert.Equal("MQTT_UNCONFIRMED", frozen.GetProperty("failed").GetProperty("code").GetString());
        Assert.Contains(
            "it has not acknowledged the message within 0.5 seconds", frozen.GetProperty("failed").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True((await PublishAsync(broker.Port, "3")).TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task A_broker_that_restarts_is_told_and_its_session_goes_on_where_it_was(string version)
    {
        var process = $"away-{version[0]}";
        await using var broker = await MosquittoServer.StartAsync(Cancellation, persistence: true);
        await _reading.BeginAsync(
            process,
            broker.Port,
            new() { ["resultExpression"] = "={got: payload}", ["messageIdExpression"] = "=rawPayload", ["connection.protocolVersion"] = version },
            expectUp: true,
            Cancellation);
        await SendAsync(broker.Port, process, 0, 20);
        await _reading.StartedAsync(process, "got", 20, Cancellation);
        // What comes now, nobody acknowledges.
        await shared.Host.SuspendAsync(process, Cancellation);

        await broker.Server.StopAsync();
        await Until.TrueAsync("it is down", () => shared.Host.StatusOf(process).State is InboundState.Down, Cancellation);
        await _reading.SaidAsync(process, "cannot be reached: Connection refused", Cancellation);
        await broker.Server.StartAgainAsync(Cancellation);
        await SendAsync(broker.Port, process, 20, 40);
        await shared.Host.ResumeAsync(process, Cancellation);

        Assert.Equal(
            Enumerable.Range(0, 40),
            (await _reading.StartedAsync(process, "got", 40, Cancellation))
                .Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).Order());
        await _reading.UpAsync(process, Cancellation);
        Assert.Equal("resumed", shared.Host.StatusOf(process).Details["session"]);
    }

    [Fact]
    public async Task A_session_that_the_broker_has_forgotten_is_told()
    {
        await using var broker = await MosquittoServer.StartAsync(Cancellation);
        await _reading.BeginAsync("forgotten", broker.Port, [], expectUp: true, Cancellation);

        await broker.Server.KillAsync();
        await broker.Server.StartAgainAsync(Cancellation);

        await _reading.SaidAsync("forgotten", "The broker has forgotten the session", Cancellation);
    }

    private Task<JsonElement> PublishAsync(int port, string payload, string confirmTimeout = "PT20S") => shared.Host.CallAsync(
        "io.fairlead:mqtt:1",
        new()
        {
            ["connection.hostName"] = "127.0.0.1",
            ["connection.port"] = Invariant($"{port}"),
            ["message.topic"] = "away",
            ["message.payload"] = payload,
            ["confirmTimeout"] = confirmTimeout,
        },
        Cancellation);

    private async Task SendAsync(int port, string topic, int from, int to)
    {
        using var client = await shared.ConnectAsync(port: port);
        for (var number = from; number < to; number++)
            await Mosquitto.PublishAsync(client, topic, Invariant($"{number}"), qos: 1);
    }
}
