using System.Text.Json;

using Fairlead.Connectors.Mqtt.Tests.Support;
using Fairlead.Protocol;
using Fairlead.Tests.Servers;
using MQTTnet.Packets;

namespace Fairlead.Connectors.Mqtt.Tests;

/// <summary>Topics that start processes, at the real broker.</summary>
public sealed class ReceiveTests(Mosquitto broker)
{
    private readonly Reading _reading = new(broker.Host);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_becomes_variables_with_all_that_mqtt_5_has()
    {
        await ReadAsync("all", new() { ["topicFilters"] = "receive/all/+", ["qos"] = "2", ["resultVariable"] = "got" });

        await broker.PublishAsync("receive/all/7", """{"order":7}""", qos: 2, more: message =>
        {
            message.ContentType = "application/json";
            message.ResponseTopic = "answers";
            message.CorrelationData = "c-7"u8.ToArray();
            message.UserProperties = [Property("site", "Köln"), Property("part", "a"), Property("part", "b")];
        });

        Assert.Equal(
            """{"contentType":"application/json","correlationData":"c-7","duplicate":false,"payload":{"order":7},"qos":2,"rawPayload":"{\"order\":7}","responseTopic":"answers","retain":false,"topic":"receive/all/7","userProperties":{"part":["a","b"],"site":"Köln"}}""",
            Sorted(Assert.Single(await _reading.StartedAsync("all", "got", 1, Cancellation))));
        var status = broker.Host.StatusOf("all");
        Assert.Equal(("new", "receive/all/+", "2"), (status.Details["session"], status.Details["topicFilters"], status.Details["qos"]));
        Assert.StartsWith("fairlead-", status.Details["clientId"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_is_json_or_text_and_bytes_that_are_neither_are_not_lost()
    {
        await ReadAsync("payloads", new() { ["topicFilters"] = "receive/payloads", ["resultExpression"] = "={got: {value: payload, raw: rawPayload, bytes: payloadBase64}}" });

        foreach (var payload in (byte[][])[[.. "plain { text"u8], [.. "12.5"u8], [0xFF, 0x00], []])
            await broker.PublishAsync("receive/payloads", payload);

        Assert.Equal(
            [
                """{"value":"plain { text","raw":"plain { text","bytes":null}""", """{"value":12.5,"raw":"12.5","bytes":null}""",
                """{"value":null,"raw":null,"bytes":"/wA="}""", """{"value":"","raw":"","bytes":null}""",
            ],
            await _reading.StartedAsync("payloads", "got", 4, Cancellation));
    }

    [Theory]
    [InlineData("0", "3.1.1")]
    [InlineData("1", "3.1.1")]
    [InlineData("2", "3.1.1")]
    [InlineData("0", "5")]
    [InlineData("1", "5")]
    [InlineData("2", "5")]
    public async Task Every_quality_of_service_comes_in_order_in_both_versions(string qos, string version)
    {
        // Of quality 0 the broker drops what it cannot send at once.
        var all = qos is "0" ? 3 : 100;
        var process = $"order-{qos}-{version[0]}";
        await ReadAsync(process, new()
        {
            ["topicFilters"] = $"receive/{process}",
            ["qos"] = qos,
            ["connection.protocolVersion"] = version,
            ["resultExpression"] = "={got: payload}",
        });

        using (var client = await broker.ConnectAsync())
        {
            for (var number = 0; number < all; number++)
                await Mosquitto.PublishAsync(client, $"receive/{process}", $"{number}", int.Parse(qos, System.Globalization.CultureInfo.InvariantCulture));
            await client.DisconnectAsync(new MQTTnet.MqttClientDisconnectOptions(), Cancellation);
        }

        Assert.Equal(Enumerable.Range(0, all).Select(number => $"{number}"), await _reading.StartedAsync(process, "got", all, Cancellation));
    }

    [Fact]
    public async Task An_id_of_the_message_is_an_expression_of_the_model()
    {
        await ReadAsync("ids", new()
        {
            ["topicFilters"] = "receive/ids",
            ["messageIdExpression"] = "=userProperties.id",
            ["resultExpression"] = "={got: payload}",
        });

        foreach (var (payload, id) in new[] { ("1", "a"), ("2", "a"), ("3", "b") })
            await broker.PublishAsync("receive/ids", payload, more: message => message.UserProperties = [Property("id", id)]);

        Assert.Equal(["1", "3"], await _reading.StartedAsync("ids", "got", 2, Cancellation));
    }

    [Fact]
    public async Task Retained_messages_count_as_the_model_says()
    {
        await broker.PublishAsync("receive/retained", "\"kept\"", retain: true);
        foreach (var retained in (string[])["new", "always", "never"])
        {
            await ReadAsync($"retained-{retained}", new()
            {
                ["topicFilters"] = "receive/retained",
                ["retainedMessages"] = retained,
                ["resultExpression"] = "={got: [payload, retain]}",
            });
        }

        await broker.PublishAsync("receive/retained", "\"fresh\"");

        Assert.Equal(["""["kept",true]""", """["fresh",false]"""], await _reading.StartedAsync("retained-new", "got", 2, Cancellation));
        Assert.Equal(["""["kept",true]""", """["fresh",false]"""], await _reading.StartedAsync("retained-always", "got", 2, Cancellation));
        Assert.Equal(["""["fresh",false]"""], await _reading.StartedAsync("retained-never", "got", 1, Cancellation));
    }

    [Fact]
    public async Task Those_of_a_share_get_each_message_once_together()
    {
        const int All = 20;
        foreach (var process in (string[])["share-a", "share-b"])
            await ReadAsync(process, new() { ["topicFilters"] = "=[\"receive/share/#\", \"receive/other\"]", ["sharedGroup"] = "clerks", ["resultExpression"] = "={got: payload}" });

        for (var number = 0; number < All; number++)
            await broker.PublishAsync(number % 2 is 0 ? "receive/share/x" : "receive/other", $"{number}");

        List<string> got = [];
        await Until.TrueAsync(
            "all came",
            async token => (got = [.. await broker.Host.ValuesAsync("share-a", "got", token), .. await broker.Host.ValuesAsync("share-b", "got", token)]).Count >= All,
            Cancellation);
        Assert.Equal(
            Enumerable.Range(0, All), got.Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Poison_is_kept_and_the_rest_flows_on()
    {
        await ReadAsync("poison", new()
        {
            ["topicFilters"] = "receive/poison",
            ["resultExpression"] = "={got: payload.n}",
            ["activationCondition"] = "=payload.n > 0",
        });

        foreach (var payload in (string[])["""{"n":1}""", "poison", """{"n":2}"""])
            await broker.PublishAsync("receive/poison", payload);

        Assert.Equal(["1", "2"], await _reading.StartedAsync("poison", "got", 2, Cancellation));
        var kept = Assert.Single(await broker.Host.Cluster.Inbox.FindKeptAsync(new FindKept { ProcessId = "poison" }, Cancellation));
        Assert.Equal(InboxState.Quarantined, kept.State);
    }

    [Fact]
    public async Task Two_clients_of_one_id_end_each_other_and_the_reason_is_told()
    {
        foreach (var process in (string[])["twin-a", "twin-b"])
            await ReadAsync(process, new() { ["topicFilters"] = "receive/twins", ["connection.clientId"] = "twin" }, expectUp: false);

        await _reading.SaidAsync("twin-a", "as it does when another client connects with the same client id", Cancellation);
    }

    [Theory]
    [InlineData("topicFilters", "", "topicFilters")]
    [InlineData("topicFilters", "a/#/b", "topicFilters: \"a/#/b\" is no topic filter")]
    [InlineData("topicFilters", "a+/b", "topicFilters: \"a+/b\" is no topic filter")]
    [InlineData("topicFilters", "$share/x/a", "the name of a share is the input sharedGroup")]
    [InlineData("qos", "3", "qos")]
    [InlineData("sessionExpiry", "PT0S", "sessionExpiry: expected a duration above zero")]
    [InlineData("sharedGroup", "a/b", "sharedGroup: expected a name")]
    [InlineData("receiveMaximum", "0", "receiveMaximum")]
    [InlineData("connection.port", "1", "cannot be reached: Connection refused. No message is read. [MQTT_UNREACHABLE]")]
    public async Task Settings_that_cannot_be_used_are_named(string name, string value, string sentence)
    {
        var process = $"unfit-{Guid.NewGuid():N}";
        await ReadAsync(process, new() { [name] = value }, expectUp: false);

        await Until.TrueAsync(
            "the reason is told",
            () => broker.Host.StatusOf(process).Reason?.Contains(sentence, StringComparison.Ordinal) is true,
            Cancellation,
            () => broker.Host.StatusOf(process).Reason ?? "");
    }

    private Task ReadAsync(string process, Dictionary<string, string> properties, bool expectUp = true) =>
        _reading.BeginAsync(process, broker.Port, properties, expectUp, Cancellation);

    private static MqttUserProperty Property(string name, string value) =>
        new(name, new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(value)));

    private static string Sorted(string json) => JsonSerializer.Serialize(SortedValue(JsonElement.Parse(json)), Sdk.ConnectorJson.Options);

    private static object? SortedValue(JsonElement value) => value.ValueKind is JsonValueKind.Object
        ? value.EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal).ToDictionary(entry => entry.Name, entry => SortedValue(entry.Value))
        : value;
}
