using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>Reads a topic: each record once, in the order of its partition.</summary>
[Connector(
    "io.camunda:connector-kafka-inbound:1",
    Name = "Kafka consumer",
    Description = "Starts or continues a process with each record of a topic of Kafka.",
    Icon = "M19 12h-5M10 7l3 3M10 17l3-3M8 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 18m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M20 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0")]
public sealed class KafkaInboundConnector : ISubscriptionConnector<KafkaSettings>, IDisposable
{
    /// <summary>Closing tells the group the last places; a broker that is away must not hold up the end.</summary>
    private static readonly TimeSpan CloseAtMost = TimeSpan.FromSeconds(3);

    private readonly List<Task> _closing = [];

    public void Check(KafkaSettings settings) => TopicPlan.Of(settings, id: "");

    public async Task RunAsync(KafkaSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        var plan = TopicPlan.Of(settings, subscription.Id);
        await new KafkaNetwork(subscription.CheckNetworkAsync).CheckAsync(plan.Client, cancellation);
        var log = new ClientLog();
        TopicReader? reader = null;
        var consumer = ConsumerOf(plan, log, () => reader);
        try
        {
            reader = new TopicReader(plan, subscription, consumer, log);
            await reader.RunAsync(cancellation);
        }
        catch (KafkaException unreached)
        {
            throw KafkaFailure.Unreached(plan.Client, plan.Topic, unreached.Error, log.Last);
        }
        finally
        {
            await CloseAsync(consumer, subscription.Time);
            reader?.Dispose();
        }
    }

    public void Dispose()
    {
        Task[] closing;
        lock (_closing)
            closing = [.. _closing];
        Task.WaitAll(closing, CloseAtMost);
    }

    private static IConsumer<byte[]?, byte[]?> ConsumerOf(TopicPlan plan, ClientLog log, Func<TopicReader?> reader)
    {
        try
        {
            return new ConsumerBuilder<byte[]?, byte[]?>(plan.Client.Properties)
                .SetLogHandler((_, message) => log.Take(message))
                .SetErrorHandler((_, error) =>
                {
                    log.Take(error);
                    reader()?.Doubt();
                })
                .SetOffsetsCommittedHandler((_, offsets) => reader()?.Committed(offsets))
                .SetKeyDeserializer(Bytes.Instance)
                .SetValueDeserializer(Bytes.Instance)
                .Build();
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or ArgumentException)
        {
            throw KafkaFailure.Unfit(unfit);
        }
    }

    private async Task CloseAsync(IConsumer<byte[]?, byte[]?> consumer, TimeProvider time)
    {
        var closing = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    consumer.Close();
                }
                catch (KafkaException)
                {
                    // The place that counts is written; the group may lag behind it.
                }
                finally
                {
                    consumer.Dispose();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        lock (_closing)
        {
            _closing.RemoveAll(task => task.IsCompleted);
            _closing.Add(closing);
        }

        await Task.WhenAny(closing, Task.Delay(CloseAtMost, time, CancellationToken.None));
    }

    /// <summary>Null stays null.</summary>
    private sealed class Bytes : IDeserializer<byte[]?>
    {
        public static readonly Bytes Instance = new();

        public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
    }
}
