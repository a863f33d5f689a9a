using System.Text;
using System.Text.Json;

using Fairlead.Connectors.RabbitMq.Tests.Support;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using static System.FormattableString;

namespace Fairlead.Connectors.RabbitMq.Tests;

/// <summary>What happens when the broker does not answer, takes nothing, or is gone. Alone, because it is the broker of all tests.</summary>
[Collection(nameof(BrokerAwayTests))]
[CollectionDefinition(nameof(BrokerAwayTests), DisableParallelization = true)]
public sealed class BrokerAwayTests(Rabbit rabbit)
{
    private const string Type = "io.camunda:connector-rabbitmq:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_confirm_that_does_not_come_leaves_the_outcome_unknown_and_the_next_call_works()
    {
        await rabbit.DeclareAsync("away-frozen");
        Assert.True((await PublishAsync("away-frozen", "1")).TryGetProperty("result", out _));

        rabbit.Server.Server.Freeze();
        JsonElement frozen;
        try
        {
            frozen = await PublishAsync("away-frozen", "2", confirmTimeout: "PT0.5S");
        }
        finally
        {
            rabbit.Server.Server.Thaw();
        }

        var failed = frozen.GetProperty("failed");
        Assert.Equal("RABBITMQ_UNCONFIRMED", failed.GetProperty("code").GetString());
        Assert.Contains("it has not confirmed the message within 0.5 seconds", failed.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True((await PublishAsync("away-frozen", "3")).TryGetProperty("result", out _));

        // It had arrived all the same: that is why nobody may say that it had not.
        var bodies = new List<string>();
        while (await rabbit.TakeAsync("away-frozen") is { } message)
        {
            bodies.Add(Encoding.UTF8.GetString(message.Body.Span));
            Assert.False(message.BasicProperties.IsHeadersPresent() && message.BasicProperties.Headers!.Count > 0);
        }

        Assert.Equal(["1", "2", "3"], bodies.Order());
    }

    [Fact]
    public async Task A_broker_that_restarts_is_told_read_again_and_nothing_is_lost_or_done_twice()
    {
        await rabbit.DeclareAsync("away-restart");
        await rabbit.Host.DeployAsync(
            CamundaDiagram.Of("away-restart", new CamundaElement
            {
                Kind = CamundaKind.StartEvent,
                Id = "received",
                Properties =
                {
                    ["inbound.type"] = "io.camunda:connector-rabbitmq-inbound:1",
                    ["authentication.authType"] = "uri",
                    ["authentication.uri"] = rabbit.Server.Uri,
                    ["queueName"] = "away-restart",
                    ["resultExpression"] = "={got: message.body}",
                },
            }),
            Cancellation);
        for (var number = 0; number < 20; number++)
            await PublishAsync("away-restart", Invariant($"{number}"));
        await StartedAsync("away-restart", 20);

        await rabbit.Server.Server.KillAsync();
        await Until.TrueAsync("it is down", () => rabbit.Host.StatusOf("away-restart").State is InboundState.Down, Cancellation);
        var away = await PublishAsync("away-restart", "lost?");
        await SaidAsync("away-restart", "is not read: the connection was lost");
        await SaidAsync("away-restart", "cannot be reached: Connection refused");
        await rabbit.Server.Server.StartAgainAsync(Cancellation);
        await rabbit.ReconnectAsync();
        for (var number = 20; number < 40; number++)
            await PublishAsync("away-restart", Invariant($"{number}"));

        Assert.Equal("RABBITMQ_UNREACHABLE", away.GetProperty("failed").GetProperty("code").GetString());
        Assert.Equal(
            Enumerable.Range(0, 40),
            (await StartedAsync("away-restart", 40)).Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal(InboundState.Active, rabbit.Host.StatusOf("away-restart").State);
        Assert.Equal(0U, (await rabbit.CountAsync("away-restart")).Messages);
    }

    [Fact]
    public async Task A_broker_without_room_takes_nothing_and_says_why()
    {
        await rabbit.DeclareAsync("away-alarm");
        await rabbit.Server.SetMemoryAsync("0.000001", Cancellation);
        try
        {
            // The broker tells a connection when that publishes: the first message is held up, the next ones are not sent.
            var calls = new List<string>();
            await Until.TrueAsync(
                "the broker is known to take nothing",
                async _ =>
                {
                    var call = await PublishAsync("away-alarm", "1", confirmTimeout: "PT0.5S");
                    calls.Add(call.TryGetProperty("failed", out var failed) ? failed.GetProperty("message").GetString()! : "taken");
                    return calls[^1].Contains("[RABBITMQ_BLOCKED]", StringComparison.Ordinal);
                },
                Cancellation,
                () => string.Join('\n', calls));

            Assert.Contains("takes no messages at the moment: low on memory", calls[^1], StringComparison.Ordinal);
            Assert.Contains("within 0.5 seconds, because it takes none at the moment (low on memory)", calls[^2], StringComparison.Ordinal);
        }
        finally
        {
            await rabbit.Server.SetMemoryAsync("0.6", Cancellation);
        }

        await Until.TrueAsync(
            "the broker takes messages again", async _ => (await PublishAsync("away-alarm", "3")).TryGetProperty("result", out var _), Cancellation);
    }

    private Task SaidAsync(string process, string sentence) => Until.TrueAsync(
        $"it says: {sentence}",
        () => rabbit.Host.StatusOf(process).Activities.Entries.Any(entry => entry.Message.Contains(sentence, StringComparison.Ordinal)),
        Cancellation);

    private Task<JsonElement> PublishAsync(string queue, string body, string confirmTimeout = "PT20S") => rabbit.Host.CallAsync(
        Type,
        new()
        {
            ["authentication.authType"] = "uri",
            ["authentication.uri"] = rabbit.Server.Uri,
            ["routing.exchange"] = "",
            ["routing.routingKey"] = queue,
            ["message.body"] = $"=\"{body}\"",
            ["confirmTimeout"] = confirmTimeout,
        },
        Cancellation);

    private async Task<IReadOnlyList<string>> StartedAsync(string process, int count)
    {
        IReadOnlyList<string> values = [];
        await Until.TrueAsync(
            $"{count} instances of {process} were started",
            async token => (values = await rabbit.Host.ValuesAsync(process, "got", token)).Count >= count,
            Cancellation,
            () => $"There are {values.Count}; {rabbit.Host.StatusOf(process).Reason}");
        return values;
    }
}
