using Confluent.Kafka;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>A producer with what is known of it. Its first user has the brokers judged that the cluster names, the others wait for that.</summary>
internal sealed class SharedProducer : IDisposable
{
    /// <summary>A cluster may name other brokers later.</summary>
    private static readonly TimeSpan JudgedFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _judging = new(1);
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private long? _judgedAt;

    /// <exception cref="Sdk.ConnectorInputException">The client does not take the settings.</exception>
    public SharedProducer(ClientSettings settings)
    {
        try
        {
            _producer = new ProducerBuilder<byte[]?, byte[]?>(settings.Properties)
                .SetLogHandler((_, message) => Log.Take(message))
                .SetErrorHandler((_, error) => Log.Take(error))
                .SetKeySerializer(Bytes.Instance)
                .SetValueSerializer(Bytes.Instance)
                .Build();
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or ArgumentException)
        {
            throw KafkaFailure.Unfit(unfit);
        }
    }

    public ClientLog Log { get; } = new();

    /// <summary>Of the pool.</summary>
    public int Users { get; set; }

    /// <summary>Of the pool: when it was given back last.</summary>
    public long UsedAt { get; set; }

    public bool IsBroken => _isRefused || Log.Fatal is not null;

    private volatile bool _isRefused;

    /// <exception cref="Sdk.ConnectorException">The network policy does not allow a broker of the cluster.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public async Task JudgeAsync(KafkaNetwork network, string topic, TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        await _judging.WaitAsync(cancellation);
        try
        {
            if (_judgedAt is { } at && time.GetElapsedTime(at) < JudgedFor && _topics.Contains(topic))
                return;
            await network.CheckAsync(_producer.Handle, Log, topic, atMost, cancellation);
            Log.Forget();
            if (_judgedAt is null || time.GetElapsedTime(_judgedAt.Value) >= JudgedFor)
                _topics.Clear();
            _topics.Add(topic);
            _judgedAt = time.GetTimestamp();
        }
        catch (Sdk.ConnectorException)
        {
            _isRefused = true;
            throw;
        }
        catch (KafkaException)
        {
            _isRefused = Log.Hopeless is not null;
            throw;
        }
        finally
        {
            _judging.Release();
        }
    }

    /// <returns>When the cluster has it.</returns>
    /// <exception cref="ProduceException{TKey, TValue}">It was not delivered, or nobody knows.</exception>
    public Task<DeliveryResult<byte[]?, byte[]?>> ProduceAsync(string topic, Message<byte[]?, byte[]?> message, CancellationToken cancellation) =>
        _producer.ProduceAsync(topic, message, cancellation);

    public void Dispose()
    {
        _producer.Dispose();
        _judging.Dispose();
    }

    /// <summary>Null stays null.</summary>
    private sealed class Bytes : ISerializer<byte[]?>
    {
        public static readonly Bytes Instance = new();

        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
