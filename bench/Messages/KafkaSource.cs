using Confluent.Kafka;

namespace Fairlead.Bench.Messages;

/// <summary>
/// The mock cluster of librdkafka in this process, which speaks Kafka's protocol and keeps records in memory: the broker costs little.
/// </summary>
internal sealed class KafkaSource : MessageSource
{
    /// <summary>Of a topic that the mock cluster makes by itself.</summary>
    private const int Partitions = 4;

    private IAdminClient? _admin;
    private string _bootstrap = "";

    public override string Name => "Kafka (mock cluster of librdkafka, acks=all)";

    public override string SenderType => "io.camunda:connector-kafka:1";

    public override Task StartAsync(CancellationToken cancellation)
    {
        var settings = new AdminClientConfig { BootstrapServers = "mock" };
        settings.Set("test.mock.num.brokers", "1");
        _admin = new AdminClientBuilder(settings).SetLogHandler((_, _) => { }).Build();
        var broker = _admin.GetMetadata(TimeSpan.FromSeconds(20)).Brokers[0];
        _bootstrap = $"{broker.Host}:{broker.Port}";
        return Task.CompletedTask;
    }

    /// <summary>A topic is made with the first record.</summary>
    public override Task PrepareAsync(string place, CancellationToken cancellation) => Task.CompletedTask;

    public override Task FillAsync(string place, int messages, CancellationToken cancellation) =>
        SendBareAsync(place, messages, atOnce: 256, cancellation);

    public override IReadOnlyList<(string Name, string Value)> Subscription(string place) =>
    [
        ("inbound.type", "io.camunda:connector-kafka-inbound:1"),
        ("authenticationType", "custom"),
        ("topic.bootstrapServers", _bootstrap),
        ("topic.topicName", place),
        ("autoOffsetReset", "earliest"),
        ("schemaStrategy.type", "noSchema"),
        ("resultExpression", "={id: value.id}"),
    ];

    public override Task ReadBareAsync(string place, int messages, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var settings = new ConsumerConfig
            {
                BootstrapServers = _bootstrap,
                GroupId = $"bare-{place}",
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = true,
                EnableAutoOffsetStore = false,
            };
            using var consumer = new ConsumerBuilder<Ignore, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
            // As the connector does: nobody has to be waited for who might share the topic.
            consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(place, partition, Offset.Beginning)));
            for (var read = 0; read < messages; read++)
                consumer.StoreOffset(consumer.Consume(cancellation));
            consumer.Commit();
            consumer.Close();
        },
        cancellation);

    public override IReadOnlyList<(string Target, string Source)> Sender(string place) =>
    [
        ("topic.bootstrapServers", _bootstrap),
        ("topic.topicName", place),
        ("schemaStrategy.type", "noSchema"),
        ("message.key", "=\"m\" + string(n)"),
        ("message.value", "={id: \"m\" + string(n), item: \"coffee\", quantity: 2}"),
    ];

    public override async Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation)
    {
        var settings = new ProducerConfig { BootstrapServers = _bootstrap, Acks = Acks.All, EnableIdempotence = true };
        using var producer = new ProducerBuilder<string, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        await ForEachAsync(messages, atOnce, (_, number) => producer.ProduceAsync(
            place, new Message<string, byte[]> { Key = $"m{number}", Value = Body(number) }, cancellation));
    }

    public override ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        return ValueTask.CompletedTask;
    }
}
