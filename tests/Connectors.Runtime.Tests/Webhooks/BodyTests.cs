using System.IO.Compression;
using System.Net;
using System.Text;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>What becomes of bodies by media type, character set and packing: §3.3 of the contract and trap 23.</summary>
public sealed class BodyTests
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData("{}", null, "{}")]
    [InlineData("[1]", "text/plain", "[1]")]
    [InlineData("just words", "text/plain", "\"just words\"")]
    [InlineData("a,b\n1,2", "text/csv; charset=utf-8", "\"a,b\\n1,2\"")]
    [InlineData("{\"a\":1}", "application/vnd.vendor+json; charset=utf-8", "{\"a\":1}")]
    [InlineData("{\"a\":1}", "application/octet-stream", "{\"a\":1}")]
    [InlineData("<a/>", "APPLICATION/XML", "\"<a/>\"")]
    [InlineData("<a/>", "application/soap+xml", "\"<a/>\"")]
    [InlineData("a=1&b=x%26y%3Dz&a=2", "application/x-www-form-urlencoded; charset=UTF-8", "{\"a\":[\"1\",\"2\"],\"b\":\"x&y=z\"}")]
    [InlineData("a&=b&c=", "application/x-www-form-urlencoded", "{\"a\":\"\",\"\":\"b\",\"c\":\"\"}")]
    public async Task A_body_is_understood_by_its_media_type(string body, string? contentType, string expected)
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={body: request.body}"));

        var answer = await host.PostAsync(Encoding.UTF8.GetBytes(body), contentType);

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Body);
        Assert.Equal($"{{\"body\":{expected}}}", await StartedWithAsync(host));
    }

    [Theory]
    [InlineData("application/json", "utf-8")]
    [InlineData("application/json; charset=utf-16", "utf-16")]
    [InlineData("application/json", "utf-16")]
    [InlineData("text/plain", "utf-16BE")]
    public async Task A_mark_at_the_beginning_says_the_character_set_and_is_no_part_of_the_body(string contentType, string encoding)
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={body: request.body}"));
        var marked = Encoding.GetEncoding(encoding);

        await host.PostAsync([.. marked.Preamble, .. marked.GetBytes("{\"a\":\"é\"}")], contentType);

        Assert.Equal("""{"body":{"a":"é"}}""", await StartedWithAsync(host));
    }

    [Fact]
    public async Task A_character_set_of_the_media_type_is_obeyed_and_an_unknown_one_refused()
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={body: request.body}"));

        await host.PostAsync([(byte)'n', (byte)'=', 0xE9], "application/x-www-form-urlencoded; charset=iso-8859-1");
        var unknown = await host.PostAsync("n=1", "application/x-www-form-urlencoded; charset=klingon");

        Assert.Equal("""{"body":{"n":"é"}}""", await StartedWithAsync(host));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unknown.Status);
        Assert.Contains("klingon", unknown.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_is_unpacked_and_a_signature_covers_what_was_packed(string coding)
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.shouldValidateHmac", "enabled"),
            ("inbound.hmacSecret", "key"),
            ("inbound.hmacHeader", "X-Signature"),
            ("resultExpression", "={body: request.body}"));
        var body = "{\"a\":1}"u8.ToArray();
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key"u8, body));

        var answer = await host.PostAsync(Pack(body, coding), "application/json", ("Content-Encoding", coding), ("X-Signature", signature));

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Body);
        Assert.Equal("""{"body":{"a":1}}""", await StartedWithAsync(host));
        Assert.Equal(0, host.Load.Bytes);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_little_that_unpacks_to_a_lot_is_refused_at_the_limit(string coding)
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:BodyBytesAtMost", $"{Limit}"));
        await host.DeployAsync("process");
        var packed = Pack(new byte[50 * Limit], coding);
        Assert.True(packed.Length < Limit, $"{packed.Length} bytes");

        var answer = await host.PostAsync(packed, "application/json", ("Content-Encoding", coding));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(0, host.Load.Bytes);
        Assert.Empty(host.Cluster.Log);
    }

    [Theory]
    [InlineData("gzip", "nothing of the kind")]
    [InlineData("deflate", "nothing of the kind")]
    [InlineData("br", "nothing of the kind")]
    public async Task A_body_that_is_not_packed_as_it_says_is_the_senders_mistake(string coding, string body)
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.PostAsync(body, "application/json", ("Content-Encoding", coding));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("WEBHOOK_BAD_REQUEST", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, host.Load.Bytes);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_that_breaks_off_is_not_taken_for_whole(string coding)
    {
        await using var host = await WebhookHost.StartingAsync();
        var packed = Pack(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 10_000))}]"), coding);

        var answer = await host.PostAsync(packed[..(packed.Length / 2)], "application/json", ("Content-Encoding", coding));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(host.Cluster.Log);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task A_packing_that_is_not_known_is_refused_with_those_that_are(string coding)
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.PostAsync("{}", "application/json", ("Content-Encoding", coding));

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "gzip, deflate, br"), (answer.Status, answer.Headers["Accept-Encoding"]));
    }

    private static async Task<string> StartedWithAsync(WebhookHost host) =>
        RecordingCluster.Text((await host.Cluster.NextAsync<CreateInstance>()).Variables);

    private static byte[] Pack(byte[] content, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.SmallestSize),
            "deflate" => new ZLibStream(packed, CompressionLevel.SmallestSize),
            _ => new BrotliStream(packed, CompressionLevel.SmallestSize),
        })
        {
            packer.Write(content);
        }

        return packed.ToArray();
    }
}
