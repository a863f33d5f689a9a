using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Events of trusted sources that cannot be read are kept as they came, until somebody makes something of them: on a real cluster.</summary>
public sealed class UnreadableTests
{
    private const string Json = "application/json";
    private static readonly (string, string)[] Basic =
        [("inbound.auth.type", "BASIC"), ("inbound.auth.username", "user"), ("inbound.auth.password", "pass-word-1")];

    private static readonly (string, string) Result = ("resultExpression", "={n: request.body.n}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"n\": 1", Json, "", 400, "WEBHOOK_BAD_JSON")]
    [InlineData("n=1", "application/x-www-form-urlencoded; charset=klingon", "", 415, "WEBHOOK_MEDIA_TYPE")]
    [InlineData("{\"n\": 1}", "application/json; charset=klingon", "", 415, "WEBHOOK_MEDIA_TYPE")]
    [InlineData("--x\r\n\r\nno name\r\n--x--", "multipart/form-data; boundary=x", "", 400, "WEBHOOK_BAD_FORM")]
    [InlineData("no boundary", "multipart/form-data", "", 400, "WEBHOOK_BAD_FORM")]
    [InlineData("--x--", "multipart/mixed; boundary=x", "", 415, "WEBHOOK_MEDIA_TYPE")]
    [InlineData("{\"n\": 1}", Json, "zstd", 415, "WEBHOOK_MEDIA_TYPE")]
    [InlineData("{\"n\": 1}", Json, "gzip", 400, "WEBHOOK_BAD_REQUEST")]
    [InlineData("{\"n\": 1}", Json, "br", 400, "WEBHOOK_BAD_REQUEST")]
    public async Task What_a_trusted_sender_sends_is_kept_and_nothing_of_a_stranger(
        string body, string contentType, string coding, int status, string code)
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook([.. Basic, Result]));

        var stranger = await PostAsync(host, Encoding.UTF8.GetBytes(body), contentType, coding, password: "guessed");
        Assert.Null(stranger.Key);
        Assert.Empty(await host.KeptAsync());
        var sent = await PostAsync(host, Encoding.UTF8.GetBytes(body), contentType, coding);

        Assert.Equal((status, true), (sent.Status, sent.Key is not null));
        Assert.Contains(code, sent.Body, StringComparison.Ordinal);
        var entry = await FindAsync(host, sent.Key);
        Assert.Equal((InboxState.Quarantined, InboxKeeper.Unreadable), (entry.State, entry.Code));
        Assert.Contains(code, entry.Reason, StringComparison.Ordinal);
        var payload = JsonElement.Parse(entry.Payload.Span);
        Assert.Equal(body, payload.GetProperty("raw").GetString());
        var headers = payload.GetProperty("request").GetProperty("headers");
        Assert.Equal(contentType, headers.GetProperty("content-type").GetString());
        Assert.DoesNotContain(Convert.ToBase64String("user:pass-word-1"u8), Text(entry), StringComparison.Ordinal);
        Assert.Empty(await host.StartedAsync("process"));
        Assert.Equal(0, host.Get<WebhookLoad>().Bytes);
    }

    [Fact]
    public async Task What_is_no_text_is_kept_byte_for_byte_also_when_it_breaks_while_it_is_unpacked()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook([.. Basic, Result]));
        // A good head of gzip, and then a kind of block that there is not.
        byte[] broken = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 7, .. Enumerable.Repeat((byte)0x8B, 200_000)];

        var sent = await PostAsync(host, broken, Json, "gzip");

        Assert.Equal(400, sent.Status);
        Assert.Equal(broken, JsonElement.Parse((await FindAsync(host, sent.Key)).Payload.Span).GetProperty("rawBase64").GetBytesFromBase64());
        Assert.Equal(0, host.Get<WebhookLoad>().Bytes);
    }

    [Fact]
    public async Task Of_a_long_body_the_beginning_is_kept_and_its_length()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook([.. Basic, Result]));

        var sent = await PostAsync(host, Encoding.UTF8.GetBytes(new string('\u0001', 900_000)), Json, "");

        var payload = JsonElement.Parse((await FindAsync(host, sent.Key)).Payload.Span);
        Assert.Equal((512 * 1024, 900_000), (payload.GetProperty("raw").GetString()!.Length, payload.GetProperty("rawBytes").GetInt32()));
    }

    [Fact]
    public async Task A_sender_that_an_expression_on_the_head_knows_is_trusted_although_the_body_cannot_be_read()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook(
            ("inbound.auth.type", "APIKEY"),
            ("inbound.auth.apiKey", "key-1234"),
            ("inbound.auth.apiKeyLocator", "=request.headers.shoptoken"),
            ("messageIdExpression", "=request.headers.sent"),
            Result));
        using var good = Keyed("key-1234", "7");
        using var wrong = Keyed("key-4321", "8");

        var (sent, again, refused) = (await host.PostAsync(good), await host.PostAsync(good), await host.PostAsync(wrong));

        Assert.Equal((400, true), (sent.Status, sent.Key is not null));
        // A repetition is another attempt at the same entry.
        Assert.Equal((400, sent.Key), (again.Status, again.Key));
        Assert.Equal((400, null), (refused.Status, refused.Key));
        var entry = Assert.Single(await host.KeptAsync());
        Assert.Equal("<default>/process/start/7", entry.DeduplicationKey);
        Assert.DoesNotContain("key-1234", Text(await FindAsync(host, sent.Key)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_has_mended_is_not_applied_and_what_is_mended_is_applied_once()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook([.. Basic, Result, ("messageIdExpression", "=string(request.body.n)")]));
        var sent = await PostAsync(host, "{\"n\": 1"u8.ToArray(), Json, "");
        await host.RestartAsync();
        var driver = host.Get<InboxDriver>();

        // The payload alone would fit: {n: null}.
        Assert.Equal(InboxDriveOutcome.Failed, (await driver.PreviewAsync(sent.Key!.Value, payload: null, Cancellation))!.Outcome);
        var still = await driver.DriveAsync(sent.Key.Value, lease: null, Cancellation);
        Assert.Equal((InboxDriveOutcome.Failed, InboxKeeper.Unreadable), (still!.Outcome, still.Forecast.Code));
        Assert.Empty(await host.StartedAsync("process"));

        await host.Inbox.EditAsync(sent.Key.Value, """{"request":{"body":{"n":1},"headers":{},"params":{}}}"""u8.ToArray(), Cancellation);
        Assert.Equal(InboxDriveOutcome.Applied, (await driver.DriveAsync(sent.Key.Value, lease: null, Cancellation))!.Outcome);
        Assert.Null(await driver.DriveAsync(sent.Key.Value, lease: null, Cancellation));
        // What its sender corrects by itself is the same event.
        Assert.Equal(200, (await PostAsync(host, "{\"n\": 1}"u8.ToArray(), Json, "")).Status);
        Assert.Equal(["1"], await host.StartedAsync("process"));
        Assert.Empty(await host.KeptAsync());
    }

    [Fact]
    public async Task What_a_subscription_cannot_read_is_kept_and_the_source_is_read_on()
    {
        await using var host = await ClusterHost.StartAsync();
        await using var peer = new LinePeer();
        peer.Open();
        await host.DeployAsync(Diagrams.WebhookStart(
            "process",
            [("inbound.type", "test:lines:1"), ("peer.host", "127.0.0.1"), ("peer.port", $"{peer.Port}"), ("resultExpression", "={n: text}")]));
        var link = await peer.NextAsync();
        await link.ReadAsync();

        await link.SendAsync("e-1 garbled");
        Assert.Equal("e-1 Quarantined", await link.ReadAsync());
        await link.SendAsync("e-2 fine");
        Assert.Equal("e-2 Applied", await link.ReadAsync());
        await link.SendAsync("e-1 garbled");
        Assert.Equal("e-1 Duplicate", await link.ReadAsync());

        var entry = Assert.Single(await host.KeptAsync());
        Assert.Equal((InboxKeeper.Unreadable, "<default>/process/start/e-1"), (entry.Code, entry.DeduplicationKey));
        Assert.Contains("The line is garbled.", entry.Reason, StringComparison.Ordinal);
        Assert.Equal("""{"raw":"e-1 garbled"}""", Text(await FindAsync(host, entry.Key)));
        var driver = host.Get<InboxDriver>();
        Assert.Equal(InboxDriveOutcome.Failed, (await driver.DriveAsync(entry.Key, lease: null, Cancellation))!.Outcome);
        await host.Inbox.EditAsync(entry.Key, """{"id":"e-1","text":"mended"}"""u8.ToArray(), Cancellation);
        Assert.Equal(InboxDriveOutcome.Applied, (await driver.DriveAsync(entry.Key, lease: null, Cancellation))!.Outcome);
        Assert.Equal(["fine", "mended"], await host.StartedAsync("process"));
    }

    private static string Webhook(params (string Name, string Value)[] properties) =>
        Diagrams.WebhookStart("process", WebhookHost.Settings(properties));

    private static StringContent Keyed(string key, string id) =>
        new("{", Encoding.UTF8, Json) { Headers = { { "ShopToken", key }, { "Sent", id } } };

    private static string Text(InboxEntry entry) => Encoding.UTF8.GetString(entry.Payload.Span);

    private static async Task<InboxEntry> FindAsync(ClusterHost host, InboxKey? key) => (await host.Inbox.FindAsync(key!.Value, Cancellation))!;

    private static async Task<ClusterHost.Sent> PostAsync(
        ClusterHost host, byte[] body, string contentType, string coding, string password = "pass-word-1")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (coding.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return await host.PostAsync(content, credentials: $"user:{password}");
    }
}
