using System.Diagnostics;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>The rules of senders, as they publish them.</summary>
internal static class SigningPresets
{
    private const string Secret = "whsec_";

    /// <remarks>
    /// The delivery's id is not signed, and neither is a moment.
    /// Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries and …/webhook-events-and-payloads.
    /// </remarks>
    private static readonly SigningScheme GitHub = new()
    {
        Name = "github",
        Headers = ["X-Hub-Signature-256"],
        Algorithm = HmacAlgorithm.Sha256,
        Tag = "sha256",
        Content = SignedContent.Written("{body}"),
        EventId = request => request.Header("X-GitHub-Delivery"),
    };

    /// <remarks>
    /// One event may be delivered under several topics. Neither its id nor the topic is signed.
    /// Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https and …/webhooks/ignore-duplicates.
    /// </remarks>
    private static readonly SigningScheme Shopify = new()
    {
        Name = "shopify",
        Headers = ["X-Shopify-Hmac-SHA256"],
        Algorithm = HmacAlgorithm.Sha256,
        Content = SignedContent.Written("{body}"),
        EventId = request => (request.Header("X-Shopify-Event-Id") ?? request.Header("X-Shopify-Webhook-Id")) is { Length: > 0 } id
            ? $"{request.Header("X-Shopify-Topic")}/{id}"
            : null,
    };

    /// <remarks>
    /// Events have an id, commands of people have none.
    /// Source: https://docs.slack.dev/authentication/verifying-requests-from-slack and …/apis/events-api.
    /// </remarks>
    private static readonly SigningScheme Slack = new()
    {
        Name = "slack",
        Headers = ["X-Slack-Signature"],
        Algorithm = HmacAlgorithm.Sha256,
        Tag = "v0",
        Content = SignedContent.Written("v0:{timestamp}:{body}"),
        Time = new(["X-Slack-Request-Timestamp"], Tag: null, SigningTime.Usually),
        EventId = request => TextOf(request, "event_id"),
    };

    /// <remarks>
    /// The secret is base64, mostly behind <c>whsec_</c>; Svix's own names of the headers are older.
    /// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md and
    /// https://docs.svix.com/receiving/verifying-payloads/how-manual.
    /// </remarks>
    private static readonly SigningScheme StandardWebhooks = new()
    {
        Name = "standardWebhooks",
        Headers = ["webhook-signature", "svix-signature"],
        Algorithm = HmacAlgorithm.Sha256,
        Tag = "v1",
        Content = SignedContent.Written("{webhook-id|svix-id}.{timestamp}.{body}"),
        Time = new(["webhook-timestamp", "svix-timestamp"], Tag: null, SigningTime.Usually),
        Key = secret => Encodings.FromBase64(secret.StartsWith(Secret, StringComparison.Ordinal) ? secret[Secret.Length..] : secret),
        EventId = request => request.Header("webhook-id") ?? request.Header("svix-id"),
    };

    /// <remarks>
    /// <c>v0</c> signs tests only. The secret is used as it is written, <c>whsec_</c> included.
    /// Source: https://docs.stripe.com/webhooks/signature and https://docs.stripe.com/webhooks#handle-duplicate-events.
    /// </remarks>
    private static readonly SigningScheme Stripe = new()
    {
        Name = "stripe",
        Headers = ["Stripe-Signature"],
        Algorithm = HmacAlgorithm.Sha256,
        Tag = "v1",
        Content = SignedContent.Written("{timestamp}.{body}"),
        Time = new(["Stripe-Signature"], Tag: "t", SigningTime.Usually),
        EventId = request => TextOf(request, "id"),
    };

    /// <remarks>
    /// The id is that of the delivery and its retries; it is not signed, and neither is a moment.
    /// Source: https://www.twilio.com/docs/usage/security and …/docs/usage/webhooks/webhooks-connection-overrides.
    /// </remarks>
    private static readonly SigningScheme Twilio = new()
    {
        Name = "twilio",
        Headers = ["X-Twilio-Signature"],
        Algorithm = HmacAlgorithm.Sha1,
        Content = TwilioContent.Of,
        EventId = request => request.Header("I-Twilio-Idempotency-Token"),
    };

    public static SigningScheme Of(HmacPreset preset) => preset switch
    {
        HmacPreset.GitHub => GitHub,
        HmacPreset.Shopify => Shopify,
        HmacPreset.Slack => Slack,
        HmacPreset.StandardWebhooks => StandardWebhooks,
        HmacPreset.Stripe => Stripe,
        HmacPreset.Twilio => Twilio,
        _ => throw new UnreachableException($"No rules for {preset}."),
    };

    /// <summary>A text at the top level of a JSON body; null when there is none, or another body.</summary>
    private static string? TextOf(WebhookRequest request, string field)
    {
        // A large file is no event of theirs.
        if (request.OpenRawBody is not null)
            return null;
        try
        {
            var reader = new Utf8JsonReader(request.RawBody.Span);
            while (reader.Read())
            {
                if (reader.CurrentDepth is 1 && reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals(field))
                    return reader.Read() && reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (JsonException)
        {
            // Whoever reads the body says what is wrong with it.
        }
        catch (InvalidOperationException)
        {
            // Nor is text that is not UTF-8 a name.
        }

        return null;
    }
}
