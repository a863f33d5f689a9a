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

    /// <summary>Known, so that it is refused by its name: see <see cref="UnsupportedInputs"/>.</summary>
    public sealed record OAuthClientCredentials : RestAuthentication;

    /// <summary>Known, so that it is refused by its name: see <see cref="UnsupportedInputs"/>.</summary>
    public sealed record OAuthRefreshToken : RestAuthentication;
}

public enum ApiKeyLocation
{
    [JsonStringEnumMemberName("headers")] Headers,
    [JsonStringEnumMemberName("query")] Query,
}
