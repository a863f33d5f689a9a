using System.Buffers;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Mqtt.Tests.Support;
using MQTTnet.Protocol;
using static System.FormattableString;

namespace Fairlead.Connectors.Mqtt.Tests;

/// <summary>Messages that a process publishes, at the real broker.</summary>
public sealed class PublishTests(Mosquitto broker)
{
    private const string Type = "io.fairlead:mqtt:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_is_published_with_all_that_mqtt_5_has()
    {
        using var listener = await broker.ListenAsync("publish/json");

        var call = await PublishAsync("publish/json", new()
        {
            ["message.payload"] = "={order: 7, note: \"für Ada\"}",
            ["message.qos"] = "2",
            ["message.contentType"] = "application/json",
            ["message.responseTopic"] = "answers/7",
            ["message.correlationData"] = "c-7",
            ["message.userProperties"] = "={site: \"Köln\", part: [\"a\", 1]}",
            ["message.expiry"] = "PT1H",
        });

        Assert.Equal("""{"topic":"publish/json","qos":2,"hasSubscribers":true}""", call.GetProperty("result").GetRawText());
        var message = await listener.FirstAsync(Cancellation);
        Assert.Equal("""{"order":7,"note":"für Ada"}""", Encoding.UTF8.GetString(message.Payload.ToArray()));
        Assert.Equal(
            (MqttQualityOfServiceLevel.ExactlyOnce, "application/json", "answers/7", "c-7"),
            (message.QualityOfServiceLevel, message.ContentType, message.ResponseTopic, Encoding.UTF8.GetString(message.CorrelationData)));
        Assert.InRange(message.MessageExpiryInterval, 3_590U, 3_600U);
        Assert.Equal(
            ["site=Köln", "part=a", "part=1", $"idempotency-key={broker.Host.Cluster.Id}"],
            message.UserProperties.Select(property => $"{property.Name}={Encoding.UTF8.GetString(property.ValueBuffer.Span).Split("-2251")[0]}"));
    }

    [Theory]
    [InlineData("0", "3.1.1")]
    [InlineData("1", "3.1.1")]
    [InlineData("2", "3.1.1")]
    [InlineData("0", "5")]
    [InlineData("1", "5")]
    public async Task Every_quality_of_service_arrives_in_both_versions(string qos, string version)
    {
        var topic = $"publish/qos/{qos}/{version}";
        using var listener = await broker.ListenAsync(topic);

        var call = await PublishAsync(topic, new() { ["message.qos"] = qos, ["connection.protocolVersion"] = version, ["message.payload"] = "text" });

        Assert.True(call.TryGetProperty("result", out _), call.GetRawText());
        Assert.Equal(qos, Invariant($"{(int)(await listener.FirstAsync(Cancellation)).QualityOfServiceLevel}"));
    }

