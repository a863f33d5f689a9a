using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>Tells by its token who a sender is and what it may do.</summary>
/// <remarks>
/// Written with the base library, as everything in this assembly is: what a token needs is one algorithm table, one reading of keys and
/// four claims, with our clock and through our connections, and each of them is easier to see here than to configure elsewhere. Source:
/// RFC 6750, RFC 7519, RFC 8725.
/// </remarks>
internal sealed class BearerTokens(HttpClient http, TimeProvider time) : IDisposable
{
    private const string Challenge = "Bearer realm=\"webhook\"";
    private const string Invalid = $"{Challenge}, error=\"invalid_token\"";
    private const string Insufficient = $"{Challenge}, error=\"insufficient_scope\"";

    /// <summary>Beyond it addresses are forgotten that nobody asked for a while.</summary>
    private const int SourcesAtMost = 100;

    /// <summary>Of a token that does not name its key.</summary>
    private const int KeysTried = 10;

    private readonly Dictionary<Uri, KeySource> _sources = [];
    private readonly CancellationTokenSource _stopping = new();

    public async ValueTask<WebhookSender> CheckSenderAsync(WebhookRequest request, JwtRules rules, CancellationToken cancellation)
    {
        if (request.Header("authorization")?.Trim() is not { Length: > 0 } header)
            return WebhookSender.Anonymous(Challenge);
        const string scheme = "bearer ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return WebhookSender.Wrong(Challenge);
        if (TokenText.Read(header[scheme.Length..].Trim()) is not { } token)
            return Refuse("it is no token, or signed with another algorithm than " + string.Join(", ", TokenAlgorithm.Names));

        IReadOnlyList<TokenKey> keys;
        try
        {
            keys = await SourceOf(rules.KeySet!).FindAsync(token.KeyId, token.Algorithm, cancellation);
        }
        catch (ConnectorException unavailable)
        {
            return WebhookSender.Undecided(unavailable.Message);
        }

        if (!keys.Take(KeysTried).Any(key => key.Verifies(token.Signed, token.Signature, token.Algorithm)))
            return Refuse(keys.Count is 0 ? "no key of inbound.auth.jwt.jwkUrl is the one that it names" : "its signature is wrong");
        if (TokenClaims.Problem(token.Claims, rules, time.GetUtcNow()) is { } problem)
            return Refuse(problem);
        return Missing(rules, token) is { } missing
            ? WebhookSender.Forbidden(Insufficient, $"A token was refused: {missing}.")
            : WebhookSender.Accepted;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <returns>Null when the token has all permissions that are wanted.</returns>
    private static string? Missing(JwtRules rules, TokenText token)
    {
        if (rules.Permissions is not { Count: > 0 } wanted)
            return null;
        try
        {
            // One text with spaces is how scopes are written.
            var given = rules.PermissionsExpression!.Texts(token.Payload) is { } texts
                ? texts.Concat(texts is [var one] ? one.Split(' ') : []).ToHashSet(StringComparer.Ordinal)
                : [];
            var missing = wanted.Where(permission => !given.Contains(permission)).ToList();
            return missing.Count is 0 ? null : $"its sender lacks {string.Join(", ", missing)}";
        }
        catch (ConnectorException)
        {
            return "inbound.auth.jwt.permissionsExpression could not be evaluated on its claims";
        }
    }

    private static WebhookSender Refuse(string reason) => WebhookSender.Wrong(Invalid, $"A token was refused: {reason}.");

    private KeySource SourceOf(Uri address)
    {
        lock (_sources)
        {
            if (_sources.TryGetValue(address, out var source))
                return source;

            if (_sources.Count >= SourcesAtMost)
            {
                foreach (var (old, _) in _sources.Where(pair => time.GetUtcNow() - pair.Value.AskedAt > KeySource.UsedFor).ToList())
                    _sources.Remove(old);
            }

            return _sources[address] = new KeySource(address, http, time, _stopping.Token);
        }
    }
}
