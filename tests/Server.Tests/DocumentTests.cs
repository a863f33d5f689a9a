using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Documents through the REST API, the client and the command line.</summary>
public sealed class DocumentTests(SharedServer shared)
{
    private const int Megabyte = 1 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_are_stored_read_and_deleted()
    {
        var transcript = new Transcript(shared.Http);
        using var form = Form(("file", "hello.txt", "text/plain", "hello"), ("metadata", null, "application/json", """
            {"fileName":"grüße \"1\".txt","expiresAt":"2999-12-31T00:00:00.000Z","processDefinitionId":"order","processInstanceKey":"7",
            "customProperties":{"amount":2.50}}
            """));
        await transcript.AskAsync("POST", "/v2/documents?documentId=rest%20gr%C3%BC%C3%9Fe", form, "file=hello metadata={…}", Cancellation);
        using var again = Form(("file", "hello.txt", "text/plain", "hello"));
        await transcript.AskAsync("POST", "/v2/documents?documentId=rest%20gr%C3%BC%C3%9Fe", again, "file=hello", Cancellation);
        const string Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        await transcript.AskAsync("GET", $"/v2/documents/rest%20gr%C3%BC%C3%9Fe?contentHash={Hash}", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/documents/rest%20gr%C3%BC%C3%9Fe?contentHash=00", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/documents/rest%20gr%C3%BC%C3%9Fe?storeId=elsewhere", body: null, Cancellation);
        await transcript.AskAsync("DELETE", "/v2/documents/rest%20gr%C3%BC%C3%9Fe", body: null, Cancellation);
        await transcript.AskAsync("DELETE", "/v2/documents/rest%20gr%C3%BC%C3%9Fe", body: null, Cancellation);
        await transcript.AskAsync("GET", "/v2/documents/rest%20gr%C3%BC%C3%9Fe", body: null, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Documents_that_make_no_sense_are_refused()
    {
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("POST", "/v2/documents", "{}", Cancellation);
        foreach (var (written, part) in new (string, (string, string?, string, string))[]
        {
            ("metadata={}", ("metadata", null, "application/json", "{}")),
            ("other=x", ("other", "x", "text/plain", "x")),
        })
        {
            using var form = Form(part);
            await transcript.AskAsync("POST", "/v2/documents", form, written, Cancellation);
        }

        using (var form = Form(("file", "a.txt", "text/plain", "x")))
            await transcript.AskAsync("POST", "/v2/documents?documentId=a/b", form, "file=x", Cancellation);
        foreach (var metadata in new[] { "{", "null", """{"colour":"blue"}""", """{"size":9}""", """{"expiresAt":"2001-01-01T00:00:00Z"}""" })
        {
            using var form = Form(("file", "a.txt", "text/plain", "x"), ("metadata", null, "application/json", metadata));
            await transcript.AskAsync("POST", "/v2/documents", form, $"file=x metadata={metadata}", Cancellation);
        }

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Of_documents_sent_together_each_stands_for_itself()
    {
        var transcript = new Transcript(shared.Http);
        using var all = Form(
            ("files", "a.txt", "text/plain", "a"),
            ("files", "b.txt", "text/plain", "b"),
            ("metadataList", null, "application/json", """[{"fileName":"first"},{"expiresAt":"2999-12-31T00:00:00.000Z"}]"""));
        var created = await transcript.AskAsync("POST", "/v2/documents/batch", all, "files=a files=b metadataList=[…]", Cancellation);
        Assert.NotEqual(Id(created, 0), Id(created, 1));
        using var part = Form(
            ("metadataList", null, "application/json", """[{"size":2},{}]"""),
            ("files", "a.txt", "text/plain", "a"),
            ("files", "b.txt", "text/plain", "b"));
        var one = await transcript.AskAsync("POST", "/v2/documents/batch", part, "metadataList=[{size:2},{}] files=a files=b", Cancellation);
        using var uneven = Form(
            ("files", "a.txt", "text/plain", "a"), ("metadataList", null, "application/json", """[{},{}]"""));
        await transcript.AskAsync("POST", "/v2/documents/batch", uneven, "files=a metadataList=[{},{}]", Cancellation);
        using var empty = Form(("metadataList", null, "application/json", "[]"));
        await transcript.AskAsync("POST", "/v2/documents/batch", empty, "metadataList=[]", Cancellation);

        Snapshot.Match(transcript.ToString()
            .Replace(Id(created, 0), "«id 1»", StringComparison.Ordinal)
            .Replace(Id(created, 1), "«id 2»", StringComparison.Ordinal)
            .Replace(Id(one, 0), "«id 3»", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_works_for_everybody_who_has_it_and_for_no_other_document()
    {
        await shared.Cluster.Documents.CreateAsync(Content("hello"), new() { FileName = "hello.html", ContentType = "text/html" }, "rest-link", Cancellation);
        var link = await shared.Cluster.Documents.CreateLinkAsync("rest-link", TimeSpan.FromMinutes(5), Cancellation);
        Assert.StartsWith(shared.Server.Url + "/fairlead/v1/documents/rest-link?until=", link.Url, StringComparison.Ordinal);

        using var stranger = new HttpClient();
        using var answer = await stranger.GetAsync(link.Url, Cancellation);
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.ToString());
        // A page that somebody stored must not run as one of ours.
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        foreach (var forged in new[]
        {
            link.Url.Replace("rest-link", "rest-other", StringComparison.Ordinal), link.Url + "0", link.Url.Split('&')[0], link.Url.Split('?')[0],
            link.Url.Replace("until=", "until=9", StringComparison.Ordinal), link.Url.Replace("until=", "until=99999999999", StringComparison.Ordinal),
        })
        {
            using var refused = await stranger.GetAsync(forged, Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("[DOCUMENT_LINK_INVALID]", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"timeToLive":0}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"timeToLive":9223372036854775807}""", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.Created)]
    public async Task A_link_has_a_reasonable_life(string body, HttpStatusCode expected)
    {
        var stored = await shared.Cluster.Documents.CreateAsync(Content("x"), new(), documentId: null, Cancellation);
        using var content = body.Length is 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await shared.Http.PostAsync($"/v2/documents/{stored.DocumentId}/links", content, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_person_stores_reads_shares_and_deletes_a_document()
    {
        using var folder = new TestFolder();
        var file = folder.Write("bill.pdf", "a bill");

        var put = await RunAsync("documents", "put", file, "--id", "cli-bill", "--type", "application/pdf", "--properties", """{"year":2026}""");
        Assert.Equal((0, ""), (put.ExitCode, put.Errors));
        Assert.StartsWith("Document cli-bill holds 6 bytes, SHA-256 ", put.Output, StringComparison.Ordinal);
        Assert.Contains("""{"camunda.document.type":"camunda","storeId":"fairlead","documentId":"cli-bill",""", put.Output, StringComparison.Ordinal);
        var again = await RunAsync("documents", "put", file, "--id", "cli-bill");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("[DOCUMENT_EXISTS]", again.Errors, StringComparison.Ordinal);

        Assert.Equal("a bill", (await RunAsync("documents", "get", "cli-bill")).Output.TrimEnd());
        var copy = Path.Combine(folder.Path, "copy.pdf");
        var got = await RunAsync("documents", "get", "cli-bill", "--output", copy);
        Assert.Equal($"{copy}: 6 bytes of application/pdf.\n", got.Output);
        Assert.Equal("a bill", await File.ReadAllTextAsync(copy, Cancellation));

        var link = (await RunAsync("documents", "link", "cli-bill", "--for", "PT5M", "--json")).Json.GetProperty("url").GetString();
        Assert.Equal("a bill", await shared.Http.GetStringAsync(link, Cancellation));
        Assert.Equal(2, (await RunAsync("documents", "link", "cli-bill", "--for", "soon")).ExitCode);

        Assert.Equal("Document cli-bill is deleted.\n", (await RunAsync("documents", "delete", "cli-bill")).Output);
        Assert.Contains("[DOCUMENT_NOT_FOUND]", (await RunAsync("documents", "get", "cli-bill")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("documents", "put", Path.Combine(folder.Path, "missing"))).ExitCode);
    }

    [Fact]
    public async Task A_document_beyond_the_limit_is_refused()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Broker:DocumentBytesAtMost", "100000");

        await server.Cluster.Documents.CreateAsync(new MemoryStream(new byte[100_000]), new(), "fits", Cancellation);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[100_001]), "file", "large" } };
        using var refused = await server.Http.PostAsync("/v2/documents", form, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("Broker:DocumentBytesAtMost", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_upload_that_a_killed_server_had_half_nothing_is_left_and_what_was_acknowledged_is()
    {
        using var folder = new TestFolder();
        using (var server = await TestServer.StartAsync(folder.Data, Cancellation))
        {
            await server.Cluster.Documents.CreateAsync(Content("whole"), new(), "whole", Cancellation);
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", new Uri(server.Url).Port, Cancellation);
            var head = "POST /v2/documents?documentId=half HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + $"Content-Length: {4 * Megabyte}\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half\"\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            await socket.GetStream().WriteAsync(new byte[2 * Megabyte], Cancellation);
            await Eventually.GetAsync(
                () => Task.FromResult(Files(folder, "incoming").Sum(file => file.Length)), bytes => bytes >= Megabyte, Cancellation);

            await server.Program.KillAsync(Cancellation);
        }

        using var restarted = await TestServer.StartAsync(folder.Data, Cancellation);
        await using (var whole = await restarted.Cluster.Documents.OpenAsync("whole", contentHash: null, Cancellation))
            Assert.Equal("whole", await new StreamReader(whole.Content).ReadToEndAsync(Cancellation));
        var missing = await Assert.ThrowsAsync<ClusterException>(
            () => restarted.Cluster.Documents.OpenAsync("half", contentHash: null, Cancellation));
        Assert.Equal(ClusterError.NotFound, missing.Error);
        await Eventually.GetAsync(
            () => Task.FromResult(Files(folder, "").Count(file => file.Name is "content")), count => count is 1, Cancellation);
    }

    /// <summary>The figure is in docs/documents.md.</summary>
    [Fact]
    public async Task A_hundred_megabytes_pass_through_in_little_memory()
    {
        const int Bytes = 100 * Megabyte;
        const long GrowthAtMost = 48 * Megabyte;
        // Source: Linux, Documentation/filesystems/proc.rst.
        const string ResetsPeak = "5";
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the peak of another process's memory.");
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        // What the first of its kind needs, whatever its size, is not counted.
        await server.Cluster.Documents.CreateAsync(new MemoryStream(new byte[Megabyte]), new(), "small", Cancellation);
        await using (var small = await server.Cluster.Documents.OpenAsync("small", contentHash: null, Cancellation))
            await small.Content.CopyToAsync(Stream.Null, Cancellation);
        await File.WriteAllTextAsync($"/proc/{server.Program.Id}/clear_refs", ResetsPeak, Cancellation);
        var before = server.PeakBytes;

        var stored = await server.Cluster.Documents.CreateAsync(new Noise(Bytes), new(), "large", Cancellation);
        await using var large = await server.Cluster.Documents.OpenAsync("large", stored.ContentHash, Cancellation);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(large.Content, Cancellation));

        var growth = server.PeakBytes - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"Peak grew by {growth / 1024 / 1024} MB from {before / 1024 / 1024} MB.");
        Assert.Equal((Bytes, stored.ContentHash), (stored.Metadata.Size, hash));
        Assert.True(growth < GrowthAtMost, $"The server's peak grew by {growth / 1024 / 1024} MB for a document of 100 MB.");
    }

    private static IEnumerable<FileInfo> Files(TestFolder folder, string part) =>
        new DirectoryInfo(Path.Combine(folder.Data, "documents", part)).EnumerateFiles("*", SearchOption.AllDirectories);

    private static string Id(System.Text.Json.JsonElement batch, int index) =>
        batch.GetProperty("createdDocuments")[index].GetProperty("documentId").GetString()!;

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MultipartFormDataContent Form(params (string Name, string? FileName, string Type, string Content)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var part in parts)
        {
            var content = new StringContent(part.Content);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(part.Type);
            if (part.FileName is null)
                form.Add(content, part.Name);
            else
                form.Add(content, part.Name, part.FileName);
        }

        return form;
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);

    /// <summary>Bytes that differ from place to place and are never all in memory.</summary>
    private sealed class Noise(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            for (var i = 0; i < read; i++)
                buffer[offset + i] = (byte)((_position + i) * 31 >> 3);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
