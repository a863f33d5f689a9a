using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Server.Rest;

/// <summary>Stores documents and gives them back. Content passes through, whatever its size.</summary>
internal sealed class DocumentEndpoints(IDocumentStore store, DocumentLinks links, ILogger<DocumentEndpoints> logger)
{
    private const string Key = "documentId";
    private const int FilesAtMost = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/documents", http => GuardAsync(http, CreateAsync));
        app.MapPost("/v2/documents/batch", http => GuardAsync(http, CreateBatchAsync));
        app.MapGet($"/v2/documents/{{{Key}}}", http => GuardAsync(http, GetAsync));
        app.MapDelete($"/v2/documents/{{{Key}}}", http => GuardAsync(http, DeleteAsync));
        app.MapPost($"/v2/documents/{{{Key}}}/links", http => GuardAsync(http, CreateLinkAsync));
        app.MapGet(DocumentLinks.Route, http => GuardAsync(http, FollowLinkAsync));
    }

    private async Task CreateAsync(HttpContext http)
    {
        CheckStore(http);
        LiftSizeLimit(http);
        var form = FormParts.Of(
            http.Request, "A document is 'multipart/form-data' with its content in the field 'file' and, if you like, JSON in 'metadata'");
        FormPart? file = null;
        DocumentMetadata? metadata = null;
        await using var upload = store.Begin();
        await form.ReadAsync(
            async part =>
            {
                switch (part.Name)
                {
                    case "file" when file is null:
                        file = part;
                        await upload.ReceiveAsync(part.Body, http.RequestAborted);
                        break;
                    case "metadata" when metadata is null:
                        metadata = await ReadMetadataAsync(part, JsonBody.Contracts.DocumentMetadata, http.RequestAborted);
                        break;
                    default:
                        throw RequestRefusal.InvalidArgument(
                            $"The form field '{part.Name}' is not known here, or given twice. Expected 'file' once and 'metadata' at most once.");
                }
            },
            http.RequestAborted);
        if (file is null)
            throw RequestRefusal.InvalidArgument("Expected the content in the form field 'file', but there is none.");

        var id = http.Request.Query[Key].ToString() is { Length: > 0 } given ? given : null;
        var stored = await upload.CommitAsync(ToNew(id, file, metadata), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status201Created;
        await JsonBody.WriteAsync(http, DocumentReferences.To(stored, store.Id), JsonBody.Contracts.DocumentReference);
    }

    private async Task CreateBatchAsync(HttpContext http)
    {
        CheckStore(http);
        LiftSizeLimit(http);
        await using var batch = new DocumentBatch(store, FilesAtMost);
        var form = FormParts.Of(
            http.Request, "Documents are 'multipart/form-data' with their contents in the field 'files' and, if you like, JSON in 'metadataList'");
        await form.ReadAsync(
            async part =>
            {
                switch (part.Name)
                {
                    case "files":
                        await batch.ReceiveAsync(part, http.RequestAborted);
                        break;
                    case "metadataList":
                        batch.Add(await ReadMetadataAsync(part, JsonBody.Contracts.IReadOnlyListDocumentMetadata, http.RequestAborted));
                        break;
                    default:
                        throw RequestRefusal.InvalidArgument(
                            $"The form field '{part.Name}' is not known here. Expected 'files' and 'metadataList'.");
                }
            },
            http.RequestAborted);

        var result = await batch.CommitAsync(http.RequestAborted);
        http.Response.StatusCode = result.FailedDocuments.Count is 0 ? StatusCodes.Status201Created : StatusCodes.Status207MultiStatus;
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.DocumentBatchResult);
    }

    private async Task GetAsync(HttpContext http)
    {
        var id = IdOf(http);
        CheckStore(http);
        await using var document = await store.OpenAsync(id, http.RequestAborted);
        DocumentReferences.Check(storeId: null, http.Request.Query["contentHash"], id, document.About, store);
        await WriteAsync(http, document);
    }

    private async Task DeleteAsync(HttpContext http)
    {
        CheckStore(http);
        await store.DeleteAsync(IdOf(http), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task CreateLinkAsync(HttpContext http)
    {
        var id = IdOf(http);
        CheckStore(http);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.DocumentLinkRequest);
        var life = request?.TimeToLive is { } milliseconds
            ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, -1, TimeSpan.MaxValue.TotalMilliseconds / 2))
            : DocumentLinks.UsualLife;
        DocumentReferences.Check(
            storeId: null, http.Request.Query["contentHash"], id, await store.FindAsync(id, http.RequestAborted), store);
        var permit = await store.PermitAsync(id, life, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status201Created;
        await JsonBody.WriteAsync(
            http,
            new DocumentLink { Url = links.AddressOf(permit, $"{http.Request.Scheme}://{http.Request.Host}"), ExpiresAt = permit.Until },
            JsonBody.Contracts.DocumentLink);
    }

    private async Task FollowLinkAsync(HttpContext http)
    {
        long.TryParse(http.Request.Query[DocumentLinks.Until], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        var latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        var permit = new DocumentPermit(
            IdOf(http), DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, latest)), http.Request.Query[DocumentLinks.Signature].ToString());
        await using var document = await store.OpenAsync(permit, http.RequestAborted);
        // Whoever has the link may read it; caches between us need not.
        http.Response.Headers.CacheControl = "private, no-store";
        await WriteAsync(http, document);
    }

    /// <summary>As it was stored. A browser saves it, and must not take it for a page of ours, whatever it holds.</summary>
    private static async Task WriteAsync(HttpContext http, OpenDocument document)
    {
        var about = document.About;
        http.Response.ContentType = about.ContentType;
        http.Response.ContentLength = about.SizeBytes;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.ETag = $"\"{about.ContentHash}\"";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(about.FileName);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        await document.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>Says in HTTP what the store says.</summary>
    private async Task GuardAsync(HttpContext http, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(http);
        }
        catch (DocumentException broken) when (http.Response.HasStarted)
        {
            // Part of it is on its way: only the end of the connection tells the reader that it is not all.
            Log.DocumentBrokeOff(logger, broken.Message);
            http.Abort();
        }
        catch (DocumentException refusal)
        {
            throw DocumentRefusals.Of(refusal);
        }
    }

    /// <summary>Documents have a limit of their own, which the store counts.</summary>
    private static void LiftSizeLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private void CheckStore(HttpContext http) =>
        DocumentReferences.Check(http.Request.Query["storeId"], contentHash: null, IdOf(http), document: null, store);

    private static string IdOf(HttpContext http) => (string?)http.Request.RouteValues[Key] ?? http.Request.Query[Key].ToString();

    private static async Task<T> ReadMetadataAsync<T>(FormPart part, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var json = await part.ReadAsync(cancellation, DocumentBatch.MetadataBytesAtMost);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException problem)
        {
            throw RequestRefusal.OfHttp(
                StatusCodes.Status400BadRequest, JsonProblem.Describe(problem, type, $"The form field '{part.Name}'"));
        }
    }

    internal static NewDocument ToNew(string? id, FormPart file, DocumentMetadata? metadata) => new()
    {
        Id = id,
        ContentType = metadata?.ContentType ?? file.ContentType,
        FileName = metadata?.FileName ?? file.FileName,
        ExpiresAt = metadata?.ExpiresAt,
        SizeBytes = metadata?.Size,
        ProcessDefinitionId = metadata?.ProcessDefinitionId,
        ProcessInstanceKey = metadata?.ProcessInstanceKey?.Value,
        CustomProperties = metadata?.CustomProperties?.Utf8 ?? default,
    };
}