    [Fact]
    public async Task A_payload_is_text_bytes_a_document_or_nothing()
    {
        using var listener = await broker.ListenAsync("publish/payload");

        await PublishAsync("publish/payload", new() { ["message.payload"] = "as it < is" });
        await PublishAsync("publish/payload", new() { ["message.payload"] = "/wAB", ["message.payloadEncoding"] = "base64" });
        await PublishAsync("publish/payload", new() { ["message.payload"] = "={\"camunda.document.type\": \"inline\", content: \"of a document\"}" });
        await PublishAsync("publish/payload", new() { ["message.payload"] = "" });

        await Fairlead.Tests.Servers.Until.TrueAsync("all came", () => listener.Messages.Count is 4, Cancellation);
        Assert.Equal(
            ["", "6173206974203C206973", "6F66206120646F63756D656E74", "FF0001"],
            listener.Messages.Select(message => Convert.ToHexString(message.Payload.ToArray())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_retained_message_waits_for_whoever_comes_later_and_that_nobody_listens_is_told()
    {
        var call = await PublishAsync("publish/retained", new() { ["message.payload"] = "kept", ["message.retain"] = "true" });

        Assert.False(call.GetProperty("result").GetProperty("hasSubscribers").GetBoolean());
        using var listener = await broker.ListenAsync("publish/retained");
        var message = await listener.FirstAsync(Cancellation);
        Assert.Equal(("kept", true), (Encoding.UTF8.GetString(message.Payload.ToArray()), message.Retain));
    }

    [Fact]
    public async Task A_user_with_a_password_is_let_in_and_others_learn_why_not()
    {
        Dictionary<string, string> locked = new() { ["connection.port"] = Invariant($"{broker.LockedPort}"), ["connection.hostName"] = "localhost" };
        Dictionary<string, string> clerk = new(locked)
        {
            ["authentication.authType"] = "credentials",
            ["authentication.userName"] = "clerk",
            ["authentication.password"] = "long-password",
        };

        var known = await PublishAsync("publish/locked", clerk);
        var unknown = await PublishAsync("publish/locked", new(clerk) { ["authentication.password"] = "wrong-password" });
        var nobody = await PublishAsync("publish/locked", locked);
        var before = await PublishAsync("publish/locked", new(clerk) { ["authentication.password"] = "wrong-password", ["connection.protocolVersion"] = "3.1.1" });

        Assert.True(known.TryGetProperty("result", out _), known.GetRawText());
        Assert.Equal("MQTT_REFUSED", Failed(unknown, "code"));
        Assert.Contains("it does not let in the user clerk with this password", Failed(unknown, "message"), StringComparison.Ordinal);
        Assert.Contains("it does not let in a client without a user name", Failed(nobody, "message"), StringComparison.Ordinal);
        Assert.Contains("it does not let in the user clerk with this password", Failed(before, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", unknown.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_connection_needs_a_certificate_that_is_trusted()
    {
        Dictionary<string, string> encrypted = new()
        {
            ["connection.hostName"] = "localhost",
            ["connection.port"] = Invariant($"{broker.TlsPort}"),
            ["connection.encrypted"] = "true",
        };

        var trusted = await PublishAsync("publish/tls", new(encrypted) { ["clientTls.trustedCertificate"] = broker.Authority });
        var stranger = await PublishAsync("publish/tls", encrypted);

        Assert.True(trusted.TryGetProperty("result", out _), trusted.GetRawText());
        Assert.Equal("MQTT_UNREACHABLE", Failed(stranger, "code"));
        Assert.Contains("the certificate is not one for localhost that is trusted here", Failed(stranger, "message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connection.port", "1", "MQTT_UNREACHABLE", "cannot be reached: Connection refused")]
    [InlineData("connection.hostName", "no-such-host.invalid", "MQTT_UNREACHABLE", "The broker no-such-host.invalid:")]
    [InlineData("message.topic", "a/#", "INVALID_INPUT", "message.topic: expected a topic")]
    [InlineData("message.qos", "3", "INVALID_INPUT", "message.qos")]
    [InlineData("message.expiry", "PT0S", "INVALID_INPUT", "message.expiry: expected a duration above zero")]
    [InlineData("message.payloadEncoding", "base64", "INVALID_INPUT", "message.payload: expected base64")]
    [InlineData("confirmTimeout", "P1D", "INVALID_INPUT", "confirmTimeout: expected a duration")]
    [InlineData("clientTls.trustedCertificate", "no PEM", "INVALID_INPUT", "clientTls.trustedCertificate: expected a certificate in PEM")]
    public async Task What_cannot_be_done_is_named(string input, string value, string code, string sentence)
    {
        var call = await PublishAsync("publish/unfit", new()
        {
            ["message.payload"] = "not base64 at all",
            ["connection.encrypted"] = input.StartsWith("clientTls", StringComparison.Ordinal) ? "true" : "false",
            [input] = value,
        });

        Assert.Equal(code, Failed(call, "code"));
        Assert.Contains(sentence, Failed(call, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_need_the_version_that_has_them()
    {
        var call = await PublishAsync("publish/old", new() { ["connection.protocolVersion"] = "3.1.1", ["message.contentType"] = "text/plain" });

        Assert.Contains("need MQTT 5", Failed(call, "message"), StringComparison.Ordinal);
    }

    private Task<JsonElement> PublishAsync(string topic, Dictionary<string, string> inputs)
    {
        var all = new Dictionary<string, string>
        {
            ["connection.hostName"] = "127.0.0.1",
            ["connection.port"] = Invariant($"{broker.Port}"),
            ["message.topic"] = topic,
        };
        foreach (var (name, value) in inputs)
            all[name] = value;
        return broker.Host.CallAsync(Type, all, Cancellation);
    }

    private static string Failed(JsonElement call, string name) => call.TryGetProperty("failed", out var failed)
        ? failed.GetProperty(name).GetString()!
        : $"not failed: {call.GetRawText()}";
}
