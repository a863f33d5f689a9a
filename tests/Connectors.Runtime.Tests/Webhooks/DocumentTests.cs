using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;
using Fairlead.Tests;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>Files that arrive at webhooks: they become documents once somebody wants them, and only then.</summary>
public sealed class DocumentTests
{
    private const string Result = "={body: request.body, documents: documents}";
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(3_000_000);

    [Fact]
    public async Task Files_of_a_form_become_documents_in_their_order_and_its_other_parts_are_fields()
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept, ("resultExpression", Result));
        using var form = new MultipartFormDataContent
        {
            { File("first", "application/pdf"), "invoice", "a/b\\one.pdf" },
            { new StringContent("x"), "tag" },
            { new StringContent("y"), "tag" },
            { File("{}", "application/json"), "more", "two.json" },
            { new StringContent("""{"n":1}""", Encoding.UTF8, "application/json"), "data" },
        };

        var answer = await host.PostAsync(form);
        var started = await StartedWithAsync(host);

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Body);
        Assert.Equal("""{"tag":["x","y"],"data":{"n":1}}""", started.GetProperty("body").GetRawText());
        Assert.Equal(2, started.GetProperty("documents").GetArrayLength());
        var (one, first) = await kept.ReadAsync(started.GetProperty("documents")[0]);
        var (two, second) = await kept.ReadAsync(started.GetProperty("documents")[1]);
        Assert.Equal(("one.pdf", "application/pdf", "first", "process"), (one.FileName, one.ContentType, first, one.ProcessDefinitionId));
        Assert.Equal(("two.json", "{}"), (two.FileName, second));
        Assert.Equal("invoice", started.GetProperty("documents")[0].GetProperty("metadata").GetProperty("customProperties").GetProperty("formField").GetString());
        Assert.Equal(0, host.Load.Bytes);
    }

    [Fact]
    public async Task A_form_that_does_not_fit_into_memory_is_never_whole_in_it()
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept, ("resultExpression", Result));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Large), "file", "large.bin" }, { new StringContent("v"), "f" } };

        var sending = host.PostAsync(form);
        var answer = await sending;
        var started = await StartedWithAsync(host);

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Body);
        Assert.Equal("""{"f":"v"}""", started.GetProperty("body").GetRawText());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Large)), started.GetProperty("documents")[0].GetProperty("contentHash").GetString());
        Assert.Equal((1, 0L, 0L), (kept.Count, host.Load.Bytes, host.Load.FileBytes));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000_000)]
    public async Task A_body_that_is_a_file_is_a_document(int size)
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept, ("resultExpression", Result));

        var answer = await host.PostAsync(Large[..size], "application/pdf", ("Content-Disposition", "attachment; filename=\"scan.pdf\""));
        var started = await StartedWithAsync(host);

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Body);
        Assert.Equal("{}", started.GetProperty("body").GetRawText());
        var document = started.GetProperty("documents")[0];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Large.AsSpan(0, size))), document.GetProperty("contentHash").GetString());
        Assert.Equal("scan.pdf", document.GetProperty("metadata").GetProperty("fileName").GetString());
        Assert.Equal((1, 0L, 0L), (kept.Count, host.Load.Bytes, host.Load.FileBytes));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public async Task A_file_that_no_condition_wants_is_not_stored(int size)
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(
            kept, ("activationCondition", "=documents[1].metadata.size < 5 and documents[1].metadata.contentType = \"image/png\""));

        var refused = await host.PostAsync(Large[..size], "image/png");
        var count = kept.Count;
        var taken = await host.PostAsync(Large[..4], "image/png");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, 0), (refused.Status, count));
        Assert.Equal((HttpStatusCode.OK, 1), (taken.Status, kept.Count));
        Assert.Equal((0L, 0L), (host.Load.Bytes, host.Load.FileBytes));
    }

    [Theory]
    [InlineData(ClusterError.InvalidArgument, 0)]
    [InlineData(ClusterError.NotFound, 0)]
    [InlineData(ClusterError.ResourceExhausted, 0)]
    [InlineData(ClusterError.AlreadyExists, 0)]
    [InlineData(ClusterError.DeadlineExceeded, 1)]
    [InlineData(ClusterError.Unavailable, 1)]
    public async Task Documents_of_an_event_that_is_surely_not_accepted_are_taken_away(ClusterError error, int left)
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept);
        host.Cluster.Before = command =>
        {
            if (command is CreateInstance)
                throw new ClusterException(error, "no");
        };

        await host.PostAsync(Large[..100], "image/png");

        Assert.Equal(left, kept.Count);
    }

    [Fact]
    public async Task A_repetition_leaves_no_second_document()
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept, ("messageIdExpression", "=request.headers.id"));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Large[..100], "image/png", ("Id", "1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Large[..100], "image/png", ("Id", "1"))).Status);

        Assert.Equal(1, kept.Count);
    }

    [Fact]
    public async Task A_stranger_cannot_fill_the_disk()
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept, ("inbound.auth.type", "APIKEY"), ("inbound.auth.apiKey", "k-1"));
        using var sender = host.Connect();

        await sender.SendAsync(
            "POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nAuthorization: Bearer k-2\r\nContent-Length: 9000000\r\n\r\n");

        Assert.Equal(401, await sender.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Large, "image/png", ("Authorization", "Bearer k-1"))).Status);
        Assert.Equal((1, 0L), (kept.Count, host.Load.FileBytes));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public async Task A_signature_covers_a_file_whether_it_is_in_memory_or_not(int size)
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(
            kept, ("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacSecret", "key"), ("inbound.hmacHeader", "X-Signature"));
        var file = Large[..size];
        var right = Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, file));
        var wrong = Convert.ToHexStringLower(HMACSHA256.HashData("other"u8, file));

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync(file, "image/png", ("X-Signature", wrong))).Status);
        Assert.Equal((0, 0L), (kept.Count, host.Load.FileBytes));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(file, "image/png", ("X-Signature", right))).Status);
        Assert.Equal((1, 0L), (kept.Count, host.Load.FileBytes));
    }

    [Fact]
    public async Task Who_looks_into_the_body_for_its_sender_takes_no_more_than_fits_into_memory()
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(
            kept, ("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacPreset", "twilio"), ("inbound.hmacSecret", "key"));

        var answer = await host.PostAsync(Large, "image/png", ("X-Twilio-Signature", "c2ln"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("BodyBytesAtMost", answer.Body, StringComparison.Ordinal);
        Assert.Equal((0, 0L), (kept.Count, host.Load.FileBytes));
    }

    [Fact]
    public async Task More_than_may_lie_on_disk_is_refused_for_now()
    {
        await using var kept = new KeptDocuments();
        await using var host = await WebhookHost.StartAsync(kept.Store, ("Webhooks:FileBytesInFlightAtMost", "2000000"));
        await host.DeployAsync("process");

        var answer = await host.PostAsync(Large, "image/png");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.Status, answer.Headers["Retry-After"]));
        Assert.Equal((0, 0L, 0L), (kept.Count, host.Load.Bytes, host.Load.FileBytes));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Large[..1_900_000], "image/png")).Status);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_with_the_limit()
    {
        await using var kept = new KeptDocuments();
        await using var host = await WebhookHost.StartAsync(kept.Store, ("Webhooks:FileBytesAtMost", "2000000"));
        await host.DeployAsync("process");

        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/order") { Content = new ByteArrayContent(Large) };
            request.Content.Headers.ContentType = new("image/png");
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("2,000,000 bytes", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal((0, 0L, 0L), (kept.Count, host.Load.Bytes, host.Load.FileBytes));
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nvalue")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nX: y\r\n\r\nvalue\r\n--b--\r\n")]
    public async Task A_broken_form_is_the_senders_mistake(string contentType, string body)
    {
        await using var kept = new KeptDocuments();
        await using var host = await StartAsync(kept);

        var answer = await host.PostAsync(body, contentType);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("WEBHOOK_BAD_FORM", answer.Body, StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task Other_kinds_of_multipart_and_files_without_a_store_are_not_supported()
    {
        await using var host = await WebhookHost.StartingAsync();
        using var form = new MultipartFormDataContent { { File("x", "text/plain"), "file", "x.txt" } };

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync("x", "multipart/mixed; boundary=b")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync(form)).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync(Large[..10], "image/png")).Status);
        Assert.Empty(host.Cluster.Log);
    }

    private static async Task<WebhookHost> StartAsync(KeptDocuments kept, params (string Name, string Value)[] properties)
    {
        var host = await WebhookHost.StartAsync(kept.Store);
        await host.DeployAsync("process", properties);
        return host;
    }

    private static ByteArrayContent File(string content, string type)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        file.Headers.ContentType = new(type);
        return file;
    }

    private static async Task<JsonElement> StartedWithAsync(WebhookHost host) =>
        JsonElement.Parse(RecordingCluster.Text((await host.Cluster.NextAsync<CreateInstance>()).Variables));
}
