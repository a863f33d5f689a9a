using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Documents in requests and answers, on the real store and a real server.</summary>
public sealed class RestDocumentTests : IAsyncDisposable
{
    private readonly RestConnector _connector = new(TimeProvider.System);
    private readonly KeptDocuments _documents = new();

    [Theory]
    [InlineData(""" "documentReturnFormat": {"choice": "DOCUMENT"} """)]
    [InlineData(""" "storeResponse": "true" """)]
    [InlineData(""" "storeResponse": true, "documentReturnFormat": {"encoding": "UTF-8"} """)]
    public async Task An_answer_is_kept_as_a_document(string format)
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"bill.pdf\"";
            await context.Response.WriteAsync("%PDF", context.RequestAborted);
        });

        var answer = await _connector.CallAsync(_documents, $$""" "url": "{peer}/bill", {{format}} """, peer.Address);

        var json = JsonElement.Parse(Calls.Json(answer));
        Assert.Equal((200, JsonValueKind.Null), (json.GetProperty("status").GetInt32(), json.GetProperty("body").ValueKind));
        var (about, content) = await _documents.ReadAsync(json.GetProperty("document"));
        Assert.Equal(("%PDF", "application/pdf", "bill.pdf"), (content, about.ContentType, about.FileName));
    }

    [Theory]
    [InlineData(""" "documentReturnFormat": {"choice": "JSON"}, "storeResponse": true """, """{"a":1}""")]
    [InlineData(""" "documentReturnFormat": {"choice": "TEXT"}, "storeResponse": true """, """
        "{\"a\":1}"
        """)]
    [InlineData(""" "storeResponse": false """, """{"a":1}""")]
    public async Task A_format_that_is_chosen_wins_over_the_older_input(string format, string body)
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"a":1}""");

        var answer = await _connector.CallAsync(_documents, $$""" "url": "{peer}/", {{format}} """, peer.Address);

        Assert.Equal(body.Trim(), Calls.Json(answer.Body));
        Assert.Null(answer.Document);
        Assert.Equal(0, _documents.Count);
    }

    [Fact]
    public async Task Without_a_body_there_is_no_document_and_a_failure_is_none()
    {
        await using var nothing = await Peer.AnsweringAsync(204);
        var answer = await _connector.CallAsync(
            _documents, """ "url": "{peer}/", "documentReturnFormat": {"choice": "DOCUMENT"} """, nothing.Address);
        Assert.Null(answer.Document);

        await using var refusing = await Peer.AnsweringAsync(404, """{"why":"gone"}""");
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _connector.CallAsync(
            _documents, """ "url": "{peer}/", "documentReturnFormat": {"choice": "DOCUMENT"} """, refusing.Address));
        Assert.Equal("404", failure.Code);
        Assert.Equal(0, _documents.Count);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_document()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _connector.CallAsync(
            _documents, """ "url": "{peer}/", "documentReturnFormat": {"choice": "DOCUMENT"} """, peer.Address));

        Assert.Equal("408", failure.Code);
        Assert.Equal(0, _documents.Count);
    }

    [Fact]
    public async Task Documents_go_out_in_every_kind_of_body()
    {
        var hello = await _documents.PutAsync("hello", "hel\"lo.txt", "text/plain");
        var page = await _documents.PutAsync("<p/>", "page.html", "text/html");
        const string Inline = """{"camunda.document.type":"inline","content":"inline","name":"i.txt"}""";
        await using var peer = await Peer.AnsweringAsync(200);
        (string Name, string Call)[] calls =
        [
            ("multipart", $$$""" "body": {"one": {{{hello}}}, "alone": [{{{hello}}}], "several": [{{{hello}}}, {{{page}}}, {{{Inline}}}], "none": null, "text": "t"}, "headers": {"Content-Type": "multipart/form-data"} """),
            ("the whole body", $$$""" "body": {{{page}}} """),
            ("alone in a list", $$$""" "body": [{{{page}}}] """),
            ("the whole body with a type", $$$""" "body": {{{page}}}, "headers": {"Content-Type": "application/xhtml+xml"} """),
            ("inside of JSON", $$$""" "body": {"file": {{{hello}}}, "list": [{"x": {{{Inline}}}}, 1.50]} """),
            ("a form", $$$""" "body": {"file": {{{hello}}}}, "headers": {"Content-Type": "application/x-www-form-urlencoded"} """),
        ];

        foreach (var (_, call) in calls)
            await _connector.CallAsync(_documents, $""" "url": "{peer.Address}/", "method": "POST", {call}""", peer.Address);

        var transcripts = calls.Zip(peer.Requests, (call, asked) => $"=== {call.Name}\n{asked}");
        Snapshot.Match(string.Join("\n\n", transcripts).Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_goes_out_again_after_a_redirect()
    {
        var hello = await _documents.PutAsync("hello");
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/old" ? 307 : 200;
            context.Response.Headers.Location = "/new";
            return Task.CompletedTask;
        });

        await _connector.CallAsync(_documents, $$$""" "url": "{peer}/old", "method": "PUT", "followRedirects": true, "body": {{{hello}}} """, peer.Address);

        Assert.Equal(["PUT /old: hello", "PUT /new: hello"], peer.Requests.Select(asked => $"{asked.Line}: {asked.Body}"));
    }

    [Fact]
    public async Task A_document_that_is_not_there_stops_the_call_before_anything_is_sent()
    {
        await using var peer = await Peer.AnsweringAsync(200);
        const string Missing = """{"camunda.document.type":"camunda","storeId":"fairlead","documentId":"missing"}""";

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _connector.CallAsync(
            _documents, $$$""" "url": "{peer}/", "method": "POST", "body": {{{Missing}}} """, peer.Address));

        Assert.Equal(("DOCUMENT_NOT_FOUND", RetryAdvice.Never), (failure.Code, failure.Retry));
        Assert.Empty(peer.Requests);
    }

    public ValueTask DisposeAsync() => _documents.DisposeAsync();
}
