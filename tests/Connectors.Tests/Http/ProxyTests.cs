using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Calls through a real proxy that wants a login, and past it.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly Authority _authority = new();
    private readonly RestConnector _connector = new(TimeProvider.System);
    private TinyproxyServer _proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _proxy = await TinyproxyServer.StartAsync(Cancellation, "fairlead pr0xy-pass");

    public async ValueTask DisposeAsync()
    {
        _authority.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task An_http_address_is_asked_for_through_the_proxy_for_http()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");
        using var transport = Through(options => Set(options.Http));

        var answer = await CallAsync(transport, $$""" "url": "{{peer.Address}}/orders?a=b", "method": "POST", "body": {"a": 1} """);

        Assert.Equal(200, answer.Status);
        Assert.Equal("POST /orders?a=b", peer.Request.Line);
        Assert.Contains("tinyproxy", peer.Request.Headers["Via"], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Proxy-Authorization", peer.Request.Headers.Keys);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task An_https_address_stays_encrypted_on_the_way_and_sees_the_certificate_of_the_task(HttpProtocols protocols, string spoken)
    {
        using var server = _authority.Issue("server");
        using var client = _authority.Issue("orders");
        await using var peer = await Peer.StartAsync(
            context => context.Response.WriteAsync($"{context.Connection.ClientCertificate?.Subject} over {context.Request.Protocol}", Cancellation),
            server,
            tls =>
            {
                tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                tls.AllowAnyClientCertificate();
            },
            protocols);
        using var transport = Through(options => Set(options.Https));

        var answer = await CallAsync(transport, $$""" "url": "{{peer.Address}}/secret-path", "clientTls": {{Tls(client)}} """);

        Assert.Equal($"CN=orders over {spoken}", answer.Body);
        Assert.Contains($"CONNECT {new Uri(peer.Address).Authority}", _proxy.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", _proxy.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.*")]
    [InlineData("*.0.0.1")]
    [InlineData("other.corp", "127.0.0.1")]
    public async Task What_the_settings_except_is_called_directly(params string[] patterns)
    {
        await using var peer = await Peer.AnsweringAsync(200);
        using var transport = Through(options =>
        {
            Set(options.Http);
            foreach (var pattern in patterns)
                options.NotFor.Add(pattern);
        });

        await CallAsync(transport, $$""" "url": "{{peer.Address}}/direct" """);

        Assert.DoesNotContain("Via", peer.Request.Headers.Keys);
    }

    [Fact]
    public async Task A_proxy_for_one_scheme_is_none_for_the_other()
    {
        await using var peer = await Peer.AnsweringAsync(200);
        using var transport = Through(options => Set(options.Https));

        await CallAsync(transport, $$""" "url": "{{peer.Address}}/" """);

        Assert.DoesNotContain("Via", peer.Request.Headers.Keys);
    }

    [Fact]
    public async Task A_login_that_the_proxy_does_not_know_is_told_apart_from_a_place_that_is_away()
    {
        using var server = _authority.Issue("server");
        await using var secure = await Peer.StartAsync(_ => Task.CompletedTask, server);
        await using var plain = await Peer.AnsweringAsync(200);
        using var transport = Through(options =>
        {
            Set(options.Http).Password = "wr0ng";
            Set(options.Https).Password = "wr0ng";
        });

        var (http, https) = (await FailAsync(transport, $$""" "url": "{{plain.Address}}/" """), await FailAsync(transport, $$""" "url": "{{secure.Address}}/" """));

        Assert.Equal(("401", "408"), (http.Code, https.Code));
        Assert.Contains("the settings Proxy, with user and password", https.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", $"{http} {https}", StringComparison.Ordinal);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task The_network_policy_holds_for_what_the_proxy_is_asked_to_reach()
    {
        await using var peer = await Peer.AnsweringAsync(200);
        using var strict = new HttpTransport(new NetworkPolicy(new NetworkOptions()), Options(options => Set(options.Http)));

        Assert.Equal("NETWORK_DENIED", (await FailAsync(strict, $$""" "url": "{{peer.Address}}/" """)).Code);
        Assert.Empty(peer.Requests);
    }

    private static HttpTransport Through(Action<ProxyOptions> set) => new(new NetworkPolicy(new NetworkOptions { AllowLoopback = true }), Options(set));

    private static ProxyOptions Options(Action<ProxyOptions> set)
    {
        var options = new ProxyOptions();
        set(options);
        return options;
    }

    private ProxyServerOptions Set(ProxyServerOptions server)
    {
        (server.Host, server.Port, server.User, server.Password) = ("127.0.0.1", _proxy.Port, "fairlead", "pr0xy-pass");
        return server;
    }

    private Task<RestAnswer> CallAsync(HttpTransport transport, string inputs) =>
        _connector.ExecuteAsync(Calls.Bind(inputs), Calls.ForJob(through: transport), Cancellation);

    private async Task<ConnectorException> FailAsync(HttpTransport transport, string inputs) =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => CallAsync(transport, inputs));

    private string Tls(X509Certificate2 client) => JsonSerializer.Serialize(new
    {
        clientCertificate = client.ExportCertificatePem(),
        clientPrivateKey = Authority.KeyPem(client),
        trustedCertificate = _authority.Pem,
    });
}
