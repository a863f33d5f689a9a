using System.Net;
using System.Net.Sockets;

using Fairlead.Connectors.Sdk;

using static System.FormattableString;

namespace Fairlead.Connectors.Runtime.Network;

/// <summary>Decides where connectors may connect to: by the host that was named, and by every address that it has at that moment.</summary>
/// <param name="resolve">Gives the addresses of a name; null asks the system.</param>
public sealed class NetworkPolicy(NetworkOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    public const string Denied = "NETWORK_DENIED";

    /// <summary>Names that lead to the metadata of a cloud, whatever address they have there.</summary>
    private static readonly HostPattern[] MetadataHosts = [.. Hosts(["metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"])];

    private readonly HostPattern[] _allowHosts = [.. Hosts(options.AllowHosts)];
    private readonly HostPattern[] _onlyHosts = [.. Hosts(options.OnlyHosts)];
    private readonly HostPattern[] _denyHosts = [.. Hosts(options.DenyHosts)];
    private readonly IPNetwork[] _allowRanges = [.. Ranges(options.AllowRanges)];
    private readonly IPNetwork[] _denyRanges = [.. Ranges(options.DenyRanges)];
    private readonly (bool Loopback, bool Private) _allow = (options.AllowLoopback, options.AllowPrivate);
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Asks for the addresses of a host, once, and gives those that may be connected to.</summary>
    /// <exception cref="ConnectorException">None may.</exception>
    /// <exception cref="SocketException">The name has no address.</exception>
    public async ValueTask<IPAddress[]> FindAsync(string host, int port, CancellationToken cancellation)
    {
        if (JudgeHost(host, port) is { } refused)
            throw Refuse(host, port, address: null, refused);

        // The system is asked once: a second answer could be another one.
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, cancellation);
        if (addresses.Length is 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var allowed = addresses.Where(address => Judge(host, port, address) is null).ToArray();
        return allowed.Length > 0 ? allowed : throw Refuse(host, port, addresses[0], Judge(host, port, addresses[0])!);
    }

    /// <summary>Judges what a proxy is asked to reach. It resolves names that we may not know; those are judged as names only.</summary>
    /// <exception cref="ConnectorException">It must not be reached.</exception>
    internal async ValueTask CheckBehindProxyAsync(string host, int port, CancellationToken cancellation)
    {
        try
        {
            await FindAsync(host, port, cancellation);
        }
        catch (SocketException)
        {
            // FindAsync has judged the name before it asked.
        }
    }

    /// <returns>Null when it is allowed.</returns>
    internal NetworkDenial? JudgeHost(string host, int port)
    {
        if (_denyHosts.FirstOrDefault(pattern => pattern.Matches(host, port)) is { } denied)
            return new NetworkDenial($"it is denied by Network:DenyHosts ({denied})", "To allow it, take it from Network:DenyHosts.");

        var isAllowed = IsAllowed(host, port);
        if (!isAllowed && MetadataHosts.Any(pattern => pattern.Matches(host, port)))
            return new NetworkDenial("it leads to the metadata of a cloud", "To allow it, add the host to Network:AllowHosts and its address to Network:AllowRanges.");

        return isAllowed || _onlyHosts.Length is 0 || _onlyHosts.Any(pattern => pattern.Matches(host, port))
            ? null
            : new NetworkDenial("it is not among Network:OnlyHosts", "To allow it, add the host there.");
    }

    /// <param name="host">As it was named: what is allowed by name stays so whatever its address.</param>
    /// <returns>Null when it is allowed.</returns>
    internal NetworkDenial? Judge(string host, int port, IPAddress address)
    {
        if (JudgeHost(host, port) is { } refused)
            return refused;

        var plain = AddressKinds.Plain(address);
        var carried = AddressKinds.Carried(plain);
        foreach (var range in _denyRanges.Where(IsIn))
            return new NetworkDenial($"that is denied by Network:DenyRanges ({range})", "To allow it, take that range from Network:DenyRanges.");

        return _allowRanges.Any(IsIn) ? null : AddressKinds.Of(plain) switch
        {
            AddressKind.Public => null,
            AddressKind.Loopback => _allow.Loopback || IsAllowed(host, port)
                ? null
                : new NetworkDenial("that is this machine itself", "To allow it, add the host to Network:AllowHosts, or set Network:AllowLoopback."),
            AddressKind.Private => _allow.Private || IsAllowed(host, port)
                ? null
                : new NetworkDenial(
                    "that is in a private network",
                    "To allow it, add the host to Network:AllowHosts or the range to Network:AllowRanges, or set Network:AllowPrivate."),
            AddressKind.Metadata => Never("that is the metadata service of a cloud, which gives away its credentials"),
            AddressKind.LinkLocal => Never("that is a link-local address"),
            AddressKind.Multicast => Never("that is a multicast address"),
            AddressKind.Unspecified => Never("that is no machine's address"),
            AddressKind.Reserved => Never("that is a reserved address"),
        };

        bool IsIn(IPNetwork range) => range.Contains(plain) || (carried is not null && range.Contains(carried));
    }

    private bool IsAllowed(string host, int port) => _allowHosts.Any(pattern => pattern.Matches(host, port));

    private static NetworkDenial Never(string rule) => new(rule, "To allow it, add the address to Network:AllowRanges.");

    private static ConnectorException Refuse(string host, int port, IPAddress? address, NetworkDenial denial)
    {
        var place = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        var named = address is null || HostPattern.Normal(host) == HostPattern.Normal(address.ToString()) ? "" : $"its address is {address}, and ";
        return new ConnectorException(
            Denied, Invariant($"No connection to {place}:{port} was made: {named}{denial.Rule}. {denial.Remedy} [{Denied}]"))
        {
            Retry = RetryAdvice.Never,
        };
    }

    private static IEnumerable<HostPattern> Hosts(IEnumerable<string> texts) => texts.Select(text =>
        HostPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException($"'{text}' is no host.", nameof(texts)));

    private static IEnumerable<IPNetwork> Ranges(IEnumerable<string> texts) => texts.Select(text =>
        AddressRange.TryParse(text, out var range) ? range : throw new ArgumentException($"'{text}' is no range.", nameof(texts)));
}

/// <summary>Why a connection is not made.</summary>
/// <param name="Rule">Completes "… was not made:".</param>
/// <param name="Remedy">Which setting would allow it; a sentence.</param>
internal sealed record NetworkDenial(string Rule, string Remedy);
