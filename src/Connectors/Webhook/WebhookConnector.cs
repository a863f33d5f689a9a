using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook;

/// <summary>Receives requests from systems that sign them, or that know a password, a key or just the address.</summary>
[Connector("io.camunda:webhook:1", Name = "Webhook", Description = "Starts or continues a process when a request arrives.")]
public sealed class WebhookConnector : IWebhookConnector<WebhookSettings>
{
    public void Check(WebhookSettings settings)
    {
        if (settings.Auth is WebhookAuthentication.Jwt)
            throw new ConnectorInputException(
                "inbound.auth.type: JWT is not supported yet. Use BASIC, APIKEY or a signature (inbound.shouldValidateHmac).");
        if (settings.ShouldValidateHmac is Switch.Enabled)
            Signature.Check(settings);
    }

    public ValueTask<WebhookSender> CheckSenderAsync(
        WebhookRequest request, WebhookSettings settings, CancellationToken cancellation)
    {
        var signature = settings.ShouldValidateHmac is Switch.Enabled ? Signature.CheckSender(request, settings) : WebhookSender.Accepted;
        if (signature.Trust is WebhookTrust.Wrong)
            return ValueTask.FromResult(signature);

        var credentials = CheckCredentials(request, settings.Auth);
        return ValueTask.FromResult(credentials.Trust is WebhookTrust.Accepted ? signature : credentials);
    }

    public ValueTask<WebhookAnswer?> AnswerHandshakeAsync(
        WebhookRequest request, WebhookSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult(settings.VerificationExpression?.Answer(request));

    private static WebhookSender CheckCredentials(WebhookRequest request, WebhookAuthentication authentication) => authentication switch
    {
        WebhookAuthentication.None => WebhookSender.Accepted,
        WebhookAuthentication.Basic basic => Compare(
            request.Header("authorization"),
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.Username}:{basic.Password.Reveal()}"))}",
            "Basic realm=\"webhook\", charset=\"UTF-8\""),
        WebhookAuthentication.ApiKey key => Compare(
            key.ApiKeyLocator is { } locator ? locator.Text(request) : SecondWord(request.Header("authorization")),
            key.Key.Reveal(),
            challenge: null),
        _ => throw new System.Diagnostics.UnreachableException($"{authentication.GetType().Name} is refused by Check."),
    };

    private static WebhookSender Compare(string? given, string expected, string? challenge)
    {
        if (string.IsNullOrEmpty(given))
            return WebhookSender.Anonymous(challenge);

        // The scheme's name is written in any case; what follows is exact.
        if (challenge is not null && given.StartsWith("basic ", StringComparison.OrdinalIgnoreCase))
            given = $"Basic {given[6..].Trim()}";
        return AreEqual(given, expected) ? WebhookSender.Accepted : WebhookSender.Wrong(challenge);
    }

    // Both sides are hashed first, so that not even the length of the expected text shows in the time taken.
    private static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));

    private static string? SecondWord(string? header) =>
        header?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var word, ..] ? word : null;
}
