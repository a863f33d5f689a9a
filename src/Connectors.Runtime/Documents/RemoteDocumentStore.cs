using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>The documents of a cluster elsewhere.</summary>
/// <remarks>Of a Camunda 8 cluster it is the default store, whatever its name.</remarks>
/// <param name="door">Takes in what arrives, until it is known what it is and the cluster has it.</param>
public sealed class RemoteDocumentStore(ClusterClient cluster, IDocumentStore door) : IDocumentStore
{
    public string Id => "fairlead";

    public bool Has(string storeId) => true;

    public DocumentUpload Begin() => new RemoteUpload(cluster, door.Begin());

    public async Task<StoredDocument> FindAsync(string id, CancellationToken cancellation)
    {
        await using var open = await OpenAsync(id, cancellation);
        return open.About;
    }

    public Task<OpenDocument> OpenAsync(string id, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var download = await cluster.Documents.OpenAsync(id, contentHash: null, cancellation);
        return new OpenDocument(
            new StoredDocument
            {
                Id = id,
                ContentHash = download.ContentHash ?? "",
                SizeBytes = download.SizeBytes ?? 0,
                ContentType = download.ContentType ?? "application/octet-stream",
                FileName = download.FileName ?? id,
                CreatedAt = default,
            },
            download.Content);
    });

    public Task DeleteAsync(string id, CancellationToken cancellation) => GuardAsync(async () =>
    {
        await cluster.Documents.DeleteAsync(id, cancellation);
        return id;
    });

    /// <summary>The cluster makes it, for an address of its own.</summary>
    public Task<string> LinkAsync(string id, TimeSpan timeToLive, DocumentLinks links, CancellationToken cancellation) =>
        GuardAsync(async () => (await cluster.Documents.CreateLinkAsync(id, timeToLive, cancellation)).Url);

    public Task<DocumentPermit> PermitAsync(string id, TimeSpan timeToLive, CancellationToken cancellation) => throw Elsewhere();

    public Task<OpenDocument> OpenAsync(DocumentPermit permit, CancellationToken cancellation) => throw Elsewhere();

    /// <summary>Says as the store's refusal what the cluster says.</summary>
    internal static async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ClusterException refusal)
        {
            throw new DocumentException(CodeOf(refusal), refusal.Message.TrimEnd('.') + ".", refusal);
        }
    }

    private static string CodeOf(ClusterException refusal) => (refusal.Error, refusal.HttpStatus) switch
    {
        (_, 413) => DocumentException.TooLarge,
        (ClusterError.NotFound, _) => DocumentException.NotFound,
        (ClusterError.AlreadyExists, _) => DocumentException.Exists,
        (ClusterError.InvalidArgument or ClusterError.InvalidState, _) => DocumentException.Invalid,
        _ => DocumentException.StoreAway,
    };

    private static DocumentException Elsewhere() => new(
        DocumentException.LinkInvalid, "Links to documents are made and honoured by the cluster itself: ask it there.");
}
