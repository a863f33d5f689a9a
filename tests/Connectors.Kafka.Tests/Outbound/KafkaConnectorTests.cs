using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Tests.Outbound;

/// <summary>Records that go out, to brokers that speak the wire protocol.</summary>
public sealed class KafkaConnectorTests(Brokers brokers)
{
    private const short ProduceRequest = 0;

    private static readonly string[] JavaProperties =
    [
        "\"key.serializer\": \"org.apache.kafka.common.serialization.StringSerializer\"",
        "\"max.block.ms\": 1000",
        "\"buffer.memory\": 33554432",
        "\"max.request.size\": \"1048576\"",
        "\"sasl.jaas.config\": \"org.apache.kafka.common.security.plain.PlainLoginModule required username=\\\"ada\\\" password=\\\"p\\\\\\\"ss-word\\\";\"",
    ];

    [Fact]
    public async Task A_record_is_written_as_the_model_says_and_its_place_is_the_result()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);
        var topic = brokers.CreateTopic(1);

        var first = await produce.RunAsync(topic, """ "message": {"key": {"id": 5}, "value": {"total": 12.50, "name": "Ängström"}}, "headers": {"kind": "order", "n": 7} """);
        var second = await produce.RunAsync(topic, """ "message": {"value": "just text"} """);

        Assert.Equal([0, 1], new[] { first, second }.Select(run => run.Output.GetProperty("offset").GetInt64()));
        Assert.Equal((topic, 0), (first.Output.GetProperty("topic").GetString(), first.Output.GetProperty("partition").GetInt32()));
        // The mock cluster says so of every record.
        Assert.Equal(1234, first.Output.GetProperty("timestamp").GetInt64());
        var records = brokers.Mock.Read(topic, 2);
        Assert.Equal("""{"id":5}""", Text(records[0].Message.Key));
        Assert.Equal("""{"total":12.50,"name":"Ängström"}""", Text(records[0].Message.Value));
        Assert.Equal(["kind=order", "n=7", "Idempotency-Key=test-1"], records[0].Message.Headers.Select(header => $"{header.Key}={Text(header.GetValueBytes())}"));
        Assert.Equal((null, "just text"), (records[1].Message.Key, Text(records[1].Message.Value)));
        Assert.Equal([$"PRODUCE {topic}"], first.Exchanges.Select(exchange => exchange.RequestLine));
    }

    [Fact]
    public async Task A_key_goes_to_the_partition_where_the_Java_client_sends_it()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);
        var topic = brokers.CreateTopic(100);
        var places = new List<int>();
        foreach (var key in (string[])["21", "foobar", "a-little-bit-long-string", "abc"])
            places.Add((await produce.RunAsync(topic, $$""" "message": {"key": "{{key}}", "value": "v"} """)).Output.GetProperty("partition").GetInt32());

        // Source: what Apache Kafka's own tests of murmur2 expect of these texts, made positive, modulo 100.
        Assert.Equal(
            ((int[])[-973932308, -790332482, -985981536, 479470107]).Select(hash => (hash & 0x7fffffff) % 100), places);
    }

    [Fact]
    public async Task Jobs_share_a_client_and_a_connection()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);
        var topic = brokers.CreateTopic(1);

        var runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            produce.RunAsync(topic, $$""" "message": {"value": {{number}}} """)));

        Assert.Equal(Enumerable.Range(0, 200).Select(number => (long)number), runs.Select(run => run.Output.GetProperty("offset").GetInt64()).Order());
    }

    [Fact]
    public async Task Properties_of_the_Java_client_are_understood()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);

        var run = await produce.RunAsync(
            brokers.CreateTopic(1), $$""" "message": {"value": "v"}, "additionalProperties": { {{string.Join(", ", JavaProperties)}} } """);

        Assert.True(run.Succeeded, $"{run.Failure}");
        Assert.Equal(["The property key.serializer has no meaning here.", "The property max.block.ms has no meaning here."], run.Log);
    }

    [Theory]
    [InlineData("no.such.property", "1", "no.such.property")]
    [InlineData("acks", "maybe", "acks")]
    [InlineData("plugin.library.paths", "/tmp/evil.so", "plugin.library.paths: this property is not allowed")]
    [InlineData("sasl.kerberos.kinit.cmd", "rm", "not allowed")]
    [InlineData("transactional.id", "t", "not allowed")]
    [InlineData("test.mock.num.brokers", "3", "not allowed")]
    [InlineData("ssl.truststore.location", "/etc/trust.jks", "ssl.ca.pem")]
    [InlineData("bootstrap.servers", "a b", "bootstrap.servers")]
    public async Task Properties_that_cannot_be_used_are_refused_by_name(string name, string value, string said)
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);

        var run = await produce.RunAsync("t", $$""" "message": {"value": "v"}, "additionalProperties": {"{{name}}": "{{value}}"} """);

        var error = Assert.IsType<ConnectorInputException>(run.Failure);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("additionalProperties", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_not_tried_again()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);

        var run = await produce.RunAsync(
            brokers.CreateTopic(1),
            $$""" "message": {"value": "{{new string('x', 5_000)}}"}, "additionalProperties": {"message.max.bytes": 2000} """);

        Assert.Equal(("FAIL", RetryAdvice.Never), (run.Error.Code, run.Error.Retry));
        Assert.Equal("MsgSizeTooLarge", JsonSerializer.SerializeToElement(run.Error.Variables).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_report_that_does_not_come_is_an_unknown_outcome()
    {
        using var cluster = new MockCluster(brokers: 1);
        cluster.CreateTopic("slow", 1);
        using var produce = new Produce(cluster.Bootstrap);
        const string properties = """ "additionalProperties": {"delivery.timeout.ms": 2000, "linger.ms": 0} """;
        Assert.True((await produce.RunAsync("slow", $$""" "message": {"value": "1"}, {{properties}} """)).Succeeded);

        cluster.Slow(broker: 1, milliseconds: 60_000);
        var run = await produce.RunAsync("slow", $$""" "message": {"value": "2"}, {{properties}} """);

        Assert.True(run.Error.IsOutcomeUnknown, $"{run.Failure}");
        Assert.Equal(("FAIL", RetryAdvice.AsModelled), (run.Error.Code, run.Error.Retry));
        Assert.Contains("it may have been written", run.Error.Message, StringComparison.Ordinal);
        var variables = JsonSerializer.SerializeToElement(run.Error.Variables);
        Assert.Equal(("unknown", "slow"), (variables.GetProperty("outcome").GetString(), variables.GetProperty("topic").GetString()));
        // It was, although the client says that it was not.
        cluster.Slow(broker: 1, milliseconds: 0);
        Assert.Equal(2, cluster.ReadNow("slow").Count);
    }

    [Fact]
    public async Task A_refusal_of_the_cluster_has_its_name_and_wrote_nothing()
    {
        using var cluster = new MockCluster(brokers: 1);
        cluster.CreateTopic("closed", 1);
        using var produce = new Produce(cluster.Bootstrap);
        cluster.Fail(ProduceRequest, ErrorCode.TopicAuthorizationFailed);

        var run = await produce.RunAsync("closed", """ "message": {"value": "1"} """);

        Assert.Equal(("FAIL", false), (run.Error.Code, run.Error.IsOutcomeUnknown));
        Assert.Contains("right to write", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal("notWritten", JsonSerializer.SerializeToElement(run.Error.Variables).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_said_to_be_with_its_reason()
    {
        using var produce = new Produce("127.0.0.1:1");

        var run = await produce.RunAsync("t", """ "message": {"value": "1"}, "additionalProperties": {"delivery.timeout.ms": 1500} """);

        Assert.Equal(("FAIL", false), (run.Error.Code, run.Error.IsOutcomeUnknown));
        Assert.Contains("127.0.0.1:1", run.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", run.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_TLS_does_not_keep_a_call_waiting_that_wants_it()
    {
        using var produce = new Produce(brokers.Mock.Bootstrap);

        var run = await produce.RunAsync("t", """ "message": {"value": "1"}, "authentication": {"username": "ada", "password": "long-password"} """);

        Assert.Equal("FAIL", run.Error.Code);
        Assert.Contains("SSL", run.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("long-password", $"{run.Failure}{run.Log}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brokers_that_the_cluster_names_are_judged_before_a_record_goes_to_any()
    {
        using var cluster = new MockCluster(brokers: 2);
        cluster.CreateTopic("inside", 1);
        cluster.SetLeader("inside", 0, broker: 1);
        cluster.Advertise(broker: 2, "240.0.0.1", 9092);
        using var produce = new Produce(cluster.Broker(1));

        var run = await produce.RunAsync("inside", """ "message": {"value": "1"} """);

        Assert.Equal("NETWORK_DENIED", run.Error.Code);
        Assert.Empty(cluster.ReadNow("inside"));
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
