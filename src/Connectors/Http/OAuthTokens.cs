using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>What a token is asked for with.</summary>
internal interface IOAuthGrant
{
    string OauthTokenEndpoint { get; }

    Secret ClientId { get; }

    Secret ClientSecret { get; }

    string? Audience { get; }

    string? Scopes { get; }

    OAuthClientAuthentication ClientAuthentication { get; }

    string GrantType { get; }

    /// <summary>Null for a client that speaks for itself.</summary>
    Secret? RefreshToken { get; }
}

/// <summary>Gets tokens and keeps them as long as they are good. One request at a time for each credential: the others wait for its token.</summary>
/// <remarks>Source: RFC 6749 §2.3.1, §4.4, §5, §6.</remarks>
internal sealed class OAuthTokens(TimeProvider time)
{
    public const string Error = "OAUTH_TOKEN_ERROR";
    public const string RefreshTokenExpired = "OAUTH_REFRESH_TOKEN_EXPIRED";
    public const string InteractionRequired = "OAUTH_INTERACTION_REQUIRED";

    private const int TokensAtMost = 1_000;
    private const int WordsAtMost = 200;

    /// <summary>A token is not used this shortly before its end: it would arrive too late.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>By a hash of the credential, which is not kept.</summary>
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <exception cref="ConnectorException">The server gives none.</exception>
    public async Task<Secret> GetAsync(IOAuthGrant grant, RestWays ways, RestDeadline deadline)
    {
        var place = PlaceOf(grant, ways);
        while (true)
        {
            var isMine = false;
            Task<Token?> pending;
            TaskCompletionSource<Token?> asking = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (place)
            {
                if (place.Token is { } kept && kept.Until > time.GetUtcNow())
                    return Hidden(kept, ways);
                isMine = place.Asking is null;
                pending = place.Asking ??= asking.Task;
            }

            if (isMine)
                return await FetchAsync(place, asking, grant, ways, deadline);
            // Null when the one that asked got none: then this one asks, in its own call's time.
            if (await pending.WaitAsync(deadline.Token) is { } shared)
                return Hidden(shared, ways);
        }
    }

    /// <summary>Asks the server whatever is kept.</summary>
    /// <exception cref="ConnectorException">The server gives none.</exception>
    public static async Task<(Secret Token, TimeSpan? Life)> FetchAsync(IOAuthGrant grant, RestWays ways, RestDeadline deadline)
    {
        using var request = RequestOf(grant, ways, deadline);
        using var response = await ways.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        var body = ReadJson(await RestBodyReader.ReadAsync(response, deadline));
        foreach (var name in (string[])["access_token", "refresh_token", "id_token"])
        {
            if (TextOf(body, name) is { } secret)
                ways.Hide(new Secret(secret));
        }

        if (response.StatusCode is not HttpStatusCode.OK || TextOf(body, "access_token") is not { Length: > 0 } token)
            throw Refused(grant, response, body);
        var seconds = body.TryGetProperty("expires_in", out var life) ? SecondsOf(life) : null;
        return (new Secret(token), seconds is { } whole ? TimeSpan.FromSeconds(whole) : null);
    }

    /// <summary>The other side did not accept a token, which may have been withdrawn.</summary>
    public void Forget(IOAuthGrant grant, RestWays ways) => _places.TryRemove(KeyOf(grant, ways), out _);

