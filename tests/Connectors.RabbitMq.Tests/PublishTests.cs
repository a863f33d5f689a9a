using System.Text;
using System.Text.Json;

using Fairlead.Connectors.RabbitMq.Tests.Support;
using static System.FormattableString;

namespace Fairlead.Connectors.RabbitMq.Tests;

/// <summary>Messages that a process publishes, at the real broker.</summary>
public sealed class PublishTests(Rabbit rabbit)
{
    private const string Type = "io.camunda:connector-rabbitmq:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_is_published_with_its_properties_and_the_result_is_the_original_s()
    {
        await rabbit.DeclareAsync("publish-json");

        var call = await PublishAsync("publish-json", new()
        {
            ["message.body"] = "={order: 7, note: \"für Ada\"}",
            ["message.properties"] = """={contentType: "application/json", headers: {total: 12, rush: true, parts: ["a", 1]}, correlationId: "c-1", priority: 3, timestamp: "2030-01-31T09:30:00Z", expiration: 60000, replyTo: "answers", type: "order", appId: "shop", messageId: "m-7"}""",
        });

        Assert.Equal("""{"statusResult":"success"}""", call.GetProperty("result").GetRawText());
        var message = (await rabbit.TakeAsync("publish-json"))!;
        Assert.Equal("""{"order":7,"note":"für Ada"}""", Encoding.UTF8.GetString(message.Body.Span));
        var properties = message.BasicProperties;
        Assert.Equal(
            ("application/json", "c-1", (byte)3, 1_896_082_200L, "60000", "answers", "order", "shop", "m-7", true),
            (properties.ContentType, properties.CorrelationId, properties.Priority, properties.Timestamp.UnixTime, properties.Expiration, properties.ReplyTo, properties.Type, properties.AppId, properties.MessageId, properties.Persistent));
        Assert.Equal(12, properties.Headers!["total"]);
        Assert.Equal(true, properties.Headers["rush"]);
        Assert.Equal([(object)"a"u8.ToArray(), 1], (List<object>)properties.Headers["parts"]!);
    }

    [Fact]
    public async Task Text_is_published_as_it_is_and_the_message_id_is_the_same_for_all_attempts_of_a_job()
    {
        await rabbit.DeclareAsync("publish-text");

        await PublishAsync("publish-text", new() { ["message.body"] = "plain < text", ["message.properties"] = "" });

        var message = (await rabbit.TakeAsync("publish-text"))!;
        Assert.Equal("plain < text", Encoding.UTF8.GetString(message.Body.Span));
        Assert.StartsWith(rabbit.Host.Cluster.Id + "-", message.BasicProperties.MessageId, StringComparison.Ordinal);
        Assert.False(message.BasicProperties.IsContentTypePresent());
        Assert.True(message.BasicProperties.Persistent);
    }

    [Theory]
    [InlineData("amqp://clerk:pass%2Fword@127.0.0.1:{0}/orders")]
    [InlineData("amqp://clerk:pass%2Fword@localhost:{0}/%6Frders")]
    public async Task A_uri_names_user_password_and_virtual_host(string uri)
    {
        var call = await rabbit.Host.CallAsync(Type, Inputs("anything", new()
        {
            ["authentication.uri"] = uri.Replace("{0}", Invariant($"{rabbit.Server.Port}"), StringComparison.Ordinal),
        }), Cancellation);

        // There is no such queue in that virtual host: it was reached, and by somebody who may do that.
        Assert.Equal("RABBITMQ_UNROUTABLE", Failed(call, "code"));
        Assert.Equal("orders", call.GetProperty("failed").GetProperty("variables").GetProperty("virtualHost").GetString());
    }

    [Fact]
    public async Task Name_and_password_stand_beside_the_address()
    {
        await rabbit.DeclareAsync("publish-credentials");

        var call = await PublishAsync("publish-credentials", new()
        {
            ["authentication.authType"] = "credentials",
            ["authentication.userName"] = "clerk",
            ["authentication.password"] = "pass/word",
            ["routing.virtualHost"] = "/",
            ["routing.hostName"] = "localhost",
            ["routing.port"] = Invariant($"{rabbit.Server.Port}"),
        });

        Assert.Equal("success", call.GetProperty("result").GetProperty("statusResult").GetString());
    }

    [Fact]
    public async Task A_message_that_reaches_no_queue_is_an_error_that_says_so_unless_the_model_does_not_mind()
    {
        var call = await PublishAsync("nobody-has-this", []);
        var careless = await PublishAsync("nobody-has-this", new() { ["routing.mandatory"] = "false" });

        Assert.Equal("RABBITMQ_UNROUTABLE", Failed(call, "code"));
        Assert.Contains("takes the routing key \"nobody-has-this\" (312 NO_ROUTE)", Failed(call, "message"), StringComparison.Ordinal);
        var variables = call.GetProperty("failed").GetProperty("variables");
        Assert.Equal(("", "nobody-has-this", 312), (Text(variables, "exchange"), Text(variables, "routingKey"), variables.GetProperty("replyCode").GetInt32()));
        Assert.Equal("success", careless.GetProperty("result").GetProperty("statusResult").GetString());
    }

