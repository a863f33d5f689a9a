using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>A public key of a key set, of RSA or of an elliptic curve.</summary>
/// <remarks>Source: RFC 7517 §4 and §5, RFC 7518 §6.2 and §6.3.</remarks>
internal sealed class TokenKey
{
    /// <summary>Of a key set; what is beyond is not looked at.</summary>
    private const int AtMost = 100;

    // RFC 7518 §3.3; and beyond the upper one a single check takes long.
    private const int RsaBytesAtLeast = 2048 / 8;
    private const int RsaBytesAtMost = 8192 / 8;

    private readonly string? _algorithm;
    private readonly string? _curve;
    private readonly RSAParameters _rsa;
    private readonly ECParameters _ec;

    private TokenKey(JsonElement json, string? curve, RSAParameters rsa, ECParameters ec)
    {
        Id = TokenText.TextOf(json, "kid");
        _algorithm = TokenText.TextOf(json, "alg");
        _curve = curve;
        _rsa = rsa;
        _ec = ec;
    }

    /// <summary>Null when the set does not name it.</summary>
    public string? Id { get; }

    /// <summary>Those that signatures can be checked with; others are left out, as a set may hold keys for other things.</summary>
    /// <exception cref="JsonException">It is no key set.</exception>
    public static IReadOnlyList<TokenKey> ReadSet(ReadOnlyMemory<byte> json)
    {
        using var set = JsonDocument.Parse(json);
        if (set.RootElement.ValueKind is not JsonValueKind.Object
            || !set.RootElement.TryGetProperty("keys", out var keys)
            || keys.ValueKind is not JsonValueKind.Array)
            throw new JsonException("There is no list of keys.");
        return [.. keys.EnumerateArray().Take(AtMost).Select(Read).OfType<TokenKey>()];
    }

    /// <summary>A key is for one kind of algorithm only, whatever a token says.</summary>
    public bool Fits(TokenAlgorithm algorithm) =>
        algorithm.Curve == _curve && (_algorithm is null || _algorithm == algorithm.Name);

    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, TokenAlgorithm algorithm)
    {
        if (!Fits(algorithm))
            return false;
        try
        {
            if (algorithm.Padding is { } padding)
            {
                using var rsa = RSA.Create(_rsa);
                return rsa.VerifyData(data, signature, algorithm.Hash, padding);
            }

            using var ec = ECDsa.Create(_ec);
            return ec.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // A key of the set that is none, such as a point beside its curve: nothing is signed with it.
            return false;
        }
    }

    private static TokenKey? Read(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object || !IsForSignatures(json))
            return null;
        return TokenText.TextOf(json, "kty") switch
        {
            "RSA" when Bytes(json, "n") is { Length: >= RsaBytesAtLeast and <= RsaBytesAtMost } modulus && Bytes(json, "e") is { Length: <= 8 } exponent =>
                new TokenKey(json, null, new RSAParameters { Modulus = modulus, Exponent = exponent }, default),
            "EC" when TokenText.TextOf(json, "crv") is { } name && CurveOf(name) is var (curve, size)
                && Bytes(json, "x") is { } x && Bytes(json, "y") is { } y && x.Length == size && y.Length == size =>
                new TokenKey(json, name, default, new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } }),
            _ => null,
        };
    }

    private static bool IsForSignatures(JsonElement json) =>
        TokenText.TextOf(json, "use") is null or "sig"
        && (!json.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind is JsonValueKind.Array
                && operations.EnumerateArray().Any(operation => operation.ValueKind is JsonValueKind.String && operation.ValueEquals("verify"))));

    private static (ECCurve Curve, int SizeBytes)? CurveOf(string name) => name switch
    {
        "P-256" => (ECCurve.NamedCurves.nistP256, 32),
        "P-384" => (ECCurve.NamedCurves.nistP384, 48),
        "P-521" => (ECCurve.NamedCurves.nistP521, 66),
        _ => null,
    };

    private static byte[]? Bytes(JsonElement json, string name) => TokenText.TextOf(json, name) is { } text ? TokenText.Decode(text) : null;
}
