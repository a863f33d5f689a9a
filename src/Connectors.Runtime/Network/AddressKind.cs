using System.Net;
using System.Net.Sockets;

namespace Fairlead.Connectors.Runtime.Network;

/// <summary>What an address is an address of.</summary>
public enum AddressKind
{
    /// <summary>Anything else: the internet.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A private network, or the network of a provider between its customers and the internet.</summary>
    Private,

    /// <summary>The neighbours on the same wire.</summary>
    LinkLocal,

    /// <summary>The service by which a cloud tells a machine about itself, its credentials included.</summary>
    Metadata,

    /// <summary>Many machines at once.</summary>
    Multicast,

    /// <summary>No machine in particular. Some systems take it for this machine.</summary>
    Unspecified,

    /// <summary>Not given to anybody, or a tunnel that hides where it ends.</summary>
    Reserved,
}

/// <summary>Tells what kind an address is.</summary>
/// <remarks>
/// Sources: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890); addresses that carry one of IPv4: RFC 4291 §2.5.5,
/// RFC 2765 §2.1, RFC 6052 §2.1, RFC 8215, RFC 3056 §2, RFC 5214 §6.1; metadata services: the manuals of AWS, Google Cloud, Azure, Oracle
/// Cloud and Alibaba Cloud.
/// </remarks>
public static class AddressKinds
{
    /// <summary>The first that fits counts.</summary>
    private static readonly (IPNetwork Range, AddressKind Kind)[] Table =
    [
        (IPNetwork.Parse("169.254.169.254/32"), AddressKind.Metadata), // AWS, Azure, Google, Oracle and most others
        (IPNetwork.Parse("169.254.170.2/32"), AddressKind.Metadata), // AWS, credentials of a container
        (IPNetwork.Parse("169.254.170.23/32"), AddressKind.Metadata), // AWS, credentials of a pod
        (IPNetwork.Parse("168.63.129.16/32"), AddressKind.Metadata), // Azure, its agents' host
        (IPNetwork.Parse("100.100.100.200/32"), AddressKind.Metadata), // Alibaba
        (IPNetwork.Parse("192.0.0.192/32"), AddressKind.Metadata), // Oracle, older machines
        (IPNetwork.Parse("fd00:ec2::254/128"), AddressKind.Metadata), // AWS
        (IPNetwork.Parse("fd00:ec2::23/128"), AddressKind.Metadata), // AWS, credentials of a pod
        (IPNetwork.Parse("fd20:ce::254/128"), AddressKind.Metadata), // Google
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Unspecified),
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Loopback),
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.LinkLocal),
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Reserved),
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Private), // for measurements between devices
        (IPNetwork.Parse("224.0.0.0/4"), AddressKind.Multicast),
        (IPNetwork.Parse("240.0.0.0/4"), AddressKind.Reserved), // 255.255.255.255 among them
        (IPNetwork.Parse("::/128"), AddressKind.Unspecified),
        (IPNetwork.Parse("::1/128"), AddressKind.Loopback),
        (IPNetwork.Parse("64:ff9b:1::/48"), AddressKind.Reserved), // translated to IPv4 in a way of the network's own
        (IPNetwork.Parse("100::/64"), AddressKind.Reserved),
        (IPNetwork.Parse("2001::/32"), AddressKind.Reserved), // Teredo
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private),
        (IPNetwork.Parse("fe80::/10"), AddressKind.LinkLocal),
        (IPNetwork.Parse("fec0::/10"), AddressKind.Private), // site-local, before fc00::/7 came
        (IPNetwork.Parse("ff00::/8"), AddressKind.Multicast),
    ];

    private static readonly IPNetwork[] EndsWithIPv4 =
    [
        IPNetwork.Parse("::/96"), // compatible
        IPNetwork.Parse("::ffff:0:0:0/96"), // translated
        IPNetwork.Parse("64:ff9b::/96"), // NAT64
    ];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Of an address that carries one of IPv4, the kind of that one, which is where the connection ends.</summary>
    public static AddressKind Of(IPAddress address)
    {
        var plain = Plain(address);
        foreach (var (range, kind) in Table)
        {
            if (range.Contains(plain))
                return kind;
        }

        return Carried(plain) is { } carried ? Of(carried) : AddressKind.Public;
    }

    /// <summary>IPv4 as IPv4, and without the interface that an address may name.</summary>
    internal static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily is AddressFamily.InterNetworkV6 && address.ScopeId is not 0 ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>The address of IPv4 that translators or tunnels make of this one; null when they make none.</summary>
    internal static IPAddress? Carried(IPAddress plain)
    {
        if (plain.AddressFamily is not AddressFamily.InterNetworkV6)
            return null;

        var bytes = plain.GetAddressBytes();
        if (SixToFour.Contains(plain))
            return new IPAddress(bytes.AsSpan(2, 4));
        // ISATAP, under any prefix.
        var isIsatap = bytes[8] is 0 or 2 && bytes[9] is 0 && bytes[10] is 0x5E && bytes[11] is 0xFE;
        return isIsatap || EndsWithIPv4.Any(range => range.Contains(plain)) ? new IPAddress(bytes.AsSpan(12, 4)) : null;
    }
}
