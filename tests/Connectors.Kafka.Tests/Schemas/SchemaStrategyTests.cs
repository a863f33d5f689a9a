using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Kafka.Tests.Schemas;

/// <summary>Values with schemas, out and in, with a registry of our own beside the brokers.</summary>
public sealed class SchemaStrategyTests(Brokers brokers) : IAsyncLifetime
{
    private const string Order = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"total","type":["null","double"]}]}""";

    private readonly Kept _kept = new();
    private RegistryPeer _registry = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _registry = await RegistryPeer.StartAsync();

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Theory]
    [InlineData("avro", Order)]
    [InlineData("json", """{"title":"Order","type":"object"}""")]
    public async Task What_the_connector_writes_with_a_registry_it_reads(string type, string schema)
    {
        var topic = brokers.CreateTopic(1);
        using var produce = Producer();
        for (var number = 0; number < 2; number++)
        {
            var run = await produce.RunAsync(topic, $$""" "message": {"value": {"id": "A", "total": 1.5} }, "schemaStrategy": {{Registry(type, schema)}} """);
            Assert.True(run.Succeeded, $"{run.Failure}");
        }

        Assert.Equal(1, _registry.Requests);
        Assert.Equal([0, 0, 0, 0, 1], brokers.Mock.Read(topic, 2)[0].Message.Value![..5]);
        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, Registry(type, null)));
        await subscription.UntilAsync(2);
        Assert.Equal("""{"id":"A","total":1.5}""", _kept.Variables[0].GetProperty("value").GetRawText());
        Assert.Equal("""{"id":"A","total":1.5}""", _kept.Variables[0].GetProperty("rawValue").GetString());
        Assert.Equal(2, _registry.Requests);
    }

    [Fact]
    public async Task An_inline_schema_is_Avro_without_anything_around_it()
    {
        var topic = brokers.CreateTopic(1);
        using var produce = Producer();

        var run = await produce.RunAsync(topic, $$""" "message": {"value": "{\"id\": \"A\", \"total\": null}"}, "schemaStrategy": {{Inline()}} """);

        Assert.True(run.Succeeded, $"{run.Failure}");
        Assert.Equal([2, (byte)'A', 0], brokers.Mock.Read(topic, 1)[0].Message.Value);
        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, Inline()));
        await subscription.UntilAsync(1);
        Assert.Equal("""{"id":"A","total":null}""", _kept.Variables[0].GetProperty("value").GetRawText());
    }

    [Theory]
    [InlineData("""{"id": 5}""", "message.value.id: expected string, but there is a number.")]
    [InlineData("""{"total": 5}""", "message.value.id: it is missing.")]
    [InlineData("\"text\"", "message.value: expected shop.Order, but there is text.")]
    public async Task A_value_that_does_not_fit_is_an_input_error(string value, string said)
    {
        using var produce = Producer();
        foreach (var strategy in (string[])[Inline(), Registry("avro", Order)])
        {
            var run = await produce.RunAsync(Brokers.Topic(), $$""" "message": {"value": {{value}} }, "schemaStrategy": {{strategy}} """);

            Assert.Equal(said, Assert.IsType<ConnectorInputException>(run.Failure).Message);
        }
    }

    [Fact]
    public async Task Schemas_that_are_none_or_are_refused_are_input_errors_and_a_registry_that_is_away_is_not()
    {
        using var produce = Producer();
        var topic = brokers.CreateTopic(1);

        Assert.Contains("schemaStrategy.schema", (await FailAsync("avro", "[")).Message, StringComparison.Ordinal);
        Assert.Contains("schemaStrategy.schema", (await FailAsync("json", "no schema")).Message, StringComparison.Ordinal);
        Assert.Contains("incompatible with an earlier", (await FailAsync("json", """{"title": "incompatible"}""")).Message, StringComparison.Ordinal);
        Assert.IsType<ConnectorInputException>(await FailAsync("avro", Order, "\"auto.register.schemas\": false"));
        _registry.IsAway = true;
        var away = await FailAsync("avro", Order);

        Assert.Equal(("FAIL", RetryAdvice.AsModelled), (away.Code, away.Retry));
        Assert.Contains("503", away.Message, StringComparison.Ordinal);

        async Task<ConnectorException> FailAsync(string type, string schema, string properties = "") => (await produce.RunAsync(
            topic,
            $$""" "message": {"value": {"id": "A"} }, "schemaStrategy": {{Registry(type, schema)}}, "additionalProperties": { {{properties}} } """)).Error;
    }

    [Fact]
    public async Task The_registrys_properties_are_understood()
    {
        using var produce = Producer();
        var topic = brokers.CreateTopic(1);
        _registry.Authorization = $"Basic {Convert.ToBase64String("ada:long-secret"u8)}";
        _registry.Register($"{topic}-shop.Order", Order);

        var run = await produce.RunAsync(topic, $$"""
             "message": {"value": {"id": "A"} }, "schemaStrategy": {{Registry("avro", Order)}},
             "additionalProperties": {"basic.auth.credentials.source": "USER_INFO", "basic.auth.user.info": "ada:long-secret",
               "auto.register.schemas": "false", "value.subject.name.strategy": "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy"}
            """);
        var latest = await produce.RunAsync(topic, $$"""
             "message": {"value": {"id": "B"} }, "schemaStrategy": {{Registry("avro", Order)}},
             "additionalProperties": {"schema.registry.basic.auth.user.info": "ada:long-secret", "use.latest.version": "true",
               "value.subject.name.strategy": "TopicRecordNameStrategy"}
            """);

        Assert.True(run.Succeeded, $"{run.Failure}");
        Assert.True(latest.Succeeded, $"{latest.Failure}");
    }

    [Fact]
    public async Task Schemas_that_refer_to_others_are_read()
    {
        var topic = brokers.CreateTopic(1);
        _registry.Register("item", """{"type":"record","name":"Item","namespace":"shop","fields":[{"name":"name","type":"string"}]}""");
        var id = _registry.Register(
            "basket",
            """{"type":"record","name":"Basket","namespace":"shop","fields":[{"name":"item","type":"shop.Item"}]}""",
            references: [new JsonObject { ["name"] = "shop.Item", ["subject"] = "item", ["version"] = 1 }]);
        await brokers.Mock.ProduceAsync(topic, null, WireFormat.Write(id, "\u0006tea"u8), 0, []);

        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, Registry("avro", null)));
        await subscription.UntilAsync(1);

        Assert.Equal("""{"item":{"name":"tea"}}""", _kept.Variables[0].GetProperty("value").GetRawText());
    }

    [Fact]
    public async Task Poison_goes_to_quarantine_with_its_bytes_and_its_partition_flows_on()
    {
        var topic = brokers.CreateTopic(1);
        var id = _registry.Register("any", Order);
        byte[] good = WireFormat.Write(id, [2, (byte)'A', 0]);
        foreach (var value in (byte[][])[good, "plain text"u8.ToArray(), [0, 0, 0, 0, 99, 1], [.. good[..5], 0xff], good])
            await brokers.Mock.ProduceAsync(topic, "k", value, 0, []);

        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, Registry("avro", null)));
        await subscription.UntilAsync(5);

        Assert.Equal([false, true, true, true, false], _kept.Events.Select(happened => happened.Unreadable is not null));
        Assert.Equal("plain text", _kept.Variables[1].GetProperty("raw").GetString());
        Assert.Contains("Schema not found", _kept.Events[2].Unreadable, StringComparison.Ordinal);
        Assert.Equal("AAAAAAH/", _kept.Variables[3].GetProperty("rawBase64").GetString());
        Assert.Equal("k", _kept.Variables[3].GetProperty("key").GetString());
        Assert.Equal("5", _kept.Cursor($"{topic}-0"));
    }

    [Fact]
    public async Task A_registry_that_is_away_holds_records_up_and_none_is_lost()
    {
        var topic = brokers.CreateTopic(1);
        var id = _registry.Register("any", Order);
        _registry.IsAway = true;
        await brokers.Mock.ProduceAsync(topic, null, WireFormat.Write(id, [2, (byte)'A', 0]), 0, []);

        await using var subscription = new MemorySubscription(_kept).Start(Settings(topic, Registry("avro", null)));
        await Until.TrueAsync("it says so", () => subscription.Health.Contains("wait for their schema", StringComparison.Ordinal), Cancellation);
        Assert.Empty(_kept.Events);
        _registry.IsAway = false;
        await subscription.UntilAsync(1);
        await subscription.UntilUpAsync();

        Assert.Null(_kept.Events[0].Unreadable);
    }

    private static string Inline() => $$"""{"type": "inlineSchema", "schemaType": "avro", "schema": {{Text(Order)}} }""";

    private static string Text(string? text) => JsonSerializer.Serialize(text);

    private string Registry(string type, string? schema) =>
        $$"""{"type": "schemaRegistry", "schemaType": "{{type}}", "schema": {{Text(schema)}}, "schemaRegistryUrl": "{{_registry.Url}}" }""";

    private string Settings(string topic, string strategy) =>
        $$"""{"topic": {"bootstrapServers": "{{brokers.Mock.Bootstrap}}", "topicName": "{{topic}}"}, "autoOffsetReset": "earliest", "schemaStrategy": {{strategy}} }""";

    private Produce Producer()
    {
        var produce = new Produce(brokers.Mock.Bootstrap);
        produce.Harness.Http.Forward($"* {_registry.Url}/*");
        return produce;
    }
}
