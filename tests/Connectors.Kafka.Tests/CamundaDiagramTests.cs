using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Tests;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Kafka.Tests;

/// <summary>Diagrams as the original's templates leave them, for each element, each schema strategy and each kind of authentication.</summary>
public sealed class CamundaDiagramTests(Brokers brokers) : IAsyncLifetime
{
    private const string Schema = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}""";

    private ConnectorHost _host = null!;
    private RegistryPeer _registry = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryPeer.StartAsync();
        _host = await ConnectorHost.StartAsync(Cancellation, KafkaConnectors.Connectors);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData("noSchema", "", "credentials")]
    [InlineData("noSchema", "", "custom")]
    [InlineData("inlineSchema", "avro", "custom")]
    [InlineData("schemaRegistry", "avro", "custom")]
    [InlineData("schemaRegistry", "json", "credentials")]
    public async Task A_record_that_a_process_writes_starts_another(string strategy, string type, string authentication)
    {
        var topic = brokers.CreateTopic(2);
        var write = new CamundaElement
        {
            Kind = CamundaKind.ServiceTask,
            Id = "write",
            Template = ("io.camunda.connectors.KAFKA.v1", 6),
            JobType = "io.camunda:connector-kafka:1",
            Inputs =
            {
                ["topic.bootstrapServers"] = brokers.Mock.Bootstrap,
                ["topic.topicName"] = topic,
                ["message.key"] = "=id",
                ["message.value"] = "={id: id}",
                ["headers"] = "={kind: \"order\"}",
            },
            Headers = { ["resultExpression"] = "={place: topic, at: partition >= 0}", ["retryBackoff"] = "PT0S" },
        };
        Add(write.Inputs, strategy, type, authentication, isWritten: true);
        await _host.DeployAsync(CamundaDiagram.Of("reader", Inbound(CamundaKind.MessageStartEvent, "came", topic, strategy, type, authentication)), Cancellation);
        await _host.DeployAsync(CamundaDiagram.Of("writer", write), Cancellation);
        await UpAsync("reader");

        var written = await _host.RunAsync("writer", Cancellation, """{"id": "A"}""");

        Assert.Equal((topic, true), (written.GetProperty("place").GetString(), written.GetProperty("at").GetBoolean()));
        Assert.Equal("""{"id":"A","key":"A","kind":"order"}""", await GotAsync("reader"));
    }

    [Theory]
    [InlineData(CamundaKind.StartEvent, null)]
    [InlineData(CamundaKind.MessageStartEvent, null)]
    [InlineData(CamundaKind.MessageStartEvent, "=value.id")]
    public async Task A_record_starts_a_process(object kind, string? correlation)
    {
        var topic = brokers.CreateTopic(1);
        var start = Inbound((CamundaKind)kind, "came", topic, "noSchema", "", "custom");
        if ((CamundaKind)kind is CamundaKind.MessageStartEvent)
            start.Properties["correlationRequired"] = correlation is null ? "notRequired" : "required";
        if (correlation is null)
            start.Properties.Remove("correlationKeyExpression");
        await _host.DeployAsync(CamundaDiagram.Of("reader", start with { CorrelationKey = correlation is null ? null : "=id" }), Cancellation);
        await UpAsync("reader");

        await ProduceAsync(topic, "A");

        Assert.Equal("""{"id":"A","key":"A","kind":null}""", await GotAsync("reader"));
        Assert.Equal($"kafka-inbound-connector-", _host.StatusOf("reader").Details["group-id"][..24]);
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent)]
    [InlineData(CamundaKind.BoundaryEvent)]
    [InlineData(CamundaKind.ReceiveTask)]
    public async Task A_record_reaches_the_instance_that_waits(object kind)
    {
        var topic = brokers.CreateTopic(1);
        await _host.DeployAsync(
            CamundaDiagram.Of("reader", Inbound((CamundaKind)kind, "came", topic, "noSchema", "", "custom") with { CorrelationKey = "=wanted" }), Cancellation);

        var running = _host.RunAsync("reader", Cancellation, """{"wanted": "B"}""");
        await ProduceAsync(topic, "A");
        await ProduceAsync(topic, "B");

        Assert.Equal("B", (await running).GetProperty("got").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Poison_is_kept_in_the_inbox_and_what_follows_starts_instances()
    {
        var topic = brokers.CreateTopic(1);
        await _host.DeployAsync(CamundaDiagram.Of("reader", Inbound(CamundaKind.StartEvent, "came", topic, "schemaRegistry", "avro", "custom")), Cancellation);
        await ProduceAsync(topic, "poison");
        await brokers.Mock.ProduceAsync(topic, "A", WireFormat.Write(_registry.Register("any", Schema), [2, (byte)'A']), 0, []);

        Assert.Equal("""{"id":"A","key":"A","kind":null}""", await GotAsync("reader"));
        var kept = Assert.Single(await _host.Cluster.Inbox.FindKeptAsync(new Protocol.FindKept { ProcessId = "reader" }, Cancellation));
        Assert.Equal("INBOUND_UNREADABLE", kept.Code);
    }

    private Task ProduceAsync(string topic, string id) => brokers.Mock.ProduceAsync(topic, id, $$"""{"id": "{{id}}"}""");

    private Task UpAsync(string process) => Until.TrueAsync(
        "it is read",
        () => _host.StatusOf(process).State is Runtime.Inbound.InboundState.Active,
        Cancellation,
        () => _host.StatusOf(process).Reason ?? "");

    private async Task<string> GotAsync(string process)
    {
        IReadOnlyList<string> got = [];
        await Until.TrueAsync(
            "an instance was started",
            async token => (got = await _host.ValuesAsync(process, "got", token)).Count > 0,
            Cancellation,
            () => _host.StatusOf(process).Reason ?? "");
        return Assert.Single(got);
    }

    private CamundaElement Inbound(CamundaKind kind, string id, string topic, string strategy, string type, string authentication)
    {
        var element = new CamundaElement
        {
            Kind = kind,
            Id = id,
            Template = kind is CamundaKind.StartEvent ? null : ($"io.camunda.connectors.inbound.Kafka{NameOf(kind)}.v1", 7),
            Properties =
            {
                ["inbound.type"] = "io.camunda:connector-kafka-inbound:1",
                ["authenticationType"] = authentication,
                ["topic.bootstrapServers"] = brokers.Mock.Bootstrap,
                ["topic.topicName"] = topic,
                ["autoOffsetReset"] = "earliest",
                ["consumeUnmatchedEvents"] = "true",
                ["correlationKeyExpression"] = "=value.id",
                ["deduplicationModeManualFlag"] = "false",
                ["deduplicationMode"] = "AUTO",
                ["resultExpression"] = "={got: {id: value.id, key: key, kind: headers.kind}}",
            },
        };
        Add(element.Properties, strategy, type, authentication, isWritten: false);
        return element;
    }

    private void Add(Dictionary<string, string> into, string strategy, string type, string authentication, bool isWritten)
    {
        into["schemaStrategy.type"] = strategy;
        if (strategy is not "noSchema")
            into["schemaStrategy.schemaType"] = type;
        if (strategy is "inlineSchema" || (strategy is "schemaRegistry" && isWritten))
            into["schemaStrategy.schema"] = type is "avro" ? Schema : """{"title":"Order","type":"object"}""";
        if (strategy is "schemaRegistry")
            into["schemaStrategy.schemaRegistryUrl"] = _registry.Url;
        if (authentication is not "credentials")
            return;
        into["authentication.username"] = "ada";
        into["authentication.password"] = "long-password";
        // The mock cluster has no TLS.
        into["additionalProperties"] = "={\"security.protocol\": \"PLAINTEXT\"}";
    }

    private static string NameOf(CamundaKind kind) => kind switch
    {
        CamundaKind.MessageStartEvent => "MessageStart",
        CamundaKind.CatchEvent => "Intermediate",
        CamundaKind.BoundaryEvent => "Boundary",
        _ => "Receive",
    };
}
