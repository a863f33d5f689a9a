using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Network;

/// <summary>However many certificates are used in the course of time, connections are kept for some.</summary>
public sealed class TlsConnectionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_of_certificates_that_were_not_used_for_longest_are_closed()
    {
        var opened = new List<Wire>();
        using var connections = Connections(opened);
        var tls = Many(TlsConnections.KeptAtMost + 1);

        foreach (var one in tls)
            await SendAsync(connections, one);

        Assert.Equal(TlsConnections.KeptAtMost, connections.Count);
        Assert.Equal([true, false], opened[..2].Select(wire => wire.IsClosed));
        await SendAsync(connections, tls[1]);
        Assert.Equal(TlsConnections.KeptAtMost + 1, opened.Count);
        await SendAsync(connections, tls[0]);
        Assert.Equal((TlsConnections.KeptAtMost + 2, true), (opened.Count, opened[2].IsClosed));
    }

    [Fact]
    public async Task Nothing_is_closed_while_a_request_waits_on_it()
    {
        var opened = new List<Wire>();
        using var connections = Connections(opened);
        var tls = Many(TlsConnections.KeptAtMost + 1);
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        var waiting = Task.CompletedTask;
        foreach (var one in tls)
        {
            var sending = SendAsync(connections, one, opened.Count is 0 ? answer.Task : null);
            if (one == tls[0])
                waiting = sending;
            else
                await sending;
        }

        Assert.Equal([false, true], opened[..2].Select(wire => wire.IsClosed));
        answer.SetResult(new HttpResponseMessage());
        await waiting;
    }

    [Fact]
    public void Equal_certificates_share_and_others_do_not()
    {
        using var certificate = Certificate();
        using var other = Certificate();

        Assert.Equal(new ClientTls(certificate).Id, new ClientTls(certificate).Id);
        Assert.Equal(6, new[]
        {
            new ClientTls(certificate), new ClientTls(other), new ClientTls(certificate, [other]), new ClientTls(certificate, null, [other]),
            new ClientTls(null, null, [other]), new ClientTls(null, null, [other], trustsMachineToo: true),
        }.Select(tls => tls.Id).Distinct().Count());
    }

    private static TlsConnections Connections(List<Wire> opened) => new(_ =>
    {
        opened.Add(new Wire());
        return new HttpMessageInvoker(opened[^1]);
    });

    private static async Task SendAsync(TlsConnections connections, ClientTls tls, Task<HttpResponseMessage>? answer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.com/");
        if (answer is not null)
            request.Options.Set(Wire.Answer, answer);
        (await connections.SendAsync(tls, request, Cancellation)).Dispose();
    }

    private static ClientTls[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new ClientTls(Certificate()))];

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private sealed class Wire : HttpMessageHandler
    {
        public static readonly HttpRequestOptionsKey<Task<HttpResponseMessage>> Answer = new("answer");

        public bool IsClosed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Options.TryGetValue(Answer, out var answer) ? answer : Task.FromResult(new HttpResponseMessage());

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