    [Fact]
    public async Task An_exchange_that_is_not_there_is_named_and_others_on_the_same_connection_do_not_suffer()
    {
        await rabbit.DeclareAsync("publish-beside");
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => number % 2 is 0
            ? PublishAsync("publish-beside", [])
            : PublishAsync("key", new() { ["routing.exchange"] = "missing" })));

        Assert.All(calls.Where((_, number) => number % 2 is 0), call => Assert.True(call.TryGetProperty("result", out _), call.GetRawText()));
        Assert.All(calls.Where((_, number) => number % 2 is 1), call =>
        {
            Assert.Equal("RABBITMQ_REFUSED", Failed(call, "code"));
            Assert.Contains("no exchange 'missing' in vhost '/'", Failed(call, "message"), StringComparison.Ordinal);
            Assert.Equal(404, call.GetProperty("failed").GetProperty("variables").GetProperty("replyCode").GetInt32());
        });
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_and_the_process_learns_it()
    {
        await rabbit.DeclareAsync("publish-full", new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });

        var first = await PublishAsync("publish-full", []);
        var second = await PublishAsync("publish-full", []);

        Assert.True(first.TryGetProperty("result", out _));
        Assert.Equal("RABBITMQ_NOT_TAKEN", Failed(second, "code"));
    }

    [Theory]
    [InlineData("amqp://guest:wrong-word@127.0.0.1:{0}", "RABBITMQ_REFUSED", "it does not accept the user guest with this password")]
    [InlineData("amqp://guest:guest@127.0.0.1:{0}/nowhere", "RABBITMQ_REFUSED", "vhost nowhere not found")]
    [InlineData("amqp://guest:guest@127.0.0.1:1", "RABBITMQ_UNREACHABLE", "The broker 127.0.0.1:1 cannot be reached: Connection refused")]
    [InlineData("amqp://guest:guest@no-such-host.invalid", "RABBITMQ_UNREACHABLE", "there is no host of that name")]
    public async Task Whoever_is_not_let_in_learns_why(string uri, string code, string sentence)
    {
        var call = await PublishAsync("anything", new()
        {
            ["authentication.uri"] = uri.Replace("{0}", Invariant($"{rabbit.Server.Port}"), StringComparison.Ordinal),
        });

        Assert.Equal(code, Failed(call, "code"));
        Assert.Contains(sentence, Failed(call, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-word", call.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_connection_needs_a_certificate_that_is_trusted()
    {
        await rabbit.DeclareAsync("publish-tls");
        Dictionary<string, string> encrypted = new() { ["authentication.uri"] = Invariant($"amqps://clerk:pass%2Fword@localhost:{rabbit.Server.TlsPort}") };

        var trusted = await PublishAsync("publish-tls", new(encrypted) { ["clientTls.trustedCertificate"] = rabbit.Server.Authority });
        var stranger = await PublishAsync("publish-tls", encrypted);
        var noPem = await PublishAsync("publish-tls", new(encrypted) { ["clientTls.trustedCertificate"] = "no PEM" });

        Assert.True(trusted.TryGetProperty("result", out _), trusted.GetRawText());
        Assert.Equal("RABBITMQ_UNREACHABLE", Failed(stranger, "code"));
        Assert.Contains("the certificate is not one for localhost that this machine trusts", Failed(stranger, "message"), StringComparison.Ordinal);
        Assert.Contains("clientTls.trustedCertificate: expected a certificate in PEM", Failed(noPem, "message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message.properties", "={colour: \"red\", contentType: \"a\"}", "message.properties.colour: there is no such property. Expected one of appId, clusterId,")]
    [InlineData("message.properties", "={priority: 300}", "message.properties.priority: expected a number from 0 to 255.")]
    [InlineData("message.properties", "={expiration: \"soon\"}", "message.properties.expiration: expected milliseconds")]
    [InlineData("message.properties", "[1]", "message.properties: expected an object")]
    [InlineData("authentication.uri", "http://example.com", "authentication.uri: expected amqp://user:password@host:port/virtual-host")]
    [InlineData("confirmTimeout", "P1D", "confirmTimeout: expected a duration from PT0.1S to PT10M")]
    [InlineData("routing.routingKey", "", "routing.routingKey: expected the name of a queue")]
    public async Task What_cannot_be_used_is_named(string input, string value, string sentence)
    {
        var call = await PublishAsync("anything", new() { [input] = value });

        Assert.Equal("INVALID_INPUT", Failed(call, "code"));
        Assert.Contains(sentence, Failed(call, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_may_be_text_of_json()
    {
        await rabbit.DeclareAsync("publish-properties");

        await PublishAsync("publish-properties", new() { ["message.properties"] = """{"contentType": "text/plain", "deliveryMode": 1, "timestamp": 1896082200000}""" });

        var properties = (await rabbit.TakeAsync("publish-properties"))!.BasicProperties;
        Assert.Equal(("text/plain", false, 1_896_082_200L), (properties.ContentType, properties.Persistent, properties.Timestamp.UnixTime));
    }

    private Task<JsonElement> PublishAsync(string queue, Dictionary<string, string> inputs) =>
        rabbit.Host.CallAsync(Type, Inputs(queue, inputs), Cancellation);

    private Dictionary<string, string> Inputs(string queue, Dictionary<string, string> inputs)
    {
        var all = new Dictionary<string, string>
        {
            ["authentication.authType"] = "uri",
            ["authentication.uri"] = rabbit.Server.Uri,
            ["routing.exchange"] = "",
            ["routing.routingKey"] = queue,
            ["message.body"] = "hello",
        };
        foreach (var (name, value) in inputs)
            all[name] = value;
        return all;
    }

    private static string Failed(JsonElement call, string name) => call.TryGetProperty("failed", out var failed)
        ? Text(failed, name)
        : $"not failed: {call.GetRawText()}";

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;
}
