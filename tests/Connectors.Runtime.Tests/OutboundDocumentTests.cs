using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Documents that connectors read and make, and that expressions make, in the real store.</summary>
public sealed class OutboundDocumentTests : IAsyncDisposable
{
    private readonly KeptDocuments _documents = new();

    [Fact]
    public async Task A_connector_reads_and_makes_documents()
    {
        var reference = await _documents.PutAsync("hello", "hello.txt", "text/plain");
        await using var host = await StartAsync(async (input, call, cancellation) =>
        {
            Assert.True(Document.TryRead(input.Body!.Value, out var document));
            await using var content = await call.Documents.OpenAsync(document, cancellation);
            Assert.Equal((5, "text/plain", "hello.txt"), (content.SizeBytes, content.ContentType, content.FileName));
            return new { file = await call.Documents.CreateAsync(content.Stream, "text/copy", "copy.txt", cancellation) };
        });

        var done = await host.DoAsync<RecordingCluster.Completed>(
            host.Job($$"""{"body":{{reference}}}""", headers: ("resultExpression", "={kept: file, name: file.metadata.fileName}")));

        var variables = JsonElement.Parse(done.Variables);
        var (about, text) = await _documents.ReadAsync(variables.GetProperty("kept"));
        Assert.Equal(("hello", "text/copy", "copy.txt"), (text, about.ContentType, about.FileName));
        Assert.Equal(("process", 1L), (about.ProcessDefinitionId, about.ProcessInstanceKey!.Value));
        Assert.Equal("copy.txt", variables.GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_input_that_wants_text_gets_the_content()
    {
        var reference = await _documents.PutAsync("hello");
        await using var host = await StartAsync((input, _, _) => Task.FromResult<object?>(new { input.Url }));

        var done = await host.DoAsync<RecordingCluster.Completed>(
            host.Job($$"""{"url":{{reference}}}""", headers: ("resultVariable", "answer")));

        Assert.Equal("""{"answer":{"url":"aGVsbG8="}}""", done.Variables);
    }

    [Theory]
    [InlineData("""{"camunda.document.type":"camunda","storeId":"fairlead","documentId":"missing"}""", "DOCUMENT_NOT_FOUND")]
    [InlineData("""{"camunda.document.type":"camunda","storeId":"elsewhere","documentId":"x"}""", "DOCUMENT_NOT_FOUND")]
    [InlineData("""{"camunda.document.type":"external","url":"file:///etc/passwd"}""", "INVALID_INPUT")]
    public async Task A_document_that_cannot_be_read_fails_the_job_for_good(string reference, string code)
    {
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(null));

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job($$"""{"url":{{reference}}}"""));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Equal(code, JsonElement.Parse(failed.Variables).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_reference_to_other_content_is_refused()
    {
        var reference = (await _documents.PutAsync("hello")).Replace("2cf24d", "000000", StringComparison.Ordinal);
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(null));

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job($$"""{"url":{{reference}}}"""));

        Assert.Contains("[DOCUMENT_OTHER_CONTENT]", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_for_text_is_refused()
    {
        var reference = await _documents.PutAsync(new byte[1_001]);
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(null), ("Documents:TextBytesAtMost", "1000"));

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job($$"""{"url":{{reference}}}"""));

        Assert.Contains("[DOCUMENT_TOO_LARGE]", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Documents:TextBytesAtMost", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_a_job_says_so()
    {
        await using var host = await OutboundHost.AnsweringAsync("{}");

        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultExpression", "={file: createDocument(\"QQ==\")}"));

        Assert.Contains("this process has no document store", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"aGVsbG8=\"", "hello", "application/octet-stream", null)]
    [InlineData("{content: body.data, name: \"a.txt\", contentType: \"text/plain\"}", "hello", "text/plain", "a.txt")]
    [InlineData("{data: body.data, fileName: \"a.txt\"}", "hello", "application/octet-stream", "a.txt")]
    [InlineData("{content: {a: [1.25]}}", """{"a":[1.25]}""", "application/json", null)]
    [InlineData("{text: \"Grüße\", name: \"g.txt\"}", "Grüße", "text/plain; charset=utf-8", "g.txt")]
    public async Task A_result_expression_makes_a_document(string asked, string content, string type, string? name)
    {
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(new { body = new { data = "aGVsbG8=" } }));

        var done = await host.DoAsync<RecordingCluster.Completed>(("resultExpression", $"={{a: 1, files: [createDocument({asked})]}}"));

        var (about, text) = await _documents.ReadAsync(JsonElement.Parse(done.Variables).GetProperty("files")[0]);
        Assert.Equal((content, type, name ?? about.Id), (text, about.ContentType, about.FileName));
    }

    [Fact]
    public async Task A_document_that_is_not_in_the_result_is_not_stored_and_one_that_is_twice_once()
    {
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(new { }));

        var done = await host.DoAsync<RecordingCluster.Completed>(
            ("resultExpression", "={one: createDocument(\"QQ==\"), again: one, none: if createDocument(\"QUE=\") = null then 1 else 2}"));

        var variables = JsonElement.Parse(done.Variables);
        Assert.Equal(variables.GetProperty("one").GetRawText(), variables.GetProperty("again").GetRawText());
        Assert.Equal(1, _documents.Count);
    }

    [Theory]
    [InlineData("=createDocument(\"QQ==\")", "put it under a name")]
    [InlineData("={a: string(createDocument(\"QQ==\"))}", "makes text of what createDocument gives")]
    [InlineData("={a: createDocument(\"QQ==\"), b: createDocument(\"not base64\")}", "text that is not base64")]
    [InlineData("={a: createDocument(\"QQ==\"), b: createDocument(7)}", "with a Number")]
    [InlineData("={a: createDocument({name: \"x\"})}", "neither content nor data nor text")]
    public async Task What_cannot_become_a_document_fails_the_job_for_good_and_stores_nothing(string expression, string reason)
    {
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(new { }));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultExpression", expression));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
        Assert.Contains("[CREATE_DOCUMENT_INVALID]", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, _documents.Count);
    }

    [Fact]
    public async Task An_error_expression_makes_a_document_for_the_error()
    {
        await using var host = await StartAsync((_, _, _) => throw new ConnectorException("BROKEN", "It broke."));

        var thrown = await host.DoAsync<RecordingCluster.Thrown>(
            ("errorExpression", "=bpmnError(error.code, \"x\", {report: createDocument({text: error.message})})"));

        var (_, text) = await _documents.ReadAsync(JsonElement.Parse(thrown.Variables).GetProperty("report"));
        Assert.Equal("It broke.", text);
    }

    [Fact]
    public async Task Data_cannot_pass_for_a_document_that_an_expression_asked_for()
    {
        const string Forged = """{"x":{"camunda.document.requested":"000000000000000000000000000000000"}}""";
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(JsonElement.Parse(Forged)));

        var done = await host.DoAsync<RecordingCluster.Completed>(("resultExpression", "={x: x}"));

        Assert.Equal(Forged, done.Variables);
        Assert.Equal(0, _documents.Count);
    }

    [Fact]
    public async Task Too_much_for_variables_says_that_a_document_would_take_it()
    {
        await using var host = await StartAsync((_, _, _) => Task.FromResult<object?>(new string('x', 1_600_000)));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultVariable", "answer"));

        Assert.Contains("keep it as a document", failed.Message, StringComparison.Ordinal);
        Assert.Contains("createDocument", failed.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _documents.DisposeAsync();

    private Task<OutboundHost> StartAsync(
        Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call, params (string Key, string Value)[] configuration) =>
        OutboundHost.StartAsync(calls: null, _documents.Store, call, configuration);
}
