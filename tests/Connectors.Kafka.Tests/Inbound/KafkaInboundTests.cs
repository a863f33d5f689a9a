using System.Text.Json;
using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Kafka.Tests.Inbound;

/// <summary>Records that come in, from brokers that speak the wire protocol.</summary>
public sealed class KafkaInboundTests(Brokers brokers)
{
    private readonly Kept _kept = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_becomes_an_event_with_a_name_a_place_and_a_time()
    {
        var topic = brokers.CreateTopic(1);
        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, "earliest"));
        await brokers.Mock.ProduceAsync(
            topic, "k-1", """{"total": 12.50}"""u8.ToArray(), 0, ("kind", "order"u8.ToArray()), ("none", null), ("odd", [0xff]), ("traceparent", "00-1-2-03"u8.ToArray()));
        await brokers.Mock.ProduceAsync(topic, """{"id": 7}""", "just text");
        await brokers.Mock.ProduceAsync(topic, "12", (byte[]?)null);
        await brokers.Mock.ProduceAsync(topic, null, [0xc3, 0x28]);

        await subscription.UntilAsync(4);

        Assert.Equal(
            [
                """{"key":"k-1","rawValue":"{\"total\": 12.50}","value":{"total":12.50},"headers":{"kind":"order","none":null,"odd":"/w==","traceparent":"00-1-2-03"}}""",
                """{"key":{"id":7},"rawValue":"just text","value":"just text","headers":{}}""",
                """{"key":"12","rawValue":null,"value":null,"headers":{}}""",
                """{"key":null,"rawValue":"�(","value":"�(","valueBase64":"wyg=","headers":{}}""",
            ],
            _kept.Events.Select(happened => JsonSerializer.Serialize(happened.Variables, ConnectorJson.Options)));
        var first = _kept.Events[0];
        Assert.Equal(($"{topic}-0-0", $"{topic}-0", "1", "00-1-2-03"), (first.Id, first.Part, first.Cursor, first.TraceParent));
        Assert.InRange(first.HappenedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Its_health_has_the_details_of_the_original()
    {
        var topic = brokers.CreateTopic(2);
        await using var subscription = new MemorySubscription(_kept)
            .Start(Settings(topic, "earliest", ""","additionalProperties":{"group.instance.id":"me","max.poll.records":5}"""));

        await subscription.UntilUpAsync();

        Assert.Equal(
            ["group-generation-id=-1", "group-id=kafka-inbound-connector-0123abcd", "group-instance-id=me", "partitions=2", $"topic={topic}"],
            subscription.Details.Select(detail => $"{detail.Key}={detail.Value}").Order());
        Assert.Contains("The property max.poll.records has no meaning here.", subscription.Lines);
    }

    [Fact]
    public async Task It_goes_on_where_it_ended_also_when_it_ended_in_the_middle()
    {
        var topic = brokers.CreateTopic(3);
        for (var number = 0; number < 300; number++)
            await brokers.Mock.ProduceAsync(topic, $"{number}", $"{number}", number % 3);

        for (var round = 1; round <= 5; round++)
        {
            var more = round * 40;
            await using var subscription = new MemorySubscription(_kept)
            {
                BeforeCommit = _ => _kept.Events.Count >= more ? new TaskCompletionSource().Task : Task.CompletedTask,
            }.Start(Settings(topic, "earliest"));
            await subscription.UntilAsync(more);
        }

        await using var last = new MemorySubscription(_kept).Start(Settings(topic, "earliest"));
        await last.UntilAsync(300);

        Assert.Equal(0, _kept.Repetitions);
        foreach (var part in _kept.Events.GroupBy(happened => happened.Part))
            Assert.Equal(Enumerable.Range(1, 100).Select(number => $"{number}"), part.Select(happened => happened.Cursor));
    }

    [Fact]
    public async Task The_group_gets_the_places_and_they_do_not_count_against_ours()
    {
        var topic = brokers.CreateTopic(1);
        var group = $"g-{topic}";
        for (var number = 0; number < 10; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}");
        await using (var subscription = new MemorySubscription(_kept).Start(Settings(topic, "earliest", $",\"groupId\":\"{group}\"")))
        {
            await subscription.UntilAsync(10);
            await Until.TrueAsync("the group has the place", () => brokers.Mock.Committed(group, topic, 1)[0] is 10, Cancellation);
        }

        brokers.Mock.Commit(group, new TopicPartitionOffset(topic, 0, 3));
        await using var again = new MemorySubscription(_kept).Start(Settings(topic, "earliest", $",\"groupId\":\"{group}\""));
        await brokers.Mock.ProduceAsync(topic, null, "10");
        await again.UntilAsync(11);

        Assert.Equal(0, _kept.Repetitions);
    }

    [Fact]
    public async Task Where_no_place_is_kept_the_group_says_where_to_begin()
    {
        var topic = brokers.CreateTopic(2);
        for (var number = 0; number < 10; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}", number % 2);
        brokers.Mock.Commit($"g-{topic}", new TopicPartitionOffset(topic, 0, 4), new TopicPartitionOffset(topic, 1, 3));

        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, "earliest", $",\"groupId\":\"g-{topic}\""));
        await subscription.UntilAsync(3);

        Assert.Equal([$"{topic}-0-4", $"{topic}-1-3", $"{topic}-1-4"], _kept.Events.Select(happened => happened.Id).Order());
    }

    [Theory]
    [InlineData("[2,4]")]
    [InlineData("\"2, 4\"")]
    [InlineData("\"[2,4]\"")]
    public async Task Offsets_of_the_model_come_before_the_group_and_count_for_the_first_start_only(string offsets)
    {
        var topic = brokers.CreateTopic(2);
        for (var number = 0; number < 10; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}", number % 2);
        brokers.Mock.Commit($"g-{topic}", new TopicPartitionOffset(topic, 0, 5), new TopicPartitionOffset(topic, 1, 5));
        var settings = Settings(topic, "latest", $",\"groupId\":\"g-{topic}\",\"offsets\":{offsets}");

        await using (var subscription = new MemorySubscription(_kept).Start(settings))
            await subscription.UntilAsync(4);
        await brokers.Mock.ProduceAsync(topic, null, "more", 0);
        await using var again = new MemorySubscription(_kept).Start(settings);
        await again.UntilAsync(5);

        Assert.Equal([$"{topic}-0-2", $"{topic}-0-3", $"{topic}-0-4", $"{topic}-0-5", $"{topic}-1-4"], _kept.Events.Select(happened => happened.Id).Order());
        Assert.Equal(0, _kept.Repetitions);
    }

    [Fact]
    public async Task What_comes_while_nothing_runs_is_read_afterwards_also_with_latest()
    {
        var topic = brokers.CreateTopic(1);
        await brokers.Mock.ProduceAsync(topic, null, "old");
        await using (var subscription = new MemorySubscription(_kept).Start(Settings(topic, "latest")))
            await subscription.UntilUpAsync();

        await brokers.Mock.ProduceAsync(topic, null, "meanwhile");
        await using var again = new MemorySubscription(_kept).Start(Settings(topic, "latest"));
        await again.UntilAsync(1);

        Assert.Equal("meanwhile", Assert.Single(_kept.Variables).GetProperty("value").GetString());
    }

    [Fact]
    public async Task With_none_and_no_place_it_says_what_is_missing()
    {
        var topic = brokers.CreateTopic(1);
        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, "none"));

        var error = await Assert.ThrowsAsync<ConnectorException>(() => subscription.Running);

        Assert.Equal("KAFKA_NO_OFFSET", error.Code);
        Assert.Contains(topic, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("earliest", 2)]
    [InlineData("latest", 0)]
    public async Task A_place_that_was_deleted_is_passed_over_loudly(string reset, int left)
    {
        var topic = brokers.CreateTopic(1);
        await brokers.Mock.ProduceAsync(topic, null, "0");
        await using (var subscription = new MemorySubscription(_kept).Start(Settings(topic, "earliest")))
            await subscription.UntilAsync(1);
        for (var number = 1; number < 10; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}");
        brokers.Mock.DeleteRecords(topic, 0, before: 8);

        await using var again = new MemorySubscription(_kept).Start(Settings(topic, reset));
        await Until.TrueAsync("it says so", () => again.Lines.Any(line => line.Contains("is gone", StringComparison.Ordinal)), Cancellation);
        await Until.TrueAsync("the new place is kept", () => _kept.Cursor($"{topic}-0") is "8" or "10", Cancellation);
        await brokers.Mock.ProduceAsync(topic, null, "10");
        await again.UntilAsync(1 + left + 1);

        Assert.Contains("The place 1 of partition 0", Assert.Single(again.Lines), StringComparison.Ordinal);
        Assert.Contains("7 records were deleted before they were read", Assert.Single(again.Lines), StringComparison.Ordinal);
        Assert.Equal("10", _kept.Variables[^1].GetProperty("rawValue").GetString());
        Assert.Equal(1 + left + 1, _kept.Events.Count);
    }

    [Fact]
    public async Task A_partition_that_waits_does_not_hold_up_the_others()
    {
        var topic = brokers.CreateTopic(2);
        for (var number = 0; number < 1_500; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}", 0);
        var gate = new TaskCompletionSource();
        await using var subscription = new MemorySubscription(_kept)
        {
            BeforeCommit = happened => happened.Part.EndsWith("-0", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask,
        }.Start(Settings(topic, "earliest"));
        await subscription.UntilUpAsync();

        for (var number = 0; number < 20; number++)
            await brokers.Mock.ProduceAsync(topic, null, $"{number}", 1);
        await subscription.UntilAsync(20);
        gate.SetResult();
        await subscription.UntilAsync(1_520);

        Assert.Equal(0, _kept.Repetitions);
        Assert.Equal(
            Enumerable.Range(1, 1_500).Select(number => $"{number}"),
            _kept.Events.Where(happened => happened.Part == $"{topic}-0").Select(happened => happened.Cursor));
    }

    [Fact]
    public async Task Brokers_that_go_away_are_reported_and_read_again_when_they_are_back()
    {
        using var cluster = new MockCluster(brokers: 1);
        cluster.CreateTopic("away", 1);
        await using var subscription = new MemorySubscription(_kept).Start(Settings("away", "earliest", bootstrap: cluster.Bootstrap));
        await subscription.UntilUpAsync();

        cluster.SetDown(1);
        await Until.TrueAsync("it is down", () => subscription.Health.Contains("does not answer", StringComparison.Ordinal), Cancellation);
        cluster.SetUp(1);
        await subscription.UntilUpAsync();
        await cluster.ProduceAsync("away", null, "back");
        await subscription.UntilAsync(1);
    }

    [Fact]
    public async Task Brokers_that_the_cluster_names_are_judged_before_a_record_is_read()
    {
        using var cluster = new MockCluster(brokers: 2);
        cluster.CreateTopic("inside", 1);
        await using var subscription = new MemorySubscription(_kept) { Denied = [cluster.Broker(2)] }
            .Start(Settings("inside", "earliest", bootstrap: cluster.Broker(1)));

        Assert.Equal("NETWORK_DENIED", (await Assert.ThrowsAsync<ConnectorException>(() => subscription.Running)).Code);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_named()
    {
        await using var subscription = new MemorySubscription(_kept).Start(Settings("nowhere", "earliest", bootstrap: "127.0.0.1:1"));

        Assert.Contains("127.0.0.1:1", (await Assert.ThrowsAsync<ConnectorException>(() => subscription.Running)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"offsets\":\"a\"", "offsets")]
    [InlineData("\"schemaStrategy\":{\"type\":\"inlineSchema\",\"schema\":\"[\"}", "schemaStrategy.schema")]
    [InlineData("\"schemaStrategy\":{\"type\":\"schemaRegistry\",\"schemaRegistryUrl\":\"nowhere\"}", "schemaStrategy.schemaRegistryUrl")]
    [InlineData("\"autoOffsetReset\":\"sometimes\"", "autoOffsetReset")]
    [InlineData("\"additionalProperties\":{\"auto.offset.reset\":\"by_duration:PT1H\"}", "auto.offset.reset")]
    [InlineData("\"authentication\":{\"username\":\"ada\"}", "authentication.password")]
    public void Settings_that_cannot_be_used_are_refused_before_the_start(string setting, string said) => Assert.Contains(
        said,
        Assert.Throws<ConnectorInputException>(() => new MemorySubscription(_kept).Start(
            $$"""{"topic":{"bootstrapServers":"b","topicName":"t"},{{setting}}}""")).Message,
        StringComparison.Ordinal);

    private string Settings(string topic, string reset, string more = "", string? bootstrap = null) =>
        $$"""{"topic":{"bootstrapServers":"{{bootstrap ?? brokers.Mock.Bootstrap}}","topicName":"{{topic}}"},"autoOffsetReset":"{{reset}}"{{more}}}""";
}
