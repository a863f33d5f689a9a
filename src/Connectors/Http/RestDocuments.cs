using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Documents in the body that goes out.</summary>
internal static class RestDocuments
{
    /// <summary>The documents that a value is: one, or a list of them. Null when it is anything else.</summary>
    public static IReadOnlyList<Document>? Of(JsonElement value)
    {
        if (Document.TryRead(value, out var one))
            return [one];
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() is 0)
            return null;

        var documents = new List<Document>();
        foreach (var item in value.EnumerateArray())
        {
            if (!Document.TryRead(item, out var document))
                return null;
            documents.Add(document);
        }

        return documents;
    }

    /// <summary>A body, or a part of one, that is passed on as it is read.</summary>
    /// <param name="type">Null for the type of the document.</param>
    public static async Task<HttpContent> ContentAsync(Document document, string? type, CallDocuments documents, CancellationToken cancellation)
    {
        var open = await documents.OpenAsync(document, cancellation);
        var content = new DocumentBody(open);
        var given = type ?? open.ContentType ?? document.ContentType;
        if (given is null || !content.Headers.TryAddWithoutValidation("Content-Type", given))
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    /// <summary>Keeps the body of an answer as a document, as it arrives; null when the answer has none.</summary>
    public static async Task<Document?> StoreAsync(HttpResponseMessage response, CallDocuments documents, RestDeadline deadline)
    {
        if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified)
            return null;

        var headers = response.Content.Headers;
        var name = headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName?.Trim('"');
        await using var body = new DeadlineStream(await response.Content.ReadAsStreamAsync(deadline.Token), deadline);
        return await documents.CreateAsync(
            body, headers.ContentType?.ToString(), IsUsable(name) ? Path.GetFileName(name) : null, deadline.Token);
    }

    /// <summary>The name of the file that a part of a form becomes.</summary>
    public static string NameOf(Document document) => document.FileName ?? document.Id ?? "document";

    /// <summary>A value in which the content of each document stands in its place, as base64.</summary>
    public static async Task<JsonElement> FillInAsync(JsonElement value, CallDocuments documents, CancellationToken cancellation)
    {
        if (!Contains(value))
            return value;

        var filled = new JsonObject { ["value"] = JsonSerializer.SerializeToNode(value) };
        await FillInAsync(filled, documents, cancellation);
        return JsonSerializer.SerializeToElement(filled["value"]);
    }

    /// <summary>What another system calls its file must not make the answer worthless.</summary>
    private static bool IsUsable(string? name) => name is { Length: > 0 and <= 500 } && !name.Any(char.IsControl);

    private static async Task FillInAsync(JsonNode node, CallDocuments documents, CancellationToken cancellation)
    {
        IReadOnlyList<JsonNode?> children = node switch
        {
            JsonObject map => [.. map.Select(property => property.Value)],
            JsonArray list => [.. list],
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            if (child is JsonObject && Document.TryRead(JsonSerializer.SerializeToElement(child), out var document))
                child.ReplaceWith(JsonValue.Create(Convert.ToBase64String((await documents.ReadAsync(document, cancellation)).Span)));
            else
                await FillInAsync(child, documents, cancellation);
        }
    }

    private static bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.TryGetProperty(Document.TypeProperty, out _) || value.EnumerateObject().Any(part => Contains(part.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Contains),
        _ => false,
    };
}
