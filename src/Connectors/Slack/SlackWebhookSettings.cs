using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook;

namespace Fairlead.Connectors.Slack;

/// <summary>How requests of a Slack app are known.</summary>
public sealed record SlackWebhookSettings
{
    [Field("Signing secret", Help = "Of the Slack app, under Basic Information.")]
    public required Secret SlackSigningSecret { get; init; }

    [Field("Previous signing secret", Help = "Still accepted while the app changes to the new one.")]
    public Secret? SlackSigningSecretPrevious { get; init; }

    /// <summary>On <c>{body, headers, params}</c>, which also stand in <c>request</c>. Without one, tests of the address are answered all the same.</summary>
    [Field("One-time verification", IsHidden = true)]
    public WebhookExpression? VerificationExpression { get; init; }

    /// <summary>The same as settings of a webhook that knows the rules of Slack.</summary>
    internal WebhookSettings Signed => field ??= new WebhookSettings
    {
        HmacPreset = HmacPreset.Slack,
        HmacSecret = SlackSigningSecret,
        HmacSecretPrevious = SlackSigningSecretPrevious,
    };
}
