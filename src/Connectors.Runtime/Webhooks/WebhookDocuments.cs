using System.Text.Json;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Feel;
using Fairlead.Protocol.Rest;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>The documents of one request: stored once somebody wants the event, taken away again when nobody does.</summary>
/// <param name="store">Null when this process keeps none.</param>
internal sealed class WebhookDocuments(Arrival arrival, IDocumentStore? store)
{
    private static readonly FeelValue None = FeelValue.FromList([]);

    private readonly List<StoredDocument> _stored = [];

    public bool Any => arrival.IsFile || arrival.Form?.Files.Count > 0;

    /// <summary>What conditions see before anything is stored: the references that will be, without what the store gives them.</summary>
    public FeelValue Preview() => Any
        ? FeelValue.FromList([.. Files().Select(file => Json(new DocumentReference
        {
            StoreId = store?.Id ?? "",
            DocumentId = "",
            Metadata = new DocumentMetadataResult
            {
                ContentType = file.About.ContentType ?? "application/octet-stream",
                FileName = file.About.FileName ?? "",
                Size = file.SizeBytes,
                CustomProperties = new(file.About.CustomProperties),
            },
        }))])
        : None;

    /// <param name="processId">To which they belong.</param>
    /// <returns>References, in order of the parts.</returns>
    /// <exception cref="WebhookRefusal">They cannot be stored; then none is.</exception>
    public async Task<FeelValue> StoreAsync(string processId, CancellationToken cancellation)
    {
        if (store is null)
            throw BodyForms.NotSupported("This server keeps no documents: send JSON, a form without files, or XML.");
        try
        {
            if (arrival.IsFile)
                await StoreBodyAsync(processId, cancellation);
            else
                await arrival.Form!.ReadFilesAsync(
                    arrival.ContentType,
                    arrival.Body,
                    (file, content) => StoreAsync(content, About(file) with { ProcessDefinitionId = processId }, cancellation),
                    cancellation);
        }
        catch (DocumentException refused)
        {
            await RemoveAsync();
            throw RefusalOf(refused);
        }
        catch
        {
            await RemoveAsync();
            throw;
        }

        return FeelValue.FromList([.. _stored.Select(document => Json(DocumentReferences.To(document, store.Id)))]);
    }

    /// <summary>When the event was not accepted. Nobody has a reference to them.</summary>
    public async Task RemoveAsync()
    {
        foreach (var document in _stored)
        {
            try
            {
                await store!.DeleteAsync(document.Id, CancellationToken.None);
            }
            catch (DocumentException)
            {
                // It is gone already.
            }
        }

        _stored.Clear();
    }

    private async Task StoreBodyAsync(string processId, CancellationToken cancellation)
    {
        var about = Files().Single().About with { ProcessDefinitionId = processId };
        if (arrival.Body.Upload is { } upload)
        {
            _stored.Add(await upload.CommitAsync(about, cancellation));
            return;
        }

        await using var content = arrival.Body.Open();
        await StoreAsync(content, about, cancellation);
    }

    private async Task StoreAsync(Stream content, NewDocument about, CancellationToken cancellation)
    {
        await using var upload = store!.Begin();
        await upload.ReceiveAsync(content, cancellation);
        _stored.Add(await upload.CommitAsync(about, cancellation));
    }

    private IEnumerable<(NewDocument About, long SizeBytes)> Files() => arrival.IsFile
        ? [(new NewDocument { ContentType = TypeOf(arrival.ContentType), FileName = FileNameOf(arrival) }, arrival.Body.Length)]
        : arrival.Form!.Files.Select(file => (About(file), file.SizeBytes));

    private static NewDocument About(FilePart file) => new()
    {
        ContentType = TypeOf(file.ContentType),
        FileName = file.FileName,
        CustomProperties = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["formField"] = file.Field }),
    };

    private static string? FileNameOf(Arrival arrival) =>
        Microsoft.Net.Http.Headers.ContentDispositionHeaderValue.TryParse(arrival.Request.Header("content-disposition"), out var disposition)
            ? FileNames.Clean((disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value?.Trim('"'))
            : null;

    private static string? TypeOf(string? contentType) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.ToString() : null;

    private static FeelValue Json(DocumentReference reference) =>
        FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(reference, RestJson.Default.DocumentReference));

    private static WebhookRefusal RefusalOf(DocumentException refused) => refused.Code switch
    {
        DocumentException.TooLarge => WebhookRefusal.Of(
            StatusCodes.Status413PayloadTooLarge, "WEBHOOK_TOO_LARGE", "A file of the request is larger than this server takes."),
        DocumentException.NoSpace => WebhookRefusal.Of(
            StatusCodes.Status503ServiceUnavailable,
            refused.Code,
            "The server has no room for the files of the request: send it again later.",
            ("Retry-After", "60")),
        _ => WebhookRefusal.Of(
            StatusCodes.Status422UnprocessableEntity, refused.Code, "A file of the request cannot be stored: check its name and its type."),
    };
}
