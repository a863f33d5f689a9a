using System.Net;
using System.Net.Sockets;

using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Network;

/// <summary>The policy holds where a connection is made, whatever led to it.</summary>
public sealed class HttpTransportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_goes_to_the_address_that_was_judged_and_the_name_is_not_asked_again()
    {
        await using var peer = await HttpPeer.StartAsync();
        var asked = 0;
        // The first answer is allowed; whoever asked again would get another.
        using var transport = new HttpTransport(Policy(
            new NetworkOptions { AllowRanges = { "127.0.0.1" } }, _ => asked++ is 0 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.2")));

        using var response = await SendAsync(transport, $"http://rebinding.example.com:{peer.Port}/");

        Assert.Equal((HttpStatusCode.OK, 1, 1), (response.StatusCode, asked, peer.Requests.Count));
    }

    [Fact]
    public async Task Each_new_connection_is_judged_by_the_address_of_its_moment()
    {
        await using var peer = await HttpPeer.StartAsync();
        var address = IPAddress.Loopback;
        using var transport = new HttpTransport(Policy(new NetworkOptions { AllowRanges = { "127.0.0.1" } }, _ => address));
        var url = $"http://rebinding.example.com:{peer.Port}/";
        using (await SendAsync(transport, url, close: true))
            address = IPAddress.Parse("10.0.0.1");

        var denied = await Assert.ThrowsAsync<ConnectorException>(() => SendAsync(transport, url));

        Assert.Equal(NetworkPolicy.Denied, denied.Code);
        Assert.Contains("10.0.0.1", denied.Message, StringComparison.Ordinal);
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_where_it_is_not_allowed()
    {
        await using var peer = await HttpPeer.StartAsync();
        using var transport = new HttpTransport(new NetworkPolicy(new NetworkOptions()));

        foreach (var url in new[] { $"http://127.0.0.1:{peer.Port}/", $"http://localhost:{peer.Port}/", $"http://[::ffff:127.0.0.1]:{peer.Port}/" })
            Assert.Equal(NetworkPolicy.Denied, (await Assert.ThrowsAsync<ConnectorException>(() => SendAsync(transport, url))).Code);

        Assert.Empty(peer.Requests);
        Assert.Equal(0, peer.Connections);
    }

    [Fact]
    public async Task What_a_proxy_is_asked_to_reach_is_judged_and_the_proxy_itself_is_not()
    {
        await using var proxy = await HttpPeer.StartAsync();
        var policy = Policy(
            new NetworkOptions(),
            host => host switch
            {
                "inside.example.com" => IPAddress.Parse("10.0.0.1"),
                "outside.example.com" => IPAddress.Parse("8.8.8.8"),
                _ => throw new SocketException((int)SocketError.HostNotFound),
            });
        using var transport = new HttpTransport(policy, new WebProxy($"http://127.0.0.1:{proxy.Port}"));

        using (var reached = await SendAsync(transport, "http://outside.example.com/a"))
            Assert.Equal(HttpStatusCode.OK, reached.StatusCode);
        using (var unknown = await SendAsync(transport, "http://only.the.proxy.knows/b"))
            Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
        foreach (var url in new[] { "http://inside.example.com/", "http://169.254.169.254/latest", "http://metadata.google.internal/", "https://10.0.0.1/" })
            Assert.Equal(NetworkPolicy.Denied, (await Assert.ThrowsAsync<ConnectorException>(() => SendAsync(transport, url))).Code);

        Assert.Equal(["/a", "/b"], proxy.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_connector_without_HTTP_is_given_connections_and_addresses_under_the_same_policy()
    {
        await using var peer = await HttpPeer.StartAsync();
        using var strict = new HttpTransport(new NetworkPolicy(new NetworkOptions()));
        using var open = new HttpTransport(new NetworkPolicy(new NetworkOptions { AllowHosts = { $"127.0.0.1:{peer.Port}" } }));
        var refused = new Calls.CallInProgress(new JobFacts { Key = 1, Type = "test" }, strict, TimeProvider.System);
        var allowed = new Calls.CallInProgress(new JobFacts { Key = 1, Type = "test" }, open, TimeProvider.System);

        await Assert.ThrowsAsync<ConnectorException>(async () => await refused.ConnectAsync("127.0.0.1", peer.Port, Cancellation));
        await Assert.ThrowsAsync<ConnectorException>(async () => await refused.CheckNetworkAsync("localhost", peer.Port, Cancellation));
        Assert.Equal([IPAddress.Loopback], await allowed.CheckNetworkAsync("127.0.0.1", peer.Port, Cancellation));
        await using var stream = await allowed.ConnectAsync("127.0.0.1", peer.Port, Cancellation);

        Assert.True(stream.CanWrite);
    }

    private static NetworkPolicy Policy(NetworkOptions options, Func<string, IPAddress> resolve) =>
        new(options, (host, _) => Task.FromResult<IPAddress[]>([resolve(host)]));

    private static async Task<HttpResponseMessage> SendAsync(HttpTransport transport, string url, bool close = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.ConnectionClose = close;
        return await transport.SendAsync(request, Cancellation);
    }
}
