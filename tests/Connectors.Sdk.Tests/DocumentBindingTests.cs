using System.Text;
using System.Text.Json;

namespace Fairlead.Connectors.Sdk.Tests;

/// <summary>References to documents as inputs and outputs.</summary>
public sealed class DocumentBindingTests
{
    private const string Stored =
        """{"camunda.document.type":"camunda","storeId":"fairlead","documentId":"d-1","contentHash":"ab","metadata":{"contentType":"text/plain","fileName":"a.txt","size":5},"more":1}""";

    private const string External = """{"camunda.document.type":"external","url":"https://example.org/a.pdf","name":"a.pdf"}""";
    private const string Inline = """{"camunda.document.type":"inline","content":{"a":1.50},"name":"a.json","contentType":"application/json"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Stored)]
    [InlineData("[" + Stored + "]")]
    public async Task A_reference_becomes_a_document_also_alone_in_a_list(string json)
    {
        var file = (await BindAsync($$"""{"file":{{json}}}""")).File!;

        Assert.Equal(
            (DocumentKind.Stored, "d-1", "fairlead", "ab", "text/plain", "a.txt"),
            (file.Kind, file.Id, file.StoreId, file.ContentHash, file.ContentType, file.FileName));
        Assert.Equal(Stored, JsonSerializer.Serialize(new { file }, ConnectorJson.Options)[8..^1]);
    }

    [Fact]
    public async Task All_three_kinds_are_read_in_lists_and_dictionaries()
    {
        var input = await BindAsync($$$"""{"files":[{{{Stored}}},{{{External}}},{{{Inline}}}],"byName":{"x":{{{External}}}}}""");

        Assert.Equal([DocumentKind.Stored, DocumentKind.External, DocumentKind.Inline], input.Files.Select(file => file.Kind));
        Assert.Equal(("https://example.org/a.pdf", "a.pdf"), (input.Files[1].Url, input.Files[1].FileName));
        Assert.Equal(("application/json", """{"a":1.50}"""), (input.Files[2].ContentType, Encoding.UTF8.GetString(input.Files[2].InlineContent.Span)));
        Assert.Equal("a.pdf", input.ByName["x"].FileName);
        Assert.Single((await BindAsync($$"""{"files":{{Stored}}}""")).Files);
    }

    [Fact]
    public async Task Where_content_is_wanted_the_document_is_read()
    {
        var input = await BindAsync($$"""{"text":{{Stored}},"bytes":[{{External}}],"stream":{{Inline}},"json":{{Stored}}}""");

        Assert.Equal("content of d-1", Encoding.UTF8.GetString(Convert.FromBase64String(input.Text!)));
        Assert.Equal("content of a.pdf", Encoding.UTF8.GetString(input.Bytes!));
        Assert.Equal("content of a.json", await new StreamReader(input.Stream!).ReadToEndAsync(Cancellation));
        Assert.Equal(Stored, input.Json!.Value.GetRawText());
    }

    [Fact]
    public async Task Bytes_and_streams_are_base64_otherwise()
    {
        var input = await BindAsync("""{"text":"plain","bytes":"aGVsbG8=","stream":"aGVsbG8="}""");

        Assert.Equal(("plain", "hello"), (input.Text, Encoding.UTF8.GetString(input.Bytes!)));
        Assert.Equal("hello", await new StreamReader(input.Stream!).ReadToEndAsync(Cancellation));
    }

    [Theory]
    [InlineData("""{"file":"text"}""", "file: expected a reference to a document, but received text that does not fit.")]
    [InlineData("""{"file":{"camunda.document.type":"cloud"}}""", "file: expected a reference to a document, but received an object.")]
    [InlineData("""{"file":{"camunda.document.type":"camunda"}}""", "file: expected a reference to a document, but received an object.")]
    [InlineData("""{"file":[]}""", "file: expected a reference to a document, but received a list.")]
    [InlineData("""{"bytes":"not base64"}""", "bytes: expected a reference to a document, or base64 text, but received text that does not fit.")]
    [InlineData("""{"text":{"a":1}}""", "text: expected text, but received an object.")]
    public async Task What_is_no_document_is_refused_with_its_place(string json, string problem)
    {
        var refusal = await Assert.ThrowsAsync<ConnectorInputException>(() => BindAsync(json));

        Assert.EndsWith($"- {problem}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_read_for_an_input_that_is_refused_anyway()
    {
        var documents = new NamedContents();

        await Assert.ThrowsAsync<ConnectorInputException>(async () => await ConnectorJson.BindAsync<Input>(
            Encoding.UTF8.GetBytes($$"""{"text":{{Stored}},"file":"text"}"""), documents, Cancellation));

        Assert.Equal(0, documents.Read);
    }

    [Fact]
    public void A_document_that_is_printed_does_not_show_its_content() => Assert.Equal(
        "Document Inline a.txt", Document.Inline("S3CRET", "a.txt").ToString());

    [Fact]
    public void What_a_connector_makes_reads_back()
    {
        var inline = Document.Inline("ü", "ü.txt", "text/plain");
        Assert.True(Document.TryRead(JsonElement.Parse(JsonSerializer.Serialize(inline, ConnectorJson.Options)), out var read));
        Assert.Equal(("ü.txt", "text/plain", "ü"), (read.FileName, read.ContentType, Encoding.UTF8.GetString(read.InlineContent.Span)));
        Assert.Equal("https://x.org/", Document.External("https://x.org/").Url);
    }

    private static async Task<Input> BindAsync(string json) =>
        await ConnectorJson.BindAsync<Input>(Encoding.UTF8.GetBytes(json), new NamedContents(), Cancellation);

    private sealed record Input
    {
        public Document? File { get; init; }

        public IReadOnlyList<Document> Files { get; init; } = [];

        public IReadOnlyDictionary<string, Document> ByName { get; init; } = new Dictionary<string, Document>();

        public string? Text { get; init; }

        public byte[]? Bytes { get; init; }

        public Stream? Stream { get; init; }

        public JsonElement? Json { get; init; }
    }

    /// <summary>Documents whose content says which they are.</summary>
    private sealed class NamedContents : CallDocuments
    {
        public int Read { get; private set; }

        public override Task<ReadOnlyMemory<byte>> ReadAsync(Document document, CancellationToken cancellation)
        {
            Read++;
            return Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"content of {document.Id ?? document.FileName}"));
        }

        public override Task<DocumentContent> OpenAsync(Document document, CancellationToken cancellation) =>
            throw new InvalidOperationException("Binding reads whole contents only.");

        public override Task<Document> CreateAsync(Stream content, string? contentType, string? fileName, CancellationToken cancellation) =>
            throw new InvalidOperationException("Binding stores nothing.");

        public override Task<string> CreateLinkAsync(Document document, TimeSpan timeToLive, CancellationToken cancellation) =>
            throw new InvalidOperationException("Binding makes no links.");
    }
}
