using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Http;

public sealed class RestFailureTests
{
    private const string Get = """ "url": "{peer}/S3CRET?q=S3CRET" """;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualTime _time = new();
    private readonly RestConnector _connector;

    public RestFailureTests() => _connector = new RestConnector(_time);

    [Fact]
    public async Task A_port_where_nobody_listens_is_408()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var place = listener.LocalEndpoint.ToString();
        listener.Stop();

        Expect("408", place!, await _connector.FailAsync(Get, $"http://{place}"));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_408() =>
        Expect("408", "no.such.host.invalid", await _connector.FailAsync(Get, "http://no.such.host.invalid"));

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf")]
    public async Task A_connection_that_breaks_is_408(string said)
    {
        await using var peer = Saying(said);

        Expect("408", peer.Place, await _connector.FailAsync(Get, $"http://{peer.Place}"));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_408()
    {
        await using var peer = new RawPeer(async (socket, cancellation) =>
        {
            await RawPeer.ReadRequestAsync(socket, cancellation);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });

        Expect("408", peer.Place, await _connector.FailAsync(Get, $"http://{peer.Place}"));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")]
    public async Task An_answer_that_is_not_HTTP_is_500(string said)
    {
        await using var peer = Saying(said);

        Expect("500", peer.Place, await _connector.FailAsync(Get, $"http://{peer.Place}"));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_SSL_HANDSHAKE_FAILED()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        await using var peer = await Peer.StartAsync(_ => Task.CompletedTask, certificate);

        Expect("SSL_HANDSHAKE_FAILED", peer.Address, await _connector.FailAsync(Get, peer.Address));
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_is_SSL_HANDSHAKE_FAILED()
    {
        await using var peer = Saying("HTTP/1.1 400 Bad Request\r\n\r\n");

        Expect("SSL_HANDSHAKE_FAILED", peer.Place, await _connector.FailAsync(Get, $"https://{peer.Place}"));
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData(""", "readTimeoutInSeconds": "7" """, 7)]
    [InlineData(""", "connectionTimeoutInSeconds": 5 """, 5)]
    [InlineData(""", "connectionTimeoutInSeconds": 5, "readTimeoutInSeconds": 9 """, 9)]
    public async Task The_read_timeout_follows_the_connection_timeout_unless_set_and_is_20_s_else(string timeouts, int seconds)
    {
        var arrived = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(context => HangAsync(context, arrived));
        var failing = _connector.FailAsync(Get + timeouts, peer.Address);
        await arrived.Task;

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(failing.IsCompleted);
        _time.Advance(Second);

        Expect("408", $"an answer within {seconds} s", await failing);
    }

    [Fact]
    public async Task The_read_timeout_starts_again_with_every_piece_of_the_answer()
    {
        var pieces = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        await using var peer = await Peer.StartAsync(async context =>
        {
            foreach (var piece in pieces)
            {
                await piece.Task.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });
        var calling = _connector.CallAsync(Get, peer.Address);

        foreach (var piece in pieces)
        {
            await _time.UntilSetForAsync(20 * Second, TestContext.Current.CancellationToken);
            _time.Advance(15 * Second);
            piece.SetResult();
        }

        Assert.Equal("xxx", (await calling).Body);
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_408()
    {
        var arrived = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("x", context.RequestAborted);
            await HangAsync(context, arrived);
        });
        var failing = _connector.FailAsync(Get, peer.Address);
        await arrived.Task;

        // The connector sets its timer anew when the piece arrives: virtual time goes on until it is over.
        while (!failing.IsCompleted)
        {
            _time.Advance(20 * Second);
            await Task.Yield();
        }

        Expect("408", "an answer within 20 s", await failing);
    }

    [Fact]
    public void While_connecting_the_connection_timeout_runs()
    {
        using var deadline = new RestDeadline(3 * Second, 20 * Second, _time, CancellationToken.None);

        deadline.OnConnecting(begins: true);
        _time.Advance(3 * Second);

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.Equal("a connection within 3 s", deadline.Waited);
    }

    [Fact]
    public void A_timeout_of_zero_leaves_it_to_the_job()
    {
        using var deadline = new RestDeadline(TimeSpan.Zero, TimeSpan.Zero, _time, CancellationToken.None);

        deadline.OnConnecting(begins: true);
        deadline.OnConnecting(begins: false);
        _time.Advance(TimeSpan.FromDays(30));

        Assert.False(deadline.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("DELETE", true)]
    public async Task What_changes_something_and_is_not_answered_may_have_taken_effect(string method, bool isUnknown)
    {
        var arrived = new TaskCompletionSource();
        await using var slow = await Peer.StartAsync(context => HangAsync(context, arrived));
        await using var broken = Saying("");
        var late = _connector.FailAsync($$""" "url": "{peer}", "method": "{{method}}" """, slow.Address);
        await arrived.Task;
        _time.Advance(20 * Second);

        Assert.Equal(("408", isUnknown), ((await late).Code, (await late).IsOutcomeUnknown));
        Assert.Equal(isUnknown, (await _connector.FailAsync($$""" "url": "{peer}", "method": "{{method}}" """, $"http://{broken.Place}")).IsOutcomeUnknown);
    }

    [Theory]
    [InlineData("{ a }", false)]
    [InlineData("mutation { a }", true)]
    public async Task A_question_of_GraphQL_changes_nothing_although_it_is_posted(string query, bool isUnknown)
    {
        await using var broken = Saying("");
        var input = ConnectorJson.Bind<GraphQlCall>(System.Text.Encoding.UTF8.GetBytes(
            $$"""{"graphql": {"method": "post", "url": "http://{{broken.Place}}", "query": "{{query}}"} }"""));

        var failure = await Assert.ThrowsAsync<ConnectorException>(() =>
            new GraphQlConnector(_time).ExecuteAsync(input, Calls.ForJob(), TestContext.Current.CancellationToken));

        Assert.Equal(isUnknown, failure.IsOutcomeUnknown);
    }

    [Fact]
    public async Task What_reached_nobody_has_taken_no_effect()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var place = listener.LocalEndpoint.ToString();
        listener.Stop();
        await using var noTls = Saying("HTTP/1.1 400 Bad Request\r\n\r\n");

        foreach (var url in (string[])[$"http://{place}", "http://no.such.host.invalid", $"https://{noTls.Place}"])
            Assert.False((await _connector.FailAsync($$""" "url": "{{url}}", "method": "POST" """)).IsOutcomeUnknown, url);
    }

    [Fact]
    public async Task The_end_of_the_job_is_not_an_error_of_the_other_side()
    {
        var arrived = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(context => HangAsync(context, arrived));
        using var job = new CancellationTokenSource();
        var calling = _connector.ExecuteAsync(Calls.Bind(Get, peer.Address), Calls.ForJob(), job.Token);
        await arrived.Task;

        await job.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
    }

    private static RawPeer Saying(string text) => new(async (socket, cancellation) =>
    {
        await RawPeer.ReadRequestAsync(socket, cancellation);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellation);
        socket.Shutdown(SocketShutdown.Both);
    });

    private static async Task HangAsync(HttpContext context, TaskCompletionSource arrived)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        arrived.TrySetResult();
        await aborted.Task;
    }

    /// <summary>The message says where and what to do, and shows no more of the address than the host.</summary>
    private static void Expect(string code, string named, ConnectorException failure)
    {
        Assert.Equal((code, RetryAdvice.AsModelled), (failure.Code, failure.Retry));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Check ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }
}
