using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>Makes tokens with a library of others, and serves the keys to check them with, as an identity provider does.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly Dictionary<string, Dictionary<string, object>> _keys = [];
    private readonly Dictionary<string, SigningCredentials> _signers = [];
    private readonly Dictionary<string, ECDsa> _curves = [];
    private Peer? _peer;

    /// <summary>Where its keys are.</summary>
    public string KeySet => $"{_peer!.Address}/keys";

    public string KeySetText => JsonSerializer.Serialize(new { keys = _keys.Values });

    public int Fetches => _peer!.Requests.Count;

    /// <summary>What the address answers in place of the keys; null for the keys.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <param name="algorithms">It gets a key for each, whose id is the name of the algorithm.</param>
    public static async Task<Issuer> StartAsync(params string[] algorithms)
    {
        var issuer = new Issuer();
        foreach (var algorithm in algorithms)
            issuer.AddKey(algorithm, algorithm);
        issuer._peer = await Peer.StartAsync(context => issuer.Instead?.Invoke(context)
            ?? context.Response.WriteAsync(issuer.KeySetText, context.RequestAborted));
        return issuer;
    }

    public void AddKey(string id, string algorithm, int rsaBits = 2048)
    {
        SecurityKey signer;
        Dictionary<string, object> key;
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            var (curve, name) = algorithm switch
            {
                "ES256" => (ECCurve.NamedCurves.nistP256, "P-256"),
                "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
                _ => (ECCurve.NamedCurves.nistP521, "P-521"),
            };
            var ec = _curves[id] = ECDsa.Create(curve);
            var point = ec.ExportParameters(includePrivateParameters: false).Q;
            key = new() { ["kty"] = "EC", ["crv"] = name, ["x"] = Base64UrlEncoder.Encode(point.X!), ["y"] = Base64UrlEncoder.Encode(point.Y!) };
            signer = new ECDsaSecurityKey(ec) { KeyId = id };
        }
        else
        {
            var rsa = RSA.Create(rsaBits);
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            key = new() { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(numbers.Modulus!), ["e"] = Base64UrlEncoder.Encode(numbers.Exponent!) };
            signer = new RsaSecurityKey(rsa) { KeyId = id };
        }

        key["kid"] = id;
        key["use"] = "sig";
        _keys[id] = key;
        _signers[id] = new SigningCredentials(signer, algorithm);
    }

    public void RemoveKey(string id) => _keys.Remove(id);

    /// <summary>Changes what the key set says of a key.</summary>
    public void Describe(string id, string field, object value) => _keys[id][field] = value;

    public string Field(string id, string field) => (string)_keys[id][field];

    /// <param name="claims">A JSON object.</param>
    public string Token(string keyId, string claims, Dictionary<string, object>? headers = null) => headers is null
        ? new JsonWebTokenHandler().CreateToken(claims, _signers[keyId])
        : new JsonWebTokenHandler().CreateToken(claims, _signers[keyId], headers);

    /// <summary>A token with a header of any kind, properly signed with a key of an elliptic curve.</summary>
    public string Signed(string keyId, string header, string claims, HashAlgorithmName hash) =>
        Forge(header, claims, signed => _curves[keyId].SignData(signed, hash));

    /// <summary>A token with a header of any kind, signed in any way.</summary>
    public static string Forge(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The same token with another header over the same signature.</summary>
    public static string WithHeader(string token, object header)
    {
        var parts = token.Split('.');
        return $"{Base64UrlEncoder.Encode(JsonSerializer.Serialize(header))}.{parts[1]}.{parts[2]}";
    }

    public ValueTask DisposeAsync() => _peer!.DisposeAsync();
}
