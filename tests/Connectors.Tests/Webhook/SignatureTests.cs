using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Fairlead.Broker;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook.Signing;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>Signatures of senders that a model describes itself.</summary>
public sealed class SignatureTests : IDisposable
{
    private const string Body = """{"a":"x"}""";
    private const long Now = 1_900_000_000;
    private const string Plain = """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "X-Signature"}""";
    private const string Dated = """
        {"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "X-Signature", "hmacTimestampHeader": "X-Timestamp"}
        """;

    private readonly Hooks _hooks = new(Hooks.At(Now));

    public static TheoryData<string> Spellings
    {
        get
        {
            var hash = Hooks.Sign("key", Body);
            var (hex, base64) = (Hooks.Hex(hash), Convert.ToBase64String(hash));
            var url = base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return
            [
                hex, hex.ToUpperInvariant(), $"sha256={hex}", $"SHA256={hex.ToUpperInvariant()}", base64, base64.TrimEnd('='), url, $"{url}=",
                $"sha256={base64}", $"t=5,v1={hex}", $"v1=00,v1={hex}", $"t=5, v0=00, v1={base64}", $"v1,{base64}", $"v1,AAAA v1,{base64}", $"  {hex} ",
            ];
        }
    }

    [Theory, MemberData(nameof(Spellings))]
    public async Task Every_usual_spelling_is_understood(string signature)
    {
        Assert.Equal(WebhookTrust.Accepted, await TrustAsync(Plain, ("x-signature", signature)));
    }

