using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>
/// The mock cluster of librdkafka: brokers on loopback that speak Kafka's wire protocol, in this process. Topics have four partitions unless
/// they are made with another number.
/// </summary>
internal sealed partial class MockCluster : IDisposable
{
    private const int ProducerType = 0;

    // The first needs libsasl2, the second does not: the .NET client tries them in this order, too.
    private static readonly string[] Libraries = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    private readonly nint _client;
    private readonly nint _cluster;
    private IProducer<string?, byte[]?>? _producer;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, (_, assembly, path) =>
    {
        foreach (var library in Libraries)
        {
            if (NativeLibrary.TryLoad(library, assembly, path, out var handle))
                return handle;
        }

        return 0;
    });

    public MockCluster(int brokers = 3)
    {
        var reason = new byte[512];
        var settings = ConfigurationNew();
        Assert.Equal(0, ConfigurationSet(settings, "log_level", "0", reason, reason.Length));
        _client = ClientNew(ProducerType, settings, reason, reason.Length);
        Assert.True(_client is not 0, Encoding.UTF8.GetString(reason));
        _cluster = ClusterNew(_client, brokers);
        Bootstrap = Marshal.PtrToStringUTF8(ClusterBootstraps(_cluster))!;
    }

    /// <summary>All of its brokers.</summary>
    public string Bootstrap { get; }

    /// <summary>Of broker 1 and so on.</summary>
    public string Broker(int number) => Bootstrap.Split(',')[number - 1];

    public void CreateTopic(string topic, int partitions) => Assert.Equal(0, TopicCreate(_cluster, topic, partitions, 1));

    /// <summary>As retention would.</summary>
    public void DeleteRecords(string topic, int partition, long before) =>
        Assert.Equal(0, PartitionDeleteRecords(_cluster, topic, partition, before));

    public void SetLeader(string topic, int partition, int broker) => Assert.Equal(0, PartitionSetLeader(_cluster, topic, partition, broker));

    public void SetDown(int broker) => Assert.Equal(0, BrokerSetDown(_cluster, broker));

    public void SetUp(int broker) => Assert.Equal(0, BrokerSetUp(_cluster, broker));

    /// <summary>Its answers take that long.</summary>
    public void Slow(int broker, int milliseconds) => Assert.Equal(0, BrokerSetRoundTrip(_cluster, broker, milliseconds));

    /// <summary>From now on the cluster says that the broker is there.</summary>
    public void Advertise(int broker, string host, int port) => BrokerSetHostPort(_cluster, broker, host, port);

    /// <summary>The next requests of a kind are answered with these errors.</summary>
    public void Fail(short request, params ErrorCode[] errors) =>
        PushErrors(_cluster, request, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);

    public async Task<TopicPartitionOffset> ProduceAsync(
        string topic, string? key, byte[]? value, int? partition = null, params (string Name, byte[]? Value)[] headers)
    {
        _producer ??= new ProducerBuilder<string?, byte[]?>(new ProducerConfig { BootstrapServers = Bootstrap, LingerMs = 0 })
            .SetKeySerializer(new NullableText())
            .SetValueSerializer(new NullableBytes())
            .SetLogHandler((_, _) => { })
            .Build();
        var message = new Message<string?, byte[]?> { Key = key, Value = value, Headers = [] };
        foreach (var (name, content) in headers)
            message.Headers.Add(name, content);
        var report = await _producer.ProduceAsync(new TopicPartition(topic, partition ?? Partition.Any), message);
        return report.TopicPartitionOffset;
    }

    public Task<TopicPartitionOffset> ProduceAsync(string topic, string? key, string value, int? partition = null) =>
        ProduceAsync(topic, key, Encoding.UTF8.GetBytes(value), partition);

    /// <summary>What is in a topic: its partitions are read to their ends.</summary>
    public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> ReadNow(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = Broker(1), GroupId = "reader" })
            .SetLogHandler((_, _) => { })
            .Build();
        var ends = consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10));
        return Read(topic, (int)(ends.High.Value - ends.Low.Value));
    }

    /// <summary>Reads a topic from its beginning.</summary>
    public IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int count)
    {
        if (count is 0)
            return [];
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = "reader" })
            .SetKeyDeserializer(new NullableBytesBack())
            .SetValueDeserializer(new NullableBytesBack())
            .SetLogHandler((_, _) => { })
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (found.Count < count)
            found.Add(consumer.Consume(TimeSpan.FromSeconds(10)) ?? throw new TimeoutException($"{found.Count} of {count} records came."));
        return found;
    }

    /// <summary>What a group has committed, by partition; -1001 for nothing.</summary>
    public IReadOnlyList<long> Committed(string group, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group })
            .SetLogHandler((_, _) => { })
            .Build();
        return [.. consumer
            .Committed(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)), TimeSpan.FromSeconds(10))
            .Select(place => place.Offset.Value)];
    }

    public void Commit(string group, params TopicPartitionOffset[] offsets)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group })
            .SetLogHandler((_, _) => { })
            .Build();
        consumer.Commit(offsets);
    }

    public void Dispose()
    {
        _producer?.Dispose();
        ClusterDestroy(_cluster);
        ClientDestroy(_client);
    }

    private sealed class NullableText : ISerializer<string?>
    {
        public byte[]? Serialize(string? data, SerializationContext context) => data is null ? null : Encoding.UTF8.GetBytes(data);
    }

    private sealed class NullableBytes : ISerializer<byte[]?>
    {
        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }

    private sealed class NullableBytesBack : IDeserializer<byte[]?>
    {
        public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
    }

    private const string Library = "librdkafka";

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint ConfigurationNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ConfigurationSet(nint settings, string name, string value, byte[] reason, nint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint ClientNew(int type, nint settings, byte[] reason, nint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void ClientDestroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint ClusterNew(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void ClusterDestroy(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint ClusterBootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicCreate(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PartitionDeleteRecords(nint cluster, string topic, int partition, long before);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PartitionSetLeader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int BrokerSetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int BrokerSetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    private static partial int BrokerSetRoundTrip(nint cluster, int broker, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_host_port", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void BrokerSetHostPort(nint cluster, int broker, string host, int port);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short request, nuint count, int[] errors);
}
