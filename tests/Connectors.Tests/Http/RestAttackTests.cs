using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Soap;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>What data from outside, or another side that means harm, could try.</summary>
public sealed class RestAttackTests
{
    private readonly RestConnector _connector = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(""" "headers": {"X-A": "1\r\nX-Injected: 1"} """)]
    [InlineData(""" "headers": {"X-A\r\nX-Injected": "1"} """)]
    [InlineData(""" "headers": {"X-A": ["1", "2\nX-Injected: 1"]} """)]
    [InlineData(""" "method": "POST", "body": "x", "headers": {"Content-Type": "text/plain\r\nX-Injected: 1"} """)]
    [InlineData(""" "method": "POST", "body": {"a": "x"}, "headers": {"Content-Type": "multipart/form-data; boundary=\"x\r\nX-Injected: 1\""} """)]
    [InlineData(""" "authentication": {"type": "bearer", "token": "t\r\nX-Injected: 1"} """)]
    [InlineData(""" "authentication": {"type": "apiKey", "name": "X-Key\r\nX-Injected", "value": "k"} """)]
    [InlineData(""" "authentication": {"type": "basic", "username": "u", "password": "p\r\nX-Injected: 1"} """)]
    [InlineData(""" "skipEncoding": true, "queryParameters": {"a": "b HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET /evil"} """)]
    [InlineData(""" "queryParameters": {"a\r\nX-Injected: 1": "b\r\nX-Injected: 1"} """)]
    public async Task No_text_becomes_a_header_of_its_own(string inputs)
    {
        await using var peer = await Peer.AnsweringAsync(200);
        try
        {
            await _connector.CallAsync($$""" "url": "{peer}/a", {{inputs}} """, peer.Address);
        }
        catch (ConnectorInputException)
        {
            // Refused, which is as good.
        }

        Assert.DoesNotContain(peer.Requests, request => request.Headers.ContainsKey("X-Injected") || request.Line.Contains("evil", StringComparison.Ordinal) && !request.Line.Contains("%20", StringComparison.Ordinal));
        Assert.True(peer.Requests.Count <= 1);
    }

    [Theory]
    [InlineData("{peer}\r\n.example.com/")]
    [InlineData("{peer}/a HTTP/1.1\r\nX-Injected: 1\r\n\r\n")]
    [InlineData("http://user:pass@127.0.0.1:1/")]
    [InlineData("http:///a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:1/")]
    public async Task No_address_smuggles_more_than_an_address(string url)
    {
        await using var peer = await Peer.AnsweringAsync(200);
        try
        {
            await _connector.CallAsync($$""" "url": {{System.Text.Json.JsonSerializer.Serialize(url)}} """, peer.Address);
        }
        catch (ConnectorInputException)
        {
        }

        Assert.All(peer.Requests, request => Assert.DoesNotContain("X-Injected", request.Headers.Keys));
        Assert.All(peer.Requests, request => Assert.DoesNotContain(' ', request.Line[(request.Line.IndexOf(' ') + 1)..]));
    }

    [Theory]
    [InlineData("1.1", "urn:a\r\nX-Injected: 1")]
    [InlineData("1.2", "urn:a\r\nX-Injected: 1")]
    public async Task No_action_of_SOAP_becomes_a_header(string version, string action)
    {
        var failure = await new SoapConnector(TimeProvider.System).FailAsync(
            $$""" "serviceUrl": "http://127.0.0.1:1/", "soapVersion": {"version": "{{version}}", "soapAction": {{System.Text.Json.JsonSerializer.Serialize(action)}} } """);

        Assert.IsType<ConnectorInputException>(failure);
    }

    [Fact]
    public async Task A_query_of_GraphQL_stays_within_its_parameter()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");
        await new GraphQlConnector(TimeProvider.System).ExecuteAsync(
            ConnectorJson.Bind<GraphQlCall>(Encoding.UTF8.GetBytes(
                $$"""{"graphql": {"method": "get", "url": "{{peer.Address}}/graphql", "query": "{ a }&admin=true#x", "variables": {"a&b": "&admin=true"} } }""")),
            Calls.ForJob(),
            Cancellation);

        Assert.Equal(2, peer.Request.Line.Split('?')[1].Split('&').Length);
    }

    [Fact]
    public async Task An_answer_that_is_kept_as_a_document_is_bounded_however_it_is_packed()
    {
        var kept = new KeptDocuments();
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < 400 && !context.RequestAborted.IsCancellationRequested; i++)
                await packed.WriteAsync(piece, CancellationToken.None);
        });

        var failure = await Assert.ThrowsAnyAsync<ConnectorException>(() => _connector.CallAsync(
            kept, """ "url": "{peer}/", "documentReturnFormat": {"choice": "DOCUMENT"} """, peer.Address));

        Assert.Equal("DOCUMENT_TOO_LARGE", failure.Code);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello")]
    [InlineData("HTTP/1.1 99999 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n")]
    public async Task Framing_that_cannot_be_right_is_a_failure_and_not_a_defect(string said)
    {
        await using var peer = Saying(said);

        Assert.Contains((await TryAsync(peer)).Code, (string[])["408", "500", "200"]);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var peer = new RawPeer(async (socket, cancellation) =>
        {
            await RawPeer.ReadRequestAsync(socket, cancellation);
            await socket.SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), cancellation);
            var header = Encoding.ASCII.GetBytes($"X-Long: {new string('x', 8_000)}\r\n");
            for (var i = 0; i < 100_000; i++)
                await socket.SendAsync(header, cancellation);
        });

        Assert.Contains((await TryAsync(peer)).Code, (string[])["408", "500"]);
    }

    [Fact]
    public async Task What_one_call_is_given_to_remember_the_next_one_does_not_say()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "session=stolen; Path=/";
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
            return Task.CompletedTask;
        });
        for (var i = 0; i < 2; i++)
            await _connector.CallAsync(""" "url": "{peer}/" """, peer.Address);

        Assert.DoesNotContain("Cookie", peer.Requests[1].Headers.Keys);
    }

    private async Task<ConnectorException> TryAsync(RawPeer peer)
    {
        try
        {
            await _connector.CallAsync($$""" "url": "http://{{peer.Place}}/" """);
            return new ConnectorException("200", "It was an answer after all.");
        }
        catch (ConnectorException failure)
        {
            return failure;
        }
    }

    private static RawPeer Saying(string text) => new(async (socket, cancellation) =>
    {
        await RawPeer.ReadRequestAsync(socket, cancellation);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), cancellation);
        socket.Shutdown(SocketShutdown.Both);
    });
}
