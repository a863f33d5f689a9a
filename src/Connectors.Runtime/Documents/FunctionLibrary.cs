using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>What the functions in inputs do.</summary>
public sealed class FunctionLibrary(IOptions<DocumentsOptions> options, TimeProvider time)
{
    private const string Names = "base64, getText, getJson, createLink, createGithubAppInstallationToken";

    /// <param name="function">The object; its parameters have been worked out.</param>
    internal Task<JsonNode?> RunAsync(FunctionPosition position, JsonObject function, CallInProgress call, CancellationToken cancellation)
    {
        var parameters = new FunctionParameters(position, function);
        return position.Function switch
        {
            "base64" => Base64Async(parameters, call, cancellation),
            "getText" => GetTextAsync(parameters, call, cancellation),
            "getJson" => GetJsonAsync(parameters, call, cancellation),
            "createLink" => CreateLinkAsync(parameters, call, cancellation),
            "createGithubAppInstallationToken" => CreateTokenAsync(parameters, call, cancellation),
            _ => throw parameters.Refuse($"there is no such function; there are {Names}"),
        };
    }

    private static async Task<JsonNode?> Base64Async(FunctionParameters parameters, CallInProgress call, CancellationToken cancellation)
    {
        parameters.Expect(1, 1, "a document or a text");
        var content = parameters.TextOrNull(0) is { } text
            ? Encoding.UTF8.GetBytes(text)
            : await call.Documents.ReadAsync(parameters.Document(0), cancellation);
        return JsonValue.Create(Convert.ToBase64String(content.Span));
    }

    private static async Task<JsonNode?> GetTextAsync(FunctionParameters parameters, CallInProgress call, CancellationToken cancellation)
    {
        parameters.Expect(1, 2, "a document and perhaps a character set");
        var encoding = parameters.Count > 1 ? parameters.Charset(1) : Encoding.UTF8;
        var content = await call.Documents.ReadAsync(parameters.Document(0), cancellation);
        return JsonValue.Create(encoding.GetString(content.Span).TrimStart('\uFEFF'));
    }

    private async Task<JsonNode?> GetJsonAsync(FunctionParameters parameters, CallInProgress call, CancellationToken cancellation)
    {
        parameters.Expect(1, 2, "a document and perhaps a FEEL expression");
        var filter = parameters.Count > 1 ? parameters.Text(1) : null;
        var content = await call.Documents.ReadAsync(parameters.Document(0), cancellation);
        if (content.Span.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];
        try
        {
            return filter is null
                ? JsonNode.Parse(content.Span, documentOptions: new JsonDocumentOptions { MaxDepth = ConnectorJson.LevelsAtMost })
                : JsonNode.Parse(Filter(parameters, filter, FeelValue.FromJson(content)));
        }
        catch (JsonException)
        {
            // Its message would quote the content.
            throw parameters.Refuse("the content of the document is not JSON");
        }
    }

    /// <summary>The filter sees the fields of the document, or all of it as <c>document</c> when it has none.</summary>
    private byte[] Filter(FunctionParameters parameters, string filter, FeelValue document)
    {
        var seen = document.TryGetContext(out var fields) ? fields : FeelContext.Of(("document", document));
        // Not kept: it may come from process data, and never again.
        var result = FeelExpression.Parse(filter.TrimStart().TrimStart('=')).Evaluate(seen, new FeelEvaluation { Now = time.GetUtcNow() });
        if (result.Failure is { } failure)
            throw parameters.Refuse($"its filter could not be evaluated: {failure.Message} (at position {failure.Start + 1}, {failure.Code})");
        return result.Value.TryToJson(options.Value.TextBytesAtMost, out var json) ? json : throw parameters.Refuse("its filter gives too much");
    }

    private static async Task<JsonNode?> CreateLinkAsync(FunctionParameters parameters, CallInProgress call, CancellationToken cancellation)
    {
        parameters.Expect(1, 2, "a document and perhaps a duration");
        var life = parameters.Count > 1 ? parameters.Duration(1) : DocumentLinks.UsualLife;
        return JsonValue.Create(await call.Documents.CreateLinkAsync(parameters.Document(0), life, cancellation));
    }

    private async Task<JsonNode?> CreateTokenAsync(FunctionParameters parameters, CallInProgress call, CancellationToken cancellation)
    {
        parameters.Expect(3, 3, "a private key, the id of the app and the id of the installation");
        var app = new GithubApp(
            new Uri(options.Value.GithubApiUrl.TrimEnd('/') + "/"), new Secret(parameters.Text(0)), parameters.Text(1), parameters.Text(2));
        return JsonValue.Create((await app.CreateTokenAsync(call, time, cancellation)).Reveal());
    }
}
