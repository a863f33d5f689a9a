using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>The documents of one call: those of the store, those at an address, and those that are in their reference.</summary>
internal sealed class DocumentAccess(CallInProgress call, DocumentLinks links, DocumentsOptions options, IDocumentStore? store) : CallDocuments
{
    private const int PieceBytes = 16 * 1024;

    public override async Task<DocumentContent> OpenAsync(Document document, CancellationToken cancellation) => document.Kind switch
    {
        DocumentKind.Stored => await GuardAsync(() => OpenStoredAsync(document, cancellation)),
        DocumentKind.External => await ExternalDocument.OpenAsync(document, call.Http, cancellation),
        DocumentKind.Inline => new DocumentContent(new MemoryStream(document.InlineContent.ToArray(), writable: false))
        {
            ContentType = document.ContentType ?? (IsText(document) ? "text/plain; charset=utf-8" : "application/json"),
            FileName = document.FileName,
            SizeBytes = document.InlineContent.Length,
        },
    };

    public override async Task<ReadOnlyMemory<byte>> ReadAsync(Document document, CancellationToken cancellation)
    {
        if (document.Kind is DocumentKind.Inline)
            return document.InlineContent;
        await using var content = await OpenAsync(document, cancellation);
        if (content.SizeBytes > options.TextBytesAtMost)
            throw TooLarge(document);

        using var bytes = new MemoryStream((int)(content.SizeBytes ?? 0));
        var piece = new byte[PieceBytes];
        while (await content.Stream.ReadAsync(piece, cancellation) is var read and > 0)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > options.TextBytesAtMost)
                throw TooLarge(document);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    public override async Task<Document> CreateAsync(
        Stream content, string? contentType, string? fileName, CancellationToken cancellation)
    {
        // A plan shows what would be sent; it leaves nothing behind.
        if (call.OnlyPlans)
            return Document.Inline("", fileName, contentType);

        var stored = await GuardAsync(async () =>
        {
            await using var upload = Store("store a document").Begin();
            await upload.ReceiveAsync(content, cancellation);
            return await upload.CommitAsync(
                new NewDocument
                {
                    ContentType = contentType,
                    FileName = fileName,
                    ProcessDefinitionId = call.Job.ProcessId is { Length: > 0 } process ? process : null,
                    ProcessInstanceKey = call.Job.ProcessInstanceKey is > 0 and var instance ? instance : null,
                },
                cancellation);
        });
        var reference = DocumentReferences.To(stored, store!.Id);
        return Document.TryRead(JsonSerializer.SerializeToElement(reference, RestJson.Default.DocumentReference), out var document)
            ? document
            : throw new System.Diagnostics.UnreachableException("What we write as a reference is one.");
    }

    public override Task<string> CreateLinkAsync(Document document, TimeSpan timeToLive, CancellationToken cancellation) => document.Kind switch
    {
        DocumentKind.Stored => GuardAsync(async () =>
        {
            var about = await FindAsync(document, cancellation);
            return await store!.LinkAsync(about.Id, timeToLive, links, cancellation);
        }),
        DocumentKind.External => Task.FromResult(document.Url!),
        DocumentKind.Inline => throw new ConnectorInputException(
            "A document whose content is in its reference has no address: store it first, or send the content itself."),
    };

    private async Task<DocumentContent> OpenStoredAsync(Document document, CancellationToken cancellation)
    {
        var about = await FindAsync(document, cancellation);
        var open = await store!.OpenAsync(about.Id, cancellation);
        return new DocumentContent(new GuardedContent(open.Content))
        {
            ContentType = about.ContentType,
            FileName = about.FileName,
            SizeBytes = about.SizeBytes,
        };
    }

    /// <summary>The document that the reference means, and no other that has its id by now.</summary>
    private async Task<StoredDocument> FindAsync(Document document, CancellationToken cancellation)
    {
        var place = Store($"read the document '{document.Id}'");
        DocumentReferences.Check(document.StoreId, contentHash: null, document.Id!, document: null, place);
        var about = await place.FindAsync(document.Id!, cancellation);
        DocumentReferences.Check(storeId: null, document.ContentHash, about.Id, about, place);
        return about;
    }

    private IDocumentStore Store(string what) => store ?? throw new DocumentException(
        DocumentException.NotFound, $"Expected to {what}, but this process has no document store.");

    private ConnectorException TooLarge(Document document) => new(
        DocumentException.TooLarge,
        $"The document '{document.Id ?? document.FileName}' has more than the {options.TextBytesAtMost:N0} bytes that may become text: take "
        + $"the document itself where the connector can, or raise {DocumentsOptions.Section}:{nameof(DocumentsOptions.TextBytesAtMost)}. "
        + $"[{DocumentException.TooLarge}]")
    {
        Retry = RetryAdvice.Never,
    };

    private static bool IsText(Document document) =>
        document.Reference.TryGetProperty("content", out var content) && content.ValueKind is JsonValueKind.String;

    /// <summary>Says as a connector's failure what the store says.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DocumentException refusal)
        {
            throw GuardedContent.ToFailure(refusal);
        }
    }
}