    /// <summary>Where the token comes from.</summary>
    /// <exception cref="ConnectorInputException">It is no address.</exception>
    public static Uri EndpointOf(IOAuthGrant grant) =>
        Uri.TryCreate(grant.OauthTokenEndpoint.Trim(), UriKind.Absolute, out var endpoint)
        && endpoint is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0 }
            ? endpoint
            : throw new ConnectorInputException(
                "authentication.oauthTokenEndpoint: expected an address like https://login.example.com/token, but it has no http scheme, no host, or a user name.");

    private async Task<Secret> FetchAsync(
        Place place, TaskCompletionSource<Token?> asking, IOAuthGrant grant, RestWays ways, RestDeadline deadline)
    {
        Token? got = null;
        try
        {
            var (secret, life) = await FetchAsync(grant, ways, deadline);
            got = new Token(secret, time.GetUtcNow() + ((life ?? TimeSpan.Zero) - Margin));
            return secret;
        }
        finally
        {
            lock (place)
                (place.Token, place.Asking) = (got, null);
            asking.SetResult(got);
        }
    }

    private static Secret Hidden(Token token, RestWays ways)
    {
        ways.Hide(token.Value);
        return token.Value;
    }

    private Place PlaceOf(IOAuthGrant grant, RestWays ways)
    {
        // Credentials change; what nobody uses any more must not stay for ever.
        if (_places.Count >= TokensAtMost)
            _places.Clear();
        return _places.GetOrAdd(KeyOf(grant, ways), static _ => new Place());
    }

    private static string KeyOf(IOAuthGrant grant, RestWays ways) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string?[]>([
        grant.GrantType, grant.OauthTokenEndpoint, grant.ClientId.Reveal(), grant.ClientSecret.Reveal(), grant.Audience, grant.Scopes,
        $"{grant.ClientAuthentication}", grant.RefreshToken?.Reveal(),
        // A token may be good only with the certificate that it was given to.
        ways.TokenTls?.Id,
    ])));

    private static HttpRequestMessage RequestOf(IOAuthGrant grant, RestWays ways, RestDeadline deadline)
    {
        var inBody = grant.ClientAuthentication is OAuthClientAuthentication.CredentialsBody;
        KeyValuePair<string, string?>[] fields =
        [
            new("grant_type", grant.GrantType),
            new("refresh_token", grant.RefreshToken?.Reveal()),
            new("client_id", inBody ? grant.ClientId.Reveal() : null),
            new("client_secret", inBody ? grant.ClientSecret.Reveal() : null),
            new("audience", grant.Audience),
            new("scope", grant.Scopes),
        ];
        var request = new HttpRequestMessage(HttpMethod.Post, EndpointOf(grant))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new FormUrlEncodedContent(fields.Where(field => !string.IsNullOrEmpty(field.Value))!),
        };
        request.Options.Set(CallHttp.Connecting, deadline.OnConnecting);
        if (ways.TokenTls is { } tls)
            request.Options.Set(CallHttp.Tls, tls);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", "Fairlead");
        if (!inBody)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{grant.ClientId.Reveal()}:{grant.ClientSecret.Reveal()}")));
        }

        return request;
    }

    private static ConnectorException Refused(IOAuthGrant grant, HttpResponseMessage response, JsonElement body)
    {
        var error = TextOf(body, "error");
        var code = error switch
        {
            "invalid_grant" when grant.RefreshToken is not null => RefreshTokenExpired,
            "interaction_required" or "consent_required" or "login_required" => InteractionRequired,
            _ => Error,
        };
        var words = TextOf(body, "error_description") is { } description ? $"{error}: {description}" : error;
        var said = words is null ? "" : $" ({(words.Length > WordsAtMost ? $"{words[..WordsAtMost]}…" : words).ReplaceLineEndings(" ")})";
        var what = (int)response.StatusCode is 200
            ? $"answered without an access_token{said}"
            : $"gave no token: it answered {(int)response.StatusCode}{said}";
        return new ConnectorException(
            code, $"{RestFailure.Place(EndpointOf(grant))} {what}. Check client, secret and scopes of the credential. [{code}]")
        {
            // What the server knows and refuses, it refuses again; anything else may pass.
            Retry = error is null ? RetryAdvice.AsModelled : RetryAdvice.Never,
        };
    }

    private static JsonElement ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? TextOf(JsonElement body, string name) =>
        body.ValueKind is JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Some servers write it as text.</summary>
    private static int? SecondsOf(JsonElement life) => life.ValueKind switch
    {
        JsonValueKind.Number when life.TryGetInt32(out var seconds) => seconds,
        JsonValueKind.String when int.TryParse(life.GetString(), out var seconds) => seconds,
        _ => null,
    };

    /// <summary>Of one credential. Its own lock.</summary>
    private sealed class Place
    {
        public Token? Token { get; set; }

        /// <summary>Ends when the request under way does; null when there is none.</summary>
        public Task<Token?>? Asking { get; set; }
    }

    private sealed record Token(Secret Value, DateTimeOffset Until);
}
