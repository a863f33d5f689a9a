using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Protocol.Remote;

/// <summary>The name of a cluster that is not ours.</summary>
internal static class Names
{
    /// <param name="clusterId">As the cluster says; null when it does not say.</param>
    /// <param name="address">Then its address stands for it.</param>
    public static string Of(string? clusterId, Uri address)
    {
        if (clusterId is { Length: > 0 } && clusterId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-'))
            return clusterId;
        var text = string.IsNullOrEmpty(clusterId) ? address.AbsoluteUri : clusterId;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
