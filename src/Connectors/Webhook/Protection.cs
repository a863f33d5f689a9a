using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook;

/// <summary>Says how a webhook knows its senders.</summary>
internal static class Protection
{
    public static WebhookProtection Of(WebhookSettings settings)
    {
        var checks = new List<string>();
        var remarks = new List<string>();
        if (settings.IsSigned)
        {
            checks.Add(settings.HmacPreset is null ? "HMAC" : $"HMAC {settings.Signing.Name}");
            if (settings.HmacSecretPrevious?.Reveal() is { Length: > 0 })
                remarks.Add("The secret of inbound.hmacSecretPrevious is still accepted.");
            if (settings.Signing.Time is null)
                remarks.Add("Signatures have no timestamp: who caught a signed request can send it again at any time.");
        }

        switch (settings.Auth)
        {
            case WebhookAuthentication.Basic basic:
                checks.Add("BASIC");
                if (basic.PasswordPrevious?.Reveal() is { Length: > 0 })
                    remarks.Add("The password of inbound.auth.passwordPrevious is still accepted.");
                break;
            case WebhookAuthentication.ApiKey key:
                checks.Add("APIKEY");
                if (key.Previous?.Reveal() is { Length: > 0 })
                    remarks.Add("The key of inbound.auth.apiKeyPrevious is still accepted.");
                break;
            case WebhookAuthentication.Jwt jwt:
                checks.Add("JWT");
                remarks.AddRange(jwt.Rules.Remarks());
                break;
        }

        if (checks.Count is 0)
            remarks.Add("Anybody who knows the address can start or continue the process.");
        return new WebhookProtection { Checks = checks, Remarks = remarks, IsOpenByModel = settings.Auth is WebhookAuthentication.None };
    }
}
