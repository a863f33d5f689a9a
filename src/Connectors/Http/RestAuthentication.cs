using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>How the caller proves who it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(None), "noAuth")]
[JsonDerivedType(typeof(Basic), "basic")]
[JsonDerivedType(typeof(Bearer), "bearer")]
[JsonDerivedType(typeof(ApiKey), "apiKey")]
[JsonDerivedType(typeof(OAuthClientCredentials), "oauth-client-credentials-flow")]
[JsonDerivedType(typeof(OAuthRefreshToken), "oauth-refresh-token")]
public abstract record RestAuthentication
{
    private RestAuthentication() { }

    /// <summary>What must not be shown of it.</summary>
    internal IEnumerable<Secret> Secrets => this switch
    {
        Basic basic => [basic.Username, basic.Password],
        Bearer bearer => [bearer.Token],
        ApiKey key => [key.Value],
        IOAuthGrant { RefreshToken: { } refresh } grant => [grant.ClientId, grant.ClientSecret, refresh],
        IOAuthGrant grant => [grant.ClientId, grant.ClientSecret],
        _ => [],
    };

    public sealed record None : RestAuthentication;

    public sealed record Basic([property: Field("Username")] Secret Username, [property: Field("Password")] Secret Password) : RestAuthentication
    {
        internal string HeaderValue =>
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username.Reveal()}:{Password.Reveal()}"))}";
    }

    public sealed record Bearer([property: Field("Bearer token")] Secret Token) : RestAuthentication;

    public sealed record ApiKey : RestAuthentication
    {
        [Field("API key location")]
        public ApiKeyLocation ApiKeyLocation { get; init; } = ApiKeyLocation.Headers;

        [Required, Field("API key name")]
        public required string Name { get; init; }

        [Field("API key value")]
        public required Secret Value { get; init; }
    }

    /// <summary>The caller is known to a server that gives tokens.</summary>
    public sealed record OAuthClientCredentials : RestAuthentication, IOAuthGrant
    {
        [Required, Field("OAuth 2.0 token endpoint", Help = "Starts with http:// or https://.")]
        public required string OauthTokenEndpoint { get; init; }

        [Field("Client ID")]
        public required Secret ClientId { get; init; }

        [Field("Client secret")]
        public required Secret ClientSecret { get; init; }

        [Field("Audience", Help = "Whom the token is for, where the server asks for it.")]
        public string? Audience { get; init; }

        [Field("Scopes", Help = "Separated by spaces.")]
        public string? Scopes { get; init; }

        [Field("Client authentication")]
        public OAuthClientAuthentication ClientAuthentication { get; init; }

        string IOAuthGrant.GrantType => "client_credentials";

        Secret? IOAuthGrant.RefreshToken => null;
    }

    /// <summary>A person has agreed once, and the server gives tokens since.</summary>
    public sealed record OAuthRefreshToken : RestAuthentication, IOAuthGrant
    {
        [Required, Field("OAuth 2.0 token endpoint", Help = "Starts with http:// or https://.")]
        public required string OauthTokenEndpoint { get; init; }

        [Field("Client ID")]
        public required Secret ClientId { get; init; }

        [Field("Client secret", Help = "Empty for a client that has none.")]
        public Secret ClientSecret { get; init; }

        [Field("Refresh token")]
        public required Secret RefreshToken { get; init; }

        [Field("Scopes", Help = "Separated by spaces.")]
        public string? Scopes { get; init; }

        string? IOAuthGrant.Audience => null;

        OAuthClientAuthentication IOAuthGrant.ClientAuthentication => OAuthClientAuthentication.CredentialsBody;

        string IOAuthGrant.GrantType => "refresh_token";

        Secret? IOAuthGrant.RefreshToken => RefreshToken;
    }
}

public enum ApiKeyLocation
{
    [JsonStringEnumMemberName("headers")] Headers,
    [JsonStringEnumMemberName("query")] Query,
}

public enum OAuthClientAuthentication
{
    [JsonStringEnumMemberName("basicAuthHeader")] BasicAuthHeader,
    [JsonStringEnumMemberName("credentialsBody")] CredentialsBody,
}