    [Theory, MemberData(nameof(Spellings))]
    public async Task The_same_spelling_of_another_hash_is_wrong(string signature)
    {
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Plain.Replace("\"key\"", "\"other\"", StringComparison.Ordinal), ("X-Signature", signature)));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("sha256=zz")]
    [InlineData("====")]
    [InlineData("sha256=")]
    [InlineData(",,, ,=")]
    [InlineData("t=1,v1=")]
    public async Task Nonsense_is_wrong(string signature) => Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Plain, ("X-Signature", signature)));

    [Fact]
    public async Task A_part_of_the_hash_is_wrong()
    {
        var hex = Hooks.Hex(Hooks.Sign("key", Body));

        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Plain, ("X-Signature", hex[..32])));
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Plain, ("X-Signature", hex + "00")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_header_is_no_signature(string signature) =>
        Assert.Equal(WebhookTrust.Anonymous, await TrustAsync(Plain, ("X-Signature", signature)));

    [Theory]
    [InlineData("""["body"]""", "POST", """{"a":"x"}""")]
    [InlineData("""["URL","BODY"]""", "POST", "https://example.com/inbound/orderax")]
    [InlineData("""["BODY","url"]""", "POST", "https://example.com/inbound/orderax")]
    [InlineData("""["URL","PARAMETERS"]""", "POST", "https://example.com/inbound/order?q=1&p=%20")]
    [InlineData("""["PARAMETERS","URL"]""", "POST", "https://example.com/inbound/order?q=1&p=%20")]
    [InlineData("""["BODY","PARAMETERS","URL"]""", "GET", "https://example.com/inbound/order?q=1&p=%20")]
    [InlineData("""["URL","PARAMETERS","BODY"]""", "PUT", "https://example.com/inbound/orderax")]
    public async Task The_scopes_of_the_original_come_in_any_order(string scopes, string method, string covered)
    {
        var settings = Plain.Replace("}", $", \"hmacScopes\": {scopes}}}", StringComparison.Ordinal);
        var request = Hooks.Request(
            Body, [("X-Signature", Hooks.Hex(Hooks.Sign("key", covered)))], "https://example.com/inbound/order?q=1&p=%20", method);

        Assert.Equal(WebhookTrust.Accepted, (await _hooks.SendAsync(settings, request)).Trust);
    }

    [Theory]
    [InlineData(Now, WebhookTrust.Accepted)]
    [InlineData(Now - 300, WebhookTrust.Accepted)]
    [InlineData(Now - 301, WebhookTrust.Wrong)]
    [InlineData(Now + 300, WebhookTrust.Accepted)]
    [InlineData(Now + 301, WebhookTrust.Wrong)]
    public async Task A_signature_counts_for_five_minutes_and_not_for_a_second_more(long signedAt, WebhookTrust expected) =>
        Assert.Equal(expected, await TrustAsync(Dated, ("X-Timestamp", $"{signedAt}"), ("X-Signature", Dating($"{signedAt}"))));

    [Theory]
    [InlineData("PT10S", Now - 10, WebhookTrust.Accepted)]
    [InlineData("PT10S", Now - 11, WebhookTrust.Wrong)]
    [InlineData("P1D", Now - 86_400, WebhookTrust.Accepted)]
    public async Task The_model_says_how_long_a_signature_counts(string tolerance, long signedAt, WebhookTrust expected)
    {
        var settings = Dated.Replace("}", $", \"hmacTimestampTolerance\": \"{tolerance}\"}}", StringComparison.Ordinal);

        Assert.Equal(expected, await TrustAsync(settings, ("X-Timestamp", $"{signedAt}"), ("X-Signature", Dating($"{signedAt}"))));
    }

    [Theory]
    [InlineData("1900000000000", WebhookTrust.Accepted)]
    [InlineData("2030-03-17T17:46:40Z", WebhookTrust.Accepted)]
    [InlineData("2030-03-17T18:46:40+01:00", WebhookTrust.Accepted)]
    [InlineData("2030-03-17T17:00:00Z", WebhookTrust.Wrong)]
    [InlineData("-5", WebhookTrust.Wrong)]
    [InlineData("99999999999999999999", WebhookTrust.Wrong)]
    [InlineData("9223372036854775807", WebhookTrust.Wrong)]
    [InlineData("soon", WebhookTrust.Wrong)]
    public async Task Moments_are_seconds_milliseconds_or_ISO_8601(string timestamp, WebhookTrust expected) =>
        Assert.Equal(expected, await TrustAsync(Dated, ("X-Timestamp", timestamp), ("X-Signature", Dating(timestamp))));

    [Fact]
    public async Task A_timestamp_that_is_missing_or_not_the_signed_one_is_wrong()
    {
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Dated, ("X-Signature", Dating($"{Now}"))));
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(Dated, ("X-Timestamp", $"{Now + 1}"), ("X-Signature", Dating($"{Now}"))));
    }

    [Fact]
    public async Task A_model_writes_what_its_sender_signs()
    {
        var settings = Dated.Replace("}", ", \"hmacSignedContent\": \"v2|{timestamp}|{x-part}|{url}|{body}\"}", StringComparison.Ordinal);
        var signed = Hooks.Hex(Hooks.Sign("key", $"v2|{Now}|seven|https://example.com/inbound/order|{Body}"));

        Assert.Equal(
            WebhookTrust.Accepted, await TrustAsync(settings, ("X-Timestamp", $"{Now}"), ("X-Part", "seven"), ("X-Signature", signed)));
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(settings, ("X-Timestamp", $"{Now}"), ("X-Part", "eight"), ("X-Signature", signed)));
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(settings, ("X-Timestamp", $"{Now}"), ("X-Signature", signed)));
    }

    [Fact]
    public async Task The_timestamp_may_stand_beside_the_signature()
    {
        var settings = Dated.Replace("X-Timestamp", "x-signature", StringComparison.Ordinal);

        Assert.Equal(WebhookTrust.Accepted, await TrustAsync(settings, ("X-Signature", $"t={Now},v1={Dating($"{Now}")}")));
        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(settings, ("X-Signature", $"v1={Dating($"{Now}")}")));
    }

    /// <summary>However it is spelled, it is the same event; and another signature is another one.</summary>
    [Fact]
    public async Task A_dated_signature_names_its_event_and_one_without_a_date_names_none()
    {
        var first = await SendAsync(Dated, ("X-Timestamp", $"{Now}"), ("X-Signature", Dating($"{Now}")));
        var again = await SendAsync(Dated, ("X-Timestamp", $"{Now}"), ("X-Signature", Dating($"{Now}").ToUpperInvariant()));
        var later = await SendAsync(Dated, ("X-Timestamp", $"{Now + 1}"), ("X-Signature", Dating($"{Now + 1}")));

        Assert.NotNull(first.EventId);
        Assert.Equal(first.EventId, again.EventId);
        Assert.NotEqual(first.EventId, later.EventId);
        Assert.Null((await SendAsync(Plain, ("X-Signature", Hooks.Hex(Hooks.Sign("key", Body))))).EventId);
    }

    [Fact]
    public void Events_are_remembered_for_at_least_twice_as_long_as_their_signature_can_count()
    {
        var bounds = typeof(BrokerOptions).GetProperty(nameof(BrokerOptions.LedgerRetention))!.GetCustomAttribute<RangeAttribute>()!;

        Assert.True(TimeSpan.Parse((string)bounds.Minimum, CultureInfo.InvariantCulture) >= 2 * SigningTime.AtMost);
    }

    [Fact]
    public async Task Two_secrets_count_while_a_sender_changes_and_the_old_one_is_told()
    {
        var both = Plain.Replace("}", ", \"hmacSecretPrevious\": \"old\"}", StringComparison.Ordinal);

        var withNew = await SendAsync(both, ("X-Signature", Hooks.Hex(Hooks.Sign("key", Body))));
        var withOld = await SendAsync(both, ("X-Signature", Hooks.Hex(Hooks.Sign("old", Body))));
        var withNeither = await SendAsync(both, ("X-Signature", Hooks.Hex(Hooks.Sign("older", Body))));

        Assert.Equal((WebhookTrust.Accepted, null), (withNew.Trust, withNew.Notice));
        Assert.Equal(WebhookTrust.Accepted, withOld.Trust);
        Assert.Contains("hmacSecretPrevious", withOld.Notice, StringComparison.Ordinal);
        Assert.Equal(WebhookTrust.Wrong, withNeither.Trust);
    }

    [Fact]
    public async Task An_empty_previous_secret_lets_nobody_in()
    {
        var settings = Plain.Replace("}", ", \"hmacSecretPrevious\": \"\"}", StringComparison.Ordinal);

        Assert.Equal(WebhookTrust.Wrong, await TrustAsync(settings, ("X-Signature", Hooks.Hex(Hooks.Sign("", Body)))));
    }

    [Theory]
    [InlineData("hmacSecret", """{"shouldValidateHmac": "enabled", "hmacHeader": "x"}""")]
    [InlineData("hmacSecret", """{"shouldValidateHmac": "enabled", "hmacHeader": "x", "hmacSecret": ""}""")]
    [InlineData("hmacHeader", """{"shouldValidateHmac": "enabled", "hmacSecret": "key"}""")]
    [InlineData("hmacScopes", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacScopes": ["PARAMETERS"]}""")]
    [InlineData("hmacScopes", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacScopes": ["URL"]}""")]
    [InlineData("hmacScopes", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacScopes": ["BODY", "BODY"]}""")]
    [InlineData("{timestamp}", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacTimestampHeader": "t", "hmacSignedContent": "{body}"}""")]
    [InlineData("{timestamp}", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacSignedContent": "{timestamp}{body}"}""")]
    [InlineData("{body}", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacTimestampHeader": "t", "hmacSignedContent": "{timestamp}"}""")]
    [InlineData("hmacTimestampTolerance", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacTimestampHeader": "t", "hmacTimestampTolerance": "P2D"}""")]
    [InlineData("hmacTimestampTolerance", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacTimestampHeader": "t", "hmacTimestampTolerance": "-PT5M"}""")]
    [InlineData("hmacTimestampHeader", """{"shouldValidateHmac": "enabled", "hmacSecret": "key", "hmacHeader": "x", "hmacTimestampTolerance": "PT5M"}""")]
    [InlineData("shouldValidateHmac", """{"hmacSecret": "key", "hmacHeader": "x", "hmacTimestampHeader": "t"}""")]
    [InlineData("shouldValidateHmac", """{"shouldValidateHmac": "disabled", "hmacPreset": "github", "hmacSecret": "key"}""")]
    [InlineData("hmacHeader", """{"hmacPreset": "github", "hmacSecret": "key", "hmacHeader": "X-Hub-Signature"}""")]
    [InlineData("hmacAlgorithm", """{"hmacPreset": "github", "hmacSecret": "key", "hmacAlgorithm": "sha_1"}""")]
    [InlineData("hmacTimestampTolerance", """{"hmacPreset": "github", "hmacSecret": "key", "hmacTimestampTolerance": "PT5M"}""")]
    [InlineData("base64", """{"hmacPreset": "standardWebhooks", "hmacSecret": "whsec_!!"}""")]
    [InlineData("hmacSecretPrevious", """{"hmacPreset": "standardWebhooks", "hmacSecret": "whsec_AAAA", "hmacSecretPrevious": "not base64!"}""")]
    public void What_cannot_protect_is_refused_before_the_webhook_opens(string reason, string settings) =>
        Assert.Contains(reason, _hooks.Problems(settings), StringComparison.Ordinal);

    public void Dispose() => _hooks.Dispose();

    private static string Dating(string timestamp) => Hooks.Hex(Hooks.Sign("key", $"{timestamp}.{Body}"));

    private async Task<WebhookTrust> TrustAsync(string settings, params (string, string)[] headers) => (await SendAsync(settings, headers)).Trust;

    private Task<WebhookSender> SendAsync(string settings, params (string, string)[] headers) =>
        _hooks.SendAsync(settings, Hooks.Request(Body, headers));
}
