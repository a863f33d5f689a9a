using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>An algorithm that tokens may be signed with. There are no others: neither <c>none</c> nor those with a shared secret.</summary>
/// <param name="Name">As tokens write it, in these letters.</param>
/// <param name="Padding">Of RSA; null for elliptic curves.</param>
/// <param name="Curve">The only one that belongs to the algorithm; null for RSA.</param>
/// <remarks>Source: RFC 7518 §3.1, §3.3 to §3.5.</remarks>
internal sealed record TokenAlgorithm(string Name, HashAlgorithmName Hash, RSASignaturePadding? Padding, string? Curve)
{
    private static readonly FrozenDictionary<string, TokenAlgorithm> All = new[]
    {
        new TokenAlgorithm("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, null),
        new TokenAlgorithm("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, null),
        new TokenAlgorithm("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, null),
        new TokenAlgorithm("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss, null),
        new TokenAlgorithm("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss, null),
        new TokenAlgorithm("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss, null),
        new TokenAlgorithm("ES256", HashAlgorithmName.SHA256, null, "P-256"),
        new TokenAlgorithm("ES384", HashAlgorithmName.SHA384, null, "P-384"),
        new TokenAlgorithm("ES512", HashAlgorithmName.SHA512, null, "P-521"),
    }.ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    public static IReadOnlyList<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null for what tokens may not be signed with.</summary>
    public static TokenAlgorithm? Find(string name) => All.GetValueOrDefault(name);
}
