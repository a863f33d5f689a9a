using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>The rules of senders, with the examples that they publish where they do.</summary>
public sealed class PresetTests
{
    private const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string StandardBody = """{"test": 2432232314}""";
    private const string StandardSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string TwilioUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string TwilioForm =
        "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";

    /// <remarks>Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.</remarks>
    [Fact]
    public async Task GitHub()
    {
        const string settings = """{"hmacPreset": "github", "hmacSecret": "It's a Secret to Everybody"}""";
        const string signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        var right = await SendAsync(settings, "Hello, World!", ("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", "72d3162e"));

        Assert.Equal((WebhookTrust.Accepted, "72d3162e"), (right.Trust, right.EventId));
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, "Hello, World", ("X-Hub-Signature-256", signature))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, "Hello, World!", ("X-Hub-Signature-256", signature[7..]))).Trust);
        Assert.Equal(WebhookTrust.Anonymous, (await SendAsync(settings, "Hello, World!", ("X-Hub-Signature", "sha1=00"))).Trust);
    }

    /// <remarks>Source: https://docs.slack.dev/authentication/verifying-requests-from-slack.</remarks>
    [Fact]
    public async Task Slack()
    {
        const string settings = """{"hmacPreset": "slack", "hmacSecret": "8f742231b10e8888abcd99yyyzzz85a5"}""";
        const string body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
            + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
            + "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        (string, string)[] headers =
        [
            ("X-Slack-Request-Timestamp", "1531420618"),
            ("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
        ];

        var inTime = await SendAsync(settings, body, 1531420618 + 300, headers);

        Assert.Equal(WebhookTrust.Accepted, inTime.Trust);
        Assert.StartsWith("hmac:", inTime.EventId, StringComparison.Ordinal);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, body, 1531420618 + 301, headers)).Trust);
    }

    [Fact]
    public async Task Slack_names_its_events_and_a_retry_has_the_same_name()
    {
        const string settings = """{"hmacPreset": "slack", "hmacSecret": "slack-secret"}""";
        const string body = """{"event":{"event_id":"inner"},"event_id":"Ev08MFMKH6","type":"event_callback"}""";

        foreach (var at in new long[] { 1_900_000_000, 1_900_000_060 })
        {
            var sender = await SendAsync(
                settings,
                body,
                at,
                ("X-Slack-Request-Timestamp", $"{at}"),
                ("X-Slack-Signature", $"v0={Hooks.Hex(Hooks.Sign("slack-secret", $"v0:{at}:{body}"))}"));
            Assert.Equal((WebhookTrust.Accepted, "Ev08MFMKH6"), (sender.Trust, sender.EventId));
        }
    }

    /// <remarks>Source: https://docs.svix.com/receiving/verifying-payloads/how-manual.</remarks>
    [Theory]
    [InlineData("webhook")]
    [InlineData("svix")]
    public async Task Standard_Webhooks(string prefix)
    {
        var right = await StandardAsync(prefix, StandardSecret, StandardSignature, 1614265330);

        Assert.Equal((WebhookTrust.Accepted, "msg_p5jXN8AQM9LWM0D4loKWxJek"), (right.Trust, right.EventId));
        Assert.Equal(WebhookTrust.Accepted, (await StandardAsync(prefix, StandardSecret[6..], $"v1,AAAA {StandardSignature}", 1614265330)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await StandardAsync(prefix, StandardSecret, StandardSignature, 1614265631)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await StandardAsync(prefix, StandardSecret, $"v1a,{StandardSignature[3..]}", 1614265330)).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await StandardAsync(prefix, "whsec_AAAA", StandardSignature, 1614265330)).Trust);
    }

    /// <remarks>Source: https://docs.stripe.com/webhooks/signature.</remarks>
    [Fact]
    public async Task Stripe()
    {
        const string settings = """{"hmacPreset": "stripe", "hmacSecret": "whsec_test_secret", "hmacTimestampTolerance": "PT10M"}""";
        const string body = """{"id":"evt_1","object":"event","data":{"object":{"id":"pi_1"}}}""";
        const long at = 1_492_774_577;
        var signature = Hooks.Hex(Hooks.Sign("whsec_test_secret", $"{at}.{body}"));

        var right = await SendAsync(settings, body, at + 600, ("Stripe-Signature", $"t={at},v1=00,v1={signature},v0={signature}"));

        Assert.Equal((WebhookTrust.Accepted, "evt_1"), (right.Trust, right.EventId));
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, body, at + 601, ("Stripe-Signature", $"t={at},v1={signature}"))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, body, at, ("Stripe-Signature", $"t={at},v0={signature}"))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, body, at, ("Stripe-Signature", $"t={at + 1},v1={signature}"))).Trust);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, body, at, ("Stripe-Signature", $"v1={signature}"))).Trust);
    }

    /// <remarks>Source: https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates.</remarks>
    [Fact]
    public async Task Shopify()
    {
        const string settings = """{"hmacPreset": "shopify", "hmacSecret": "hush-hush"}""";
        (string, string)[] headers =
        [
            ("X-Shopify-Hmac-SHA256", Convert.ToBase64String(Hooks.Sign("hush-hush", "{}"))),
            ("X-Shopify-Topic", "orders/create"),
            ("X-Shopify-Webhook-Id", "w-1"),
        ];

        Assert.Equal("orders/create/w-1", (await SendAsync(settings, "{}", headers)).EventId);
        Assert.Equal("orders/create/e-1", (await SendAsync(settings, "{}", [.. headers, ("X-Shopify-Event-Id", "e-1")])).EventId);
        Assert.Equal(WebhookTrust.Wrong, (await SendAsync(settings, "{ }", headers)).Trust);
    }

    /// <remarks>Source: https://www.twilio.com/docs/usage/security.</remarks>
    [Theory]
    [InlineData(TwilioUrl, TwilioForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", WebhookTrust.Accepted)]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", TwilioForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", WebhookTrust.Accepted)]
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", TwilioForm, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", WebhookTrust.Wrong)]
    [InlineData(TwilioUrl, TwilioForm + "&More=1", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", WebhookTrust.Wrong)]
    public async Task Twilio_signs_the_address_and_the_fields(string url, string form, string signature, WebhookTrust expected)
    {
        var request = Hooks.Request(
            form,
            [
                ("X-Twilio-Signature", signature),
                ("I-Twilio-Idempotency-Token", "i-1"),
                ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
            ],
            url);

        var sender = await new Hooks(Hooks.At(0)).SendAsync("""{"hmacPreset": "twilio", "hmacSecret": "12345"}""", request);

        Assert.Equal(expected, sender.Trust);
        Assert.Equal(expected is WebhookTrust.Accepted ? "i-1" : null, sender.EventId);
    }

    [Theory]
    [InlineData("""{"a":1}""", WebhookTrust.Accepted)]
    [InlineData("""{"a":2}""", WebhookTrust.Wrong)]
    public async Task Twilio_signs_other_bodies_by_their_hash_in_the_address(string body, WebhookTrust expected)
    {
        var url = $"https://example.com/inbound/order?bodySHA256={Hooks.Hex(SHA256.HashData("{\"a\":1}"u8))}";
        var signature = Convert.ToBase64String(CryptographicOperations.HmacData(HashAlgorithmName.SHA1, "12345"u8, Encoding.UTF8.GetBytes(url)));
        var request = Hooks.Request(body, [("X-Twilio-Signature", signature), ("Content-Type", "application/json")], url);

        Assert.Equal(expected, (await new Hooks(Hooks.At(0)).SendAsync("""{"hmacPreset": "twilio", "hmacSecret": "12345"}""", request)).Trust);
    }

    /// <summary>A body without a hash is not covered by anything.</summary>
    [Fact]
    public async Task Twilio_does_not_sign_a_body_whose_hash_is_missing()
    {
        const string url = "https://example.com/inbound/order";
        var signature = Convert.ToBase64String(CryptographicOperations.HmacData(HashAlgorithmName.SHA1, "12345"u8, Encoding.UTF8.GetBytes(url)));
        var request = Hooks.Request("{}", [("X-Twilio-Signature", signature), ("Content-Type", "application/json")], url);

        Assert.Equal(
            WebhookTrust.Wrong, (await new Hooks(Hooks.At(0)).SendAsync("""{"hmacPreset": "twilio", "hmacSecret": "12345"}""", request)).Trust);
    }

    /// <summary>A sender that is added here gets its test.</summary>
    [Fact]
    public void Every_preset_is_tried()
    {
        var tests = string.Join(' ', typeof(PresetTests).GetMethods().Select(method => method.Name.Replace("_", "", StringComparison.Ordinal)));

        Assert.All(Enum.GetNames<HmacPreset>(), name => Assert.Contains(name, tests, StringComparison.Ordinal));
    }

    private static Task<WebhookSender> StandardAsync(string prefix, string secret, string signature, long at) => SendAsync(
        $$"""{"hmacPreset": "standardWebhooks", "hmacSecret": "{{secret}}"}""",
        StandardBody,
        at,
        ($"{prefix}-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ($"{prefix}-timestamp", "1614265330"),
        ($"{prefix}-signature", signature));

    private static Task<WebhookSender> SendAsync(string settings, string body, params (string, string)[] headers) =>
        SendAsync(settings, body, at: 0, headers);

    private static async Task<WebhookSender> SendAsync(string settings, string body, long at, params (string, string)[] headers)
    {
        using var hooks = new Hooks(Hooks.At(at));
        return await hooks.SendAsync(settings, Hooks.Request(body, headers));
    }
}
