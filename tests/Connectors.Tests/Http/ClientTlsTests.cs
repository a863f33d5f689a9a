using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Certificates of the task's own, both ways, with a server that demands them.</summary>
public sealed class ClientTlsTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _client;
    private readonly RestConnector _connector = new(TimeProvider.System);

    public ClientTlsTests()
    {
        _server = _authority.Issue("server");
        _client = _authority.Issue("orders");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task A_server_that_demands_a_certificate_sees_the_one_of_the_task(HttpProtocols protocols, string spoken)
    {
        await using var peer = await DemandingAsync(protocols);

        var answer = await _connector.CallAsync($$""" "url": "{peer}/", "clientTls": {{Tls(_client)}} """, peer.Address);

        Assert.Equal($"CN=orders over {spoken}", answer.Body);
    }

    [Theory]
    [InlineData("pass-word-7")]
    [InlineData("")]
    public async Task The_key_may_be_encrypted_and_may_have_lost_its_line_breaks(string password)
    {
        await using var peer = await DemandingAsync();
        var key = password.Length is 0 ? Authority.KeyPem(_client) : Authority.KeyPem(_client, password);

        var answer = await _connector.CallAsync(
            $$"""
            "url": "{peer}/", "clientTls": {{JsonSerializer.Serialize(new
            {
                clientCertificate = _client.ExportCertificatePem().Replace("\n", "\\n", StringComparison.Ordinal),
                clientPrivateKey = key.Replace("\n", "\\n", StringComparison.Ordinal),
                privateKeyPassword = password,
                trustedCertificate = _authority.Pem,
            })}}
            """,
            peer.Address);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task What_stands_between_the_certificate_and_the_root_is_shown_too()
    {
        using var between = _authority.Below();
        using var client = between.Issue("below");
        await using var peer = await DemandingAsync();
        var chain = client.ExportCertificatePem() + "\n" + between.Pem;

        var answer = await _connector.CallAsync($$""" "url": "{peer}/", "clientTls": {{Tls(client, chain)}} """, peer.Address);

        Assert.Equal("CN=below over HTTP/1.1", answer.Body);
    }

    [Fact]
    public async Task Requests_with_and_without_a_certificate_never_share_a_connection()
    {
        using var other = _authority.Issue("other");
        await using var peer = await Peer.StartAsync(SayAsync, _server, tls =>
        {
            tls.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            tls.AllowAnyClientCertificate();
        });
        var bodies = new List<object?>();
        foreach (var tls in (string[])[Tls(_client), Tls(null), Tls(other), Tls(_client)])
            bodies.Add((await _connector.CallAsync($$""" "url": "{peer}/", "clientTls": {{tls}} """, peer.Address)).Body);

        Assert.Equal(["CN=orders over HTTP/1.1", "nobody over HTTP/1.1", "CN=other over HTTP/1.1", "CN=orders over HTTP/1.1"], bodies);
    }

    [Fact]
    public async Task Without_the_certificate_or_the_trust_there_is_no_connection()
    {
        await using var peer = await DemandingAsync();

        using var another = new Authority("Another root");

        var failures = new List<ConnectorException>();
        foreach (var tls in (string[])[Tls(null), """{"trustedCertificate": ""}""", Tls(_client, trusted: another.Pem)])
            failures.Add(await _connector.FailAsync($$""" "url": "{peer}/", "clientTls": {{tls}} """, peer.Address));

        // Whoever misses our certificate may just hang up.
        Assert.Equal(["408", "SSL_HANDSHAKE_FAILED", "SSL_HANDSHAKE_FAILED"], failures.Select(failure => failure.Code));
        Assert.Contains("whether it demands a client certificate", failures[0].Message, StringComparison.Ordinal);
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_refusal_after_the_handshake_is_one_of_the_handshake()
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-tls").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), Authority.KeyPem(_server), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), _server.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), _authority.Pem, Cancellation);
        await using var node = await NodeServer.StartAsync("demanding-tls.mjs", Cancellation, folder);
        var url = $"https://127.0.0.1:{node.Port}/";
        using var another = new Authority("Another root");
        using var stranger = another.Issue("stranger");

        Assert.Equal("orders", (await _connector.CallAsync($$""" "url": "{{url}}", "clientTls": {{Tls(_client)}} """)).Body);
        Assert.Equal("SSL_HANDSHAKE_FAILED", (await _connector.FailAsync($$""" "url": "{{url}}", "clientTls": {{Tls(null)}} """)).Code);
        // A stranger's certificate is looked at later, and the connection just closed.
        Assert.Equal("408", (await _connector.FailAsync($$""" "url": "{{url}}", "clientTls": {{Tls(stranger)}} """)).Code);
    }

    [Theory]
    [InlineData("itself", true)]
    [InlineData("the root", true)]
    [InlineData("the intermediate", true)]
    [InlineData("another", false)]
    public async Task Whoever_is_trusted_may_be_a_root_an_intermediate_or_the_server_itself(string trusted, bool works)
    {
        using var between = _authority.Below();
        using var server = between.Issue("server");
        using var another = new Authority("Another root");
        await using var peer = await Peer.StartAsync(SayAsync, server, tls => tls.ServerCertificateChain = [between.Root]);
        var pem = trusted switch
        {
            "itself" => server.ExportCertificatePem(),
            "the root" => _authority.Pem,
            "the intermediate" => between.Pem,
            _ => another.Pem,
        };
        var inputs = $$""" "url": "{peer}/", "clientTls": {{Tls(null, trusted: pem)}} """;

        if (works)
            Assert.Equal(200, (await _connector.CallAsync(inputs, peer.Address)).Status);
        else
            Assert.Equal("SSL_HANDSHAKE_FAILED", (await _connector.FailAsync(inputs, peer.Address)).Code);
    }

    [Fact]
    public async Task Trust_does_not_reach_beyond_the_name_and_the_end_of_a_certificate()
    {
        using var old = _authority.Issue("old", days: 0);
        await using var expired = await Peer.StartAsync(SayAsync, old);
        await using var named = await Peer.StartAsync(SayAsync, _server);
        var tls = Tls(null, trusted: _authority.Pem + old.ExportCertificatePem());

        Assert.Equal("SSL_HANDSHAKE_FAILED", (await _connector.FailAsync($$""" "url": "{peer}/", "clientTls": {{tls}} """, expired.Address)).Code);
        // The certificate is for 127.0.0.1 and localhost, and not for the same machine by another name.
        var elsewhere = named.Address.Replace("127.0.0.1", "[::ffff:127.0.0.1]", StringComparison.Ordinal);
        Assert.Equal("SSL_HANDSHAKE_FAILED", (await _connector.FailAsync($$""" "url": "{peer}/", "clientTls": {{tls}} """, elsewhere)).Code);
        Assert.Empty(named.Requests);
        Assert.Empty(expired.Requests);
    }

    [Fact]
    public async Task Another_origin_never_sees_the_certificate()
    {
        await using var other = await Peer.StartAsync(SayAsync);
        await using var peer = await Peer.StartAsync(
            context =>
            {
                context.Response.Redirect($"{other.Address}/");
                return Task.CompletedTask;
            },
            _server,
            Demand);

        // From https to http it is not followed at all; to another port with TLS, without the certificate.
        Assert.Equal(302, (await _connector.CallAsync($$""" "url": "{peer}/", "followRedirects": true, "clientTls": {{Tls(_client)}} """, peer.Address)).Status);
        await using var elsewhere = await DemandingAsync();
        await using var leading = await Peer.StartAsync(
            context =>
            {
                context.Response.Redirect($"{elsewhere.Address}/");
                return Task.CompletedTask;
            },
            _server,
            Demand);
        var failure = await _connector.FailAsync($$""" "url": "{peer}/", "followRedirects": true, "clientTls": {{Tls(_client)}} """, leading.Address);

        // Nor is whom the task trusts trusted there.
        Assert.Equal("SSL_HANDSHAKE_FAILED", failure.Code);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task The_server_that_gives_tokens_sees_it_as_well()
    {
        await using var tokens = await Peer.StartAsync(
            context => context.Response.WriteAsJsonAsync(new { access_token = context.Connection.ClientCertificate!.Subject, expires_in = 60 }), _server, Demand);
        await using var peer = await DemandingAsync();

        await _connector.CallAsync(
            $$"""
            "url": "{peer}/", "clientTls": {{Tls(_client)}}, "authentication": {"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{{tokens.Address}}/token", "clientId": "a", "clientSecret": "b"}
            """,
            peer.Address);

        Assert.Equal("Bearer CN=orders", peer.Request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("certificate only", "clientTls.clientPrivateKey: there is a certificate")]
    [InlineData("key only", "clientTls.clientCertificate: there is a private key")]
    [InlineData("no PEM", "clientTls.clientCertificate: expected a certificate in PEM")]
    [InlineData("broken PEM", "clientTls.clientCertificate: certificate 1 cannot be read")]
    [InlineData("certificate as key", "clientTls.clientPrivateKey: expected a private key in PEM, beginning with -----BEGIN PRIVATE KEY-----, but there is a CERTIFICATE")]
    [InlineData("another's key", "does not belong to the first certificate of clientTls.clientCertificate")]
    [InlineData("no password", "clientTls.privateKeyPassword: the private key is encrypted")]
    [InlineData("wrong password", "Check clientTls.privateKeyPassword")]
    [InlineData("old format", "openssl pkcs8 -topk8")]
    [InlineData("trusted is none", "clientTls.trustedCertificate: expected a certificate in PEM")]
    public async Task What_cannot_be_used_is_an_input_problem_that_shows_nothing_of_it(string what, string says)
    {
        using var other = _authority.Issue("other");
        var (certificate, key) = (_client.ExportCertificatePem(), Authority.KeyPem(_client));
        object tls = what switch
        {
            "certificate only" => new { clientCertificate = certificate },
            "key only" => new { clientPrivateKey = key },
            "no PEM" => new { clientCertificate = "S3CRET", clientPrivateKey = key },
            "broken PEM" => new { clientCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", clientPrivateKey = key },
            "certificate as key" => new { clientCertificate = certificate, clientPrivateKey = certificate },
            "another's key" => new { clientCertificate = certificate, clientPrivateKey = Authority.KeyPem(other) },
            "no password" => new { clientCertificate = certificate, clientPrivateKey = Authority.KeyPem(_client, "S3CRET") },
            "wrong password" => new { clientCertificate = certificate, clientPrivateKey = Authority.KeyPem(_client, "S3CRET"), privateKeyPassword = "S3CRET-2" },
            "old format" => new { clientCertificate = certificate, clientPrivateKey = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----" },
            _ => new { trustedCertificate = "S3CRET" },
        };

        var failure = await _connector.FailAsync($$""" "url": "https://127.0.0.1:1/", "clientTls": {{JsonSerializer.Serialize(tls)}} """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('\n')[1], failure.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _authority.Dispose();
    }

    private Task<Peer> DemandingAsync(HttpProtocols protocols = HttpProtocols.Http1) => Peer.StartAsync(SayAsync, _server, Demand, protocols);

    private void Demand(HttpsConnectionAdapterOptions tls)
    {
        tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        tls.ClientCertificateValidation = (certificate, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(_authority.Root);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(certificate);
        };
    }

    private static Task SayAsync(HttpContext context) =>
        context.Response.WriteAsync($"{context.Connection.ClientCertificate?.Subject ?? "nobody"} over {context.Request.Protocol}", Cancellation);

    private string Tls(X509Certificate2? client, string? certificate = null, string? trusted = null) => JsonSerializer.Serialize(new
    {
        clientCertificate = client is null ? "" : certificate ?? client.ExportCertificatePem(),
        clientPrivateKey = client is null ? null : Authority.KeyPem(client),
        trustedCertificate = trusted ?? _authority.Pem,
    });
}
