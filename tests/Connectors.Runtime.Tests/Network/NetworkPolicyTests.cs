using System.Net;
using System.Net.Sockets;

using CsCheck;

using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Network;

/// <summary>Where connectors may connect to.</summary>
public sealed class NetworkPolicyTests
{
    private static readonly string[] Edges =
        ["0.0.0.0", "10.0.0.0", "100.64.0.0", "127.0.0.0", "169.254.0.0", "172.16.0.0", "192.168.0.0", "224.0.0.0", "::", "fc00::", "fe80::", "ff00::"];

    private static readonly Gen<IPAddress> IPv4 = Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes));
    private static readonly Gen<IPAddress> IPv6 = Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes));

    [Theory]
    [InlineData("8.8.8.8", AddressKind.Public)]
    [InlineData("1.1.1.1", AddressKind.Public)]
    [InlineData("2606:4700::1111", AddressKind.Public)]
    [InlineData("0.0.0.0", AddressKind.Unspecified)]
    [InlineData("0.1.2.3", AddressKind.Unspecified)]
    [InlineData("::", AddressKind.Unspecified)]
    [InlineData("::ffff:0.0.0.0", AddressKind.Unspecified)]
    [InlineData("127.0.0.1", AddressKind.Loopback)]
    [InlineData("127.255.255.255", AddressKind.Loopback)]
    [InlineData("::1", AddressKind.Loopback)]
    [InlineData("::ffff:127.0.0.1", AddressKind.Loopback)]
    [InlineData("::127.0.0.1", AddressKind.Loopback)]
    [InlineData("9.255.255.255", AddressKind.Public)]
    [InlineData("10.0.0.0", AddressKind.Private)]
    [InlineData("10.255.255.255", AddressKind.Private)]
    [InlineData("11.0.0.0", AddressKind.Public)]
    [InlineData("100.63.255.255", AddressKind.Public)]
    [InlineData("100.64.0.1", AddressKind.Private)]
    [InlineData("100.127.255.255", AddressKind.Private)]
    [InlineData("100.128.0.0", AddressKind.Public)]
    [InlineData("172.15.255.255", AddressKind.Public)]
    [InlineData("172.16.0.1", AddressKind.Private)]
    [InlineData("172.31.255.255", AddressKind.Private)]
    [InlineData("172.32.0.0", AddressKind.Public)]
    [InlineData("192.168.1.1", AddressKind.Private)]
    [InlineData("192.169.0.0", AddressKind.Public)]
    [InlineData("198.18.0.1", AddressKind.Private)]
    [InlineData("192.0.0.1", AddressKind.Reserved)]
    [InlineData("fc00::1", AddressKind.Private)]
    [InlineData("fdff::1", AddressKind.Private)]
    [InlineData("fec0::1", AddressKind.Private)]
    [InlineData("169.254.169.254", AddressKind.Metadata)]
    [InlineData("169.254.170.2", AddressKind.Metadata)]
    [InlineData("168.63.129.16", AddressKind.Metadata)]
    [InlineData("100.100.100.200", AddressKind.Metadata)]
    [InlineData("fd00:ec2::254", AddressKind.Metadata)]
    [InlineData("fd20:ce::254", AddressKind.Metadata)]
    [InlineData("::ffff:169.254.169.254", AddressKind.Metadata)]
    [InlineData("64:ff9b::169.254.169.254", AddressKind.Metadata)]
    [InlineData("2002:a9fe:a9fe::1", AddressKind.Metadata)]
    [InlineData("::ffff:0:169.254.169.254", AddressKind.Metadata)]
    [InlineData("2606::5efe:a9fe:a9fe", AddressKind.Metadata)]
    [InlineData("64:ff9b::8.8.8.8", AddressKind.Public)]
    [InlineData("2002:808:808::1", AddressKind.Public)]
    [InlineData("169.254.1.1", AddressKind.LinkLocal)]
    [InlineData("fe80::1%1", AddressKind.LinkLocal)]
    [InlineData("febf::1", AddressKind.LinkLocal)]
    [InlineData("224.0.0.1", AddressKind.Multicast)]
    [InlineData("239.255.255.255", AddressKind.Multicast)]
    [InlineData("ff02::1", AddressKind.Multicast)]
    [InlineData("240.0.0.1", AddressKind.Reserved)]
    [InlineData("255.255.255.255", AddressKind.Reserved)]
    [InlineData("64:ff9b:1::a9fe:a9fe", AddressKind.Reserved)]
    [InlineData("2001:0:a9fe:a9fe::1", AddressKind.Reserved)]
    public void Every_address_has_a_kind(string address, AddressKind kind) => Assert.Equal(kind, AddressKinds.Of(IPAddress.Parse(address)));

    [Fact]
    public void An_address_of_IPv4_has_the_same_kind_in_whatever_it_is_carried() => IPv4.Sample(address =>
    {
        var bytes = address.GetAddressBytes();
        var kind = AddressKinds.Of(address);
        Assert.Equal(kind, AddressKinds.Of(address.MapToIPv6()));
        Assert.Equal(kind, AddressKinds.Of(new IPAddress([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, .. bytes])));
        Assert.Equal(kind, AddressKinds.Of(new IPAddress([0x20, 0x02, .. bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])));
        Assert.Equal(kind, AddressKinds.Of(new IPAddress([0x2A, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x5E, 0xFE, .. bytes])));
    });

    /// <summary>By other means than the table of the product.</summary>
    [Fact]
    public void What_is_allowed_out_of_the_box_is_none_of_the_ranges_that_must_not_be() => Gen.OneOf(IPv4, IPv6, Near()).Sample(address =>
    {
        if (Judge(new NetworkOptions(), "host", address) is not null)
            return;
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        if (bytes.Length is 4)
        {
            Assert.False(bytes[0] is 0 or 10 or 127 or >= 224, $"{address}");
            Assert.False((bytes[0], bytes[1] & 0xF0) is (172, 16) || (bytes[0], bytes[1]) is (192, 168) or (169, 254), $"{address}");
            Assert.False((bytes[0], bytes[1] & 0xC0) is (100, 64), $"{address}");
        }
        else
        {
            Assert.False(bytes[0] is 0xFF || (bytes[0] & 0xFE) is 0xFC || (bytes[0] is 0xFE && bytes[1] >= 0x80), $"{address}");
            Assert.False(bytes.AsSpan(0, 15).IndexOfAnyExcept((byte)0) < 0, $"{address}");
        }
    });

    [Fact]
    public void A_denied_range_wins_over_whatever_allows() => Gen.Select(Gen.OneOf(IPv4, IPv6, Near()), Gen.Int[1, 32]).Sample((address, length) =>
    {
        var plain = AddressKinds.Plain(address);
        var options = new NetworkOptions { AllowLoopback = true, AllowPrivate = true };
        options.AllowHosts.Add("*");
        options.AllowRanges.Add("0.0.0.0/0");
        options.AllowRanges.Add("::/0");
        Assert.Null(Judge(options, "host", address));

        options.DenyRanges.Add(RangeOf(plain, length));
        Assert.Contains("DenyRanges", Judge(options, "host", address)?.Rule, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("127.0.0.1", "AllowLoopback", "127.0.0.1", null)]
    [InlineData("127.0.0.1", "AllowPrivate", "127.0.0.1", "AllowLoopback")]
    [InlineData("10.0.0.1", "AllowLoopback", "10.0.0.1", "AllowPrivate")]
    [InlineData("10.0.0.1", "AllowPrivate", "10.0.0.1", null)]
    [InlineData("fd12::1", "AllowPrivate", "fd12::1", null)]
    [InlineData("169.254.169.254", "AllowPrivate", "169.254.169.254", "AllowRanges")]
    [InlineData("erp.corp", "AllowHosts=erp.corp", "10.0.0.1", null)]
    [InlineData("ERP.corp.", "AllowHosts=erp.corp:443", "127.0.0.1", null)]
    [InlineData("erp.corp", "AllowHosts=erp.corp:8443", "10.0.0.1", "AllowHosts")]
    [InlineData("a.b.corp", "AllowHosts=*.corp", "10.0.0.1", null)]
    [InlineData("corp", "AllowHosts=*.corp", "10.0.0.1", "AllowHosts")]
    [InlineData("evilcorp", "AllowHosts=*.corp", "10.0.0.1", "AllowHosts")]
    [InlineData("bücher.example", "AllowHosts=xn--bcher-kva.example", "10.0.0.1", null)]
    [InlineData("[::1]", "AllowHosts=[::1]:443", "::1", null)]
    [InlineData("erp.corp", "AllowHosts=*", "169.254.169.254", "AllowRanges")]
    [InlineData("metadata.google.internal", "AllowPrivate", "8.8.8.8", "AllowHosts")]
    [InlineData("metadata.google.internal", "AllowHosts=metadata.google.internal", "169.254.169.254", "AllowRanges")]
    [InlineData("m", "AllowRanges=169.254.169.254", "169.254.169.254", null)]
    [InlineData("m", "AllowRanges=10.1.0.0/16", "10.1.2.3", null)]
    [InlineData("m", "AllowRanges=10.1.0.0/16", "10.2.2.3", "AllowRanges")]
    [InlineData("m", "AllowRanges=10.1.0.0/16", "::ffff:10.1.2.3", null)]
    [InlineData("m", "DenyRanges=8.8.0.0/16", "8.8.8.8", "DenyRanges")]
    [InlineData("m", "DenyRanges=8.8.0.0/16", "64:ff9b::808:808", "DenyRanges")]
    [InlineData("m", "DenyRanges=0.0.0.0/0", "8.8.8.8", "DenyRanges")]
    [InlineData("a.example.com", "DenyHosts=*.example.com", "8.8.8.8", "DenyHosts")]
    [InlineData("a.example.com", "DenyHosts=*.example.com:80", "8.8.8.8", null)]
    [InlineData("a.example.com", "OnlyHosts=b.example.com", "8.8.8.8", "OnlyHosts")]
    [InlineData("b.example.com", "OnlyHosts=b.example.com", "8.8.8.8", null)]
    [InlineData("b.example.com", "OnlyHosts=b.example.com", "10.0.0.1", "AllowPrivate")]
    public void A_setting_allows_or_denies_and_a_denial_names_the_setting_to_change(string host, string setting, string address, string? change)
    {
        var options = new NetworkOptions();
        switch (setting.Split('='))
        {
            case ["AllowLoopback"]:
                options.AllowLoopback = true;
                break;
            case ["AllowPrivate"]:
                options.AllowPrivate = true;
                break;
            case [var list, var value]:
                ((IList<string>)typeof(NetworkOptions).GetProperty(list)!.GetValue(options)!).Add(value);
                break;
        }

        var denial = Judge(options, host, IPAddress.Parse(address));

        Assert.Equal(change is null, denial is null);
        if (change is not null)
            Assert.Contains($"Network:{change}", $"{denial!.Rule} {denial.Remedy}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("host:0", false)]
    [InlineData("host:x", false)]
    [InlineData("http://host", false)]
    [InlineData("host/path", false)]
    [InlineData("a.*", false)]
    [InlineData("*", true)]
    [InlineData("*:443", true)]
    [InlineData("::1", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("my_host:80", true)]
    public void A_host_is_read_or_refused(string text, bool isOne) => Assert.Equal(isOne, HostPattern.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("fc00::/7", true)]
    [InlineData("10", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("host", false)]
    public void A_range_is_read_or_refused(string text, bool isOne) => Assert.Equal(isOne, AddressRange.TryParse(text, out _));

    [Fact]
    public void What_is_no_host_or_no_range_is_named_with_its_setting()
    {
        var options = new NetworkOptions();
        options.AllowHosts.Add("http://erp");
        options.DenyRanges.Add("10.0.0.0/33");

        var failures = new NetworkOptionsValidator().Validate(name: null, options).Failures!;

        Assert.Contains(failures, failure => failure.Contains("Network:AllowHosts: 'http://erp' is no host", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.Contains("Network:DenyRanges: '10.0.0.0/33' is no range", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_addresses_those_that_are_allowed_are_connected_to()
    {
        var policy = new NetworkPolicy(new NetworkOptions(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("8.8.8.8")]));

        Assert.Equal([IPAddress.Parse("8.8.8.8")], await policy.FindAsync("both.example.com", 443, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_denial_says_host_address_rule_and_setting_and_is_not_repeated()
    {
        var policy = new NetworkPolicy(new NetworkOptions(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.1.2.3")]));

        var denied = await Assert.ThrowsAsync<ConnectorException>(
            async () => await policy.FindAsync("erp.corp", 443, TestContext.Current.CancellationToken));

        Assert.Equal((NetworkPolicy.Denied, RetryAdvice.Never), (denied.Code, denied.Retry));
        Assert.Equal(
            "No connection to erp.corp:443 was made: its address is 10.1.2.3, and that is in a private network. To allow it, add the host to "
            + "Network:AllowHosts or the range to Network:AllowRanges, or set Network:AllowPrivate. [NETWORK_DENIED]",
            denied.Message);
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task An_address_in_an_odd_spelling_is_the_same_address(string host)
    {
        var policy = new NetworkPolicy(new NetworkOptions(), (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        await Assert.ThrowsAsync<ConnectorException>(async () => await policy.FindAsync(host, 80, TestContext.Current.CancellationToken));
    }

    private static NetworkDenial? Judge(NetworkOptions options, string host, IPAddress address) =>
        new NetworkPolicy(options).Judge(host, 443, address);

    /// <summary>Addresses at the edges of the ranges, where mistakes are.</summary>
    private static Gen<IPAddress> Near() => Gen.Select(
        Gen.Int[0, Edges.Length - 1],
        Gen.Int[0, 15],
        Gen.Byte,
        (start, at, value) =>
        {
            var bytes = IPAddress.Parse(Edges[start]).GetAddressBytes();
            bytes[at % bytes.Length] ^= value;
            return new IPAddress(bytes);
        });

    private static string RangeOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return $"{new IPAddress(bytes)}/{length}";
    }
}
