using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook;

/// <summary>Passwords and keys that a sender shows as they are.</summary>
internal static class Credentials
{
    private const string BasicChallenge = "Basic realm=\"webhook\", charset=\"UTF-8\"";

    public static IEnumerable<string> Problems(WebhookAuthentication? authentication)
    {
        if (authentication is WebhookAuthentication.Basic basic)
        {
            if (basic.Username.Length is 0)
                yield return "inbound.auth.username: expected a name, but it is empty.";
            if (basic.Password.Reveal().Length is 0)
                yield return "inbound.auth.password: expected a password, but it is empty.";
        }

        if (authentication is WebhookAuthentication.Jwt jwt)
        {
            foreach (var problem in jwt.Rules.Problems())
                yield return problem;
        }

        if (authentication is WebhookAuthentication.ApiKey key && key.Key.Reveal().Length is 0)
            yield return "inbound.auth.apiKey: expected a key, but it is empty.";
    }

    public static WebhookSender CheckSender(WebhookRequest request, WebhookAuthentication authentication) => authentication switch
    {
        WebhookAuthentication.Basic basic => CheckBasic(request, basic),
        WebhookAuthentication.ApiKey key => CheckKey(request, key),
        _ => throw new UnreachableException($"No credentials of {authentication.GetType().Name}."),
    };

    private static WebhookSender CheckBasic(WebhookRequest request, WebhookAuthentication.Basic basic)
    {
        if (request.Header("authorization")?.Trim() is not { Length: > 0 } given)
            return WebhookSender.Anonymous(BasicChallenge);

        // The scheme's name is written in any case; what follows is exact.
        const string scheme = "basic ";
        var shown = given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? given[scheme.Length..].Trim() : "";
        return Compare(shown, Encoded(basic.Password), Encoded(basic.PasswordPrevious), "inbound.auth.passwordPrevious", BasicChallenge);

        string? Encoded(Secret? password) => password?.Reveal() is { Length: > 0 } text
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.Username}:{text}"))
            : null;
    }

    private static WebhookSender CheckKey(WebhookRequest request, WebhookAuthentication.ApiKey key)
    {
        string? given;
        try
        {
            given = key.ApiKeyLocator is { } locator ? locator.Text(request) : SecondWord(request.Header("authorization"));
        }
        catch (ConnectorException failed) when (failed.Code is WebhookExpression.Failed)
        {
            return WebhookSender.Wrong(notice: "inbound.auth.apiKeyLocator could not be evaluated on a request.");
        }

        return string.IsNullOrEmpty(given)
            ? WebhookSender.Anonymous()
            : Compare(given, key.Key.Reveal(), key.Previous?.Reveal(), "inbound.auth.apiKeyPrevious", challenge: null);
    }

    private static WebhookSender Compare(string given, string? expected, string? older, string olderName, string? challenge)
    {
        if (AreEqual(given, expected))
            return WebhookSender.Accepted;
        return AreEqual(given, older)
            ? WebhookSender.AcceptedWith(eventId: null, $"A request came with {olderName}: its sender does not use the new one yet.")
            : WebhookSender.Wrong(challenge);
    }

    // Both sides are hashed first, so that not even the length of the expected text shows in the time taken.
    private static bool AreEqual(string left, string? right) => !string.IsNullOrEmpty(right)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));

    private static string? SecondWord(string? header) =>
        header?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var word, ..] ? word : null;
}
