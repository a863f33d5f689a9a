using System.Text;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>Passwords, keys, and what the operator is told of them.</summary>
public sealed class CredentialTests : IDisposable
{
    private const string Basic = """{"auth": {"type": "BASIC", "username": "ann", "password": "new-password", "passwordPrevious": "old-password"}}""";
    private const string Key = """{"auth": {"type": "APIKEY", "apiKey": "new-key", "apiKeyPrevious": "old-key", "apiKeyLocator": "=request.headers.key"}}""";

    private readonly Hooks _hooks = new(Hooks.At(0));

    [Theory]
    [InlineData("ann:new-password", WebhookTrust.Accepted, null)]
    [InlineData("ann:old-password", WebhookTrust.Accepted, "passwordPrevious")]
    [InlineData("ann:older-password", WebhookTrust.Wrong, null)]
    [InlineData("bob:old-password", WebhookTrust.Wrong, null)]
    public async Task Two_passwords_count_while_a_sender_changes(string credentials, WebhookTrust expected, string? notice)
    {
        var sender = await SendAsync(Basic, ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}"));

        Assert.Equal(expected, sender.Trust);
        Assert.Contains(notice ?? "", sender.Notice ?? "", StringComparison.Ordinal);
        Assert.Equal(notice is null, sender.Notice is null);
    }

    [Theory]
    [InlineData("new-key", WebhookTrust.Accepted, null)]
    [InlineData("old-key", WebhookTrust.Accepted, "apiKeyPrevious")]
    [InlineData("older-key", WebhookTrust.Wrong, null)]
    public async Task Two_keys_count_while_a_sender_changes(string key, WebhookTrust expected, string? notice)
    {
        var sender = await SendAsync(Key, ("Key", key));

        Assert.Equal(expected, sender.Trust);
        Assert.Equal(notice is null, sender.Notice is null);
    }

    [Theory]
    [InlineData("""{"auth": {"type": "BASIC", "username": "ann", "password": "pass-word", "passwordPrevious": ""}}""", "Authorization", "Basic YW5uOg==")]
    [InlineData("""{"auth": {"type": "APIKEY", "apiKey": "api-key", "apiKeyPrevious": "", "apiKeyLocator": "=request.headers.key"}}""", "Key", "x")]
    public async Task An_empty_previous_secret_lets_nobody_in(string settings, string header, string value) =>
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, (header, value))).Trust);

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basic")]
    [InlineData("Digest username=\"ann\"")]
    public async Task Another_scheme_is_wrong_and_not_a_handshake(string authorization) =>
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(Basic, ("Authorization", authorization))).Trust);

    [Theory]
    [InlineData("username", """{"auth": {"type": "BASIC", "username": "", "password": "pass-word"}}""")]
    [InlineData("password", """{"auth": {"type": "BASIC", "username": "ann", "password": ""}}""")]
    [InlineData("apiKey", """{"auth": {"type": "APIKEY", "apiKey": ""}}""")]
    public void Empty_credentials_are_refused_before_the_webhook_opens(string reason, string settings) =>
        Assert.Contains(reason, _hooks.Problems(settings), StringComparison.Ordinal);

    [Fact]
    public async Task A_signature_and_a_password_are_both_wanted_where_the_model_asks_for_both()
    {
        var settings = Key.Replace("{\"auth\"", "{\"shouldValidateHmac\": \"enabled\", \"hmacSecret\": \"key\", \"hmacHeader\": \"S\", \"auth\"", StringComparison.Ordinal);
        var (signature, wrong) = (("S", Hooks.Hex(Hooks.Sign("key", "{}"))), ("S", "00"));

        Assert.Equal(WebhookTrust.Accepted, (await SendAsync(settings, signature, ("Key", "new-key"))).Trust);
        Assert.Equal(WebhookTrust.Anonymous, (await SendAsync(settings, ("Key", "new-key"))).Trust);
        Assert.Equal(WebhookTrust.Anonymous, (await SendAsync(settings, signature)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, signature, ("Key", "none"))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, wrong, ("Key", "new-key"))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, ("Key", "none"))).Trust);
    }

    [Theory]
    [InlineData("{}", "NONE", false)]
    [InlineData("""{"auth": {"type": "NONE"}}""", "NONE", true)]
    [InlineData(Basic, "BASIC", false)]
    [InlineData(Key, "APIKEY", false)]
    [InlineData("""{"hmacPreset": "stripe", "hmacSecret": "key", "auth": {"type": "NONE"}}""", "HMAC stripe", true)]
    [InlineData("""{"shouldValidateHmac": "enabled", "hmacHeader": "x", "hmacSecret": "key", "auth": {"type": "APIKEY", "apiKey": "key"}}""", "HMAC, APIKEY", false)]
    public void The_operator_is_told_how_senders_are_known(string settings, string expected, bool isOpen)
    {
        var protection = _hooks.Describe(settings);

        Assert.Equal((expected, isOpen), (protection.ToString(), protection.IsOpenByModel));
    }

    [Fact]
    public void The_operator_is_told_which_old_secrets_count()
    {
        Assert.Contains("passwordPrevious", Assert.Single(_hooks.Describe(Basic).Remarks), StringComparison.Ordinal);
        Assert.Contains("apiKeyPrevious", Assert.Single(_hooks.Describe(Key).Remarks), StringComparison.Ordinal);
        Assert.Empty(_hooks.Describe("""{"hmacPreset": "stripe", "hmacSecret": "key"}""").Remarks);
    }

    public void Dispose() => _hooks.Dispose();

    private Task<WebhookSender> SendAsync(string settings, params (string, string)[] headers) => _hooks.SendAsync(settings, Hooks.Request("{}", headers));
}
