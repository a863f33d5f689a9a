using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Kafka.Tests;

/// <summary>The same against Apache Kafka: an old one, the only one that is to be had here.</summary>
public sealed class RealKafkaTests(RealKafkaTests.Broker broker) : IClassFixture<RealKafkaTests.Broker>
{
    private readonly Kept _kept = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Properties => string.Join(", ", KafkaServer.ClientProperties.Select(property => $"\"{property.Key}\": \"{property.Value}\""));

    [Fact]
    public async Task Records_go_out_and_come_in_over_a_kill_of_the_broker_and_with_partitions_that_are_added()
    {
        const string topic = "real";
        const string Noticed = $"{topic} has new partitions: ";
        await broker.Server.SetPartitionsAsync(topic, 2, isNew: true, Cancellation);
        using var produce = new Produce(broker.Server.Bootstrap);
        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic));
        await subscription.UntilUpAsync();
        Assert.Equal([0, 1, 2], await WriteAsync(produce, topic, "a", 3));
        await subscription.UntilAsync(3);

        await broker.Server.SetPartitionsAsync(topic, 4, isNew: false, Cancellation);
        await broker.Server.KillAsync();
        await Until.TrueAsync("it is down", () => subscription.Health.Contains("does not answer", StringComparison.Ordinal), Cancellation);
        await broker.Server.StartAgainAsync(Cancellation);
        await Until.TrueAsync("it has noticed the new partitions", () => subscription.Details.GetValueOrDefault("partitions") is "4", Cancellation);
        // A client that knows of them.
        using var later = new Produce(broker.Server.Bootstrap);
        for (var number = 0; number < 12; number++)
            await WriteAsync(later, topic, $"k{number}", 1);
        await subscription.UntilAsync(15);
        await subscription.UntilUpAsync();

        Assert.Equal(0, _kept.Repetitions);
        Assert.Contains(_kept.Events, happened => happened.Part is $"{topic}-2" or $"{topic}-3");
        // At once, or one after the other: the broker tells of them as it makes them.
        Assert.Equal(["2", "3"], subscription.Lines
            .Where(line => line.StartsWith(Noticed, StringComparison.Ordinal))
            .SelectMany(line => line[Noticed.Length..].TrimEnd('.').Split(", "))
            .Order(StringComparer.Ordinal));
    }

    private string Settings(string topic) =>
        $$"""{"topic": {"bootstrapServers": "{{broker.Server.Bootstrap}}", "topicName": "{{topic}}"}, "autoOffsetReset": "latest", "additionalProperties": { {{Properties}} } }""";

    private static async Task<IReadOnlyList<long>> WriteAsync(Produce produce, string topic, string key, int count)
    {
        var offsets = new List<long>();
        for (var number = 0; number < count; number++)
        {
            var run = await produce.RunAsync(
                topic,
                $$""" "message": {"key": "{{key}}", "value": {"n": {{number}} } }, "additionalProperties": { {{Properties}}, "enable.idempotence": false, "acks": "all" } """);
            Assert.True(run.Succeeded, $"{run.Failure}");
            offsets.Add(run.Output.GetProperty("offset").GetInt64());
        }

        return offsets;
    }

    public sealed class Broker : IAsyncLifetime
    {
        internal KafkaServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await KafkaServer.StartAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
