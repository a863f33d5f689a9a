using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Fairlead.Connectors.Runtime.Network;

/// <summary>Which hosts a setting means: a name, an address, <c>*.</c> with a name for all below it, or <c>*</c>; with a port or any.</summary>
/// <param name="Name">Lower case, without the dot that may end a name; of an address, as it is usually written.</param>
/// <param name="Port">Null for any.</param>
public sealed record HostPattern(string Name, int? Port)
{
    private const string Below = "*.";

    public static bool TryParse(string? text, [NotNullWhen(true)] out HostPattern? pattern)
    {
        pattern = null;
        var host = text?.Trim() ?? "";
        int? port = null;
        // More than one colon without brackets is an address of IPv6.
        if (host.LastIndexOf(':') is > 0 and var colon && (host[colon - 1] is ']' || host.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 65_535)
                return false;
            (host, port) = (host[..colon], number);
        }

        var isBelow = host.StartsWith(Below, StringComparison.Ordinal);
        if (host is not "*" && Uri.CheckHostName(Plain(isBelow ? host[Below.Length..] : host)) is UriHostNameType.Unknown or UriHostNameType.Basic)
            return false;

        pattern = new HostPattern(isBelow ? Below + Normal(host[Below.Length..]) : Normal(host), port);
        return true;
    }

    /// <param name="host">A name or an address, in any spelling.</param>
    /// <param name="port">0 when it is not about a port.</param>
    public bool Matches(string host, int port) => (Port ?? port) == port && MatchesName(Normal(host));

    /// <summary>One spelling for all that mean the same.</summary>
    public static string Normal(string host)
    {
        var plain = Plain(host);
        if (IPAddress.TryParse(plain, out var address))
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

        plain = plain.TrimEnd('.').ToLowerInvariant();
        try
        {
            return plain.All(char.IsAscii) ? plain : new IdnMapping().GetAscii(plain);
        }
        catch (ArgumentException)
        {
            // No name of the internet: it is compared as it is.
            return plain;
        }
    }

    private bool MatchesName(string host) =>
        Name is "*"
        || host == Name
        || (Name.StartsWith(Below, StringComparison.Ordinal) && host.EndsWith(Name[1..], StringComparison.Ordinal));

    private static string Plain(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;

    public override string ToString() => Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{(Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name)}:{port}")
        : Name;
}
