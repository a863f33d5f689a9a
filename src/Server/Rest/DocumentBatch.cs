using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Several documents that come in one form. Each is stored or fails by itself; what is said of them may come before or after.</summary>
internal sealed class DocumentBatch(IDocumentStore store, int filesAtMost) : IAsyncDisposable
{
    /// <summary>Of what is said of one document, or of all in a list.</summary>
    public const int MetadataBytesAtMost = 1024 * 1024;

    private readonly List<Part> _files = [];
    private readonly List<DocumentMetadata> _metadata = [];

    public async Task ReceiveAsync(FormPart part, CancellationToken cancellation)
    {
        if (_files.Count == filesAtMost)
            throw RequestRefusal.InvalidArgument($"Expected at most {filesAtMost} documents in one request.");
        var file = new Part(part, store.Begin());
        _files.Add(file);
        try
        {
            await file.Upload.ReceiveAsync(part.Body, cancellation);
        }
        catch (DocumentException refused)
        {
            file.Refused = refused;
        }
    }

    public void Add(IReadOnlyList<DocumentMetadata> metadata) => _metadata.AddRange(metadata);

    public async Task<DocumentBatchResult> CommitAsync(CancellationToken cancellation)
    {
        if (_files.Count is 0)
            throw RequestRefusal.InvalidArgument("Expected contents in the form field 'files', but there are none.");
        if (_metadata.Count > 0 && _metadata.Count != _files.Count)
        {
            throw RequestRefusal.InvalidArgument(
                $"Expected as many entries in 'metadataList' as there are files, or none: there are {_metadata.Count} for {_files.Count} files.");
        }

        var created = new List<DocumentReference>();
        var failed = new List<DocumentFailure>();
        for (var i = 0; i < _files.Count; i++)
        {
            var (file, about) = (_files[i], _metadata.Count > 0 ? _metadata[i] : null);
            try
            {
                if (file.Refused is { } refused)
                    throw refused;
                var stored = await file.Upload.CommitAsync(DocumentEndpoints.ToNew(id: null, file.Form, about), cancellation);
                created.Add(DocumentReferences.To(stored, store.Id));
            }
            catch (DocumentException refused)
            {
                var refusal = DocumentRefusals.Of(refused);
                failed.Add(new DocumentFailure
                {
                    FileName = about?.FileName ?? file.Form.FileName ?? "",
                    Status = refusal.Status,
                    Title = refusal.Title,
                    Detail = refusal.Message,
                });
            }
        }

        return new DocumentBatchResult { CreatedDocuments = created, FailedDocuments = failed };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
            await file.Upload.DisposeAsync();
    }

    private sealed class Part(FormPart form, DocumentUpload upload)
    {
        public FormPart Form { get; } = form;

        public DocumentUpload Upload { get; } = upload;

        public DocumentException? Refused { get; set; }
    }
}
