using Confluent.Kafka;
using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;
using static System.FormattableString;

namespace Fairlead.Faults.Kafka;

/// <summary>One topic of three partitions. A message has its number as key, which the model takes for its identity.</summary>
internal sealed class KafkaTopicSource : MessageSource
{
    private const int AttemptsAtMost = 500;

    private static readonly TimeSpan AnswerAtMost = TimeSpan.FromSeconds(10);

    private readonly KafkaServer _server;
    private readonly string _topic;
    private readonly IProducer<string, string> _producer;
    private readonly IConsumer<string, string> _group;
    private readonly IReadOnlyList<TopicPartition> _partitions;

    private KafkaTopicSource(KafkaServer server, string topic)
    {
        (_server, _topic) = (server, topic);
        _producer = new ProducerBuilder<string, string>(Client(("acks", "all"), ("linger.ms", "1"), ("message.timeout.ms", "120000")))
            .SetLogHandler((_, _) => { })
            .Build();
        _group = new ConsumerBuilder<string, string>(Client(("group.id", topic))).SetLogHandler((_, _) => { }).Build();
        _partitions = [.. PartitionsOf(_producer.Handle, topic, server).Select(partition => new TopicPartition(topic, partition))];
    }

    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.camunda:connector-kafka-inbound:1",
        ["authenticationType"] = "custom",
        ["topic.bootstrapServers"] = _server.Bootstrap,
        ["topic.topicName"] = _topic,
        ["groupId"] = _topic,
        ["additionalProperties"] =
            $"={{{string.Join(", ", KafkaServer.ClientProperties.Select(property => $"\"{property.Key}\": \"{property.Value}\""))}}}",
        ["autoOffsetReset"] = "earliest",
        ["schemaStrategy.type"] = "noSchema",
        ["messageIdExpression"] = "=key",
        ["resultExpression"] = "=if value.number = null then \"none\" else {number: value.number}",
    };

    public override string PoisonCode => "RESULT_NOT_AN_OBJECT";

    public static KafkaTopicSource Open(KafkaServer server, string topic) => new(server, topic);

    public override Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation) => Task.WhenAll(numbers.Select(number =>
        ProduceAsync(Invariant($"{number}"), Invariant($$"""{"number": {{number}} }"""), cancellation)));

    public override Task PublishPoisonAsync(CancellationToken cancellation) => ProduceAsync("poison", "no number", cancellation);

    public override string Repaired(int number) =>
        Invariant($$"""{"key": "{{number}}", "rawValue": "", "value": {"number": {{number}} }, "headers": {} }""");

    public override Task<bool> IsSettledAsync(CancellationToken cancellation) => Task.FromResult(_group.Committed(_partitions, AnswerAtMost)
        .All(place => place.Offset.Value == End(place.TopicPartition) || (place.Offset.IsSpecial && End(place.TopicPartition) is 0)));

    public override Task KillBrokerAsync() => _server.KillAsync();

    public override Task StartBrokerAsync(CancellationToken cancellation) => _server.StartAgainAsync(cancellation);

    public override ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _group.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>The broker makes the topic when it is asked about it, and takes a while.</summary>
    private static IReadOnlyList<int> PartitionsOf(Handle client, string topic, KafkaServer server)
    {
        using var admin = new DependentAdminClientBuilder(client).Build();
        for (var attempt = 0; attempt < AttemptsAtMost; attempt++)
        {
            try
            {
                var partitions = admin.GetMetadata(topic, AnswerAtMost).Topics[0].Partitions;
                if (partitions.Count > 0 && partitions.TrueForAll(partition => !partition.Error.IsError))
                    return [.. partitions.Select(partition => partition.PartitionId)];
            }
            catch (KafkaException unfinished) when (unfinished.Error.Code is ErrorCode.Local_BadMsg)
            {
                // So the client says of an answer in which the topic has no leaders yet.
            }
        }

        throw new InvalidOperationException($"The broker does not make the topic {topic}. {server.Server.Log}");
    }

    private long End(TopicPartition partition) => _group.QueryWatermarkOffsets(partition, AnswerAtMost).High.Value;

    /// <summary>The client tries again by itself; only what it gives up is begun anew.</summary>
    private async Task ProduceAsync(string key, string value, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await _producer.ProduceAsync(_topic, new Message<string, string> { Key = key, Value = value }, cancellation);
                return;
            }
            catch (ProduceException<string, string> refused) when (!refused.Error.IsFatal)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private Dictionary<string, string> Client(params (string Name, string Value)[] more)
    {
        var properties = new Dictionary<string, string>(KafkaServer.ClientProperties) { ["bootstrap.servers"] = _server.Bootstrap };
        foreach (var (name, value) in more)
            properties[name] = value;
        return properties;
    }
}
