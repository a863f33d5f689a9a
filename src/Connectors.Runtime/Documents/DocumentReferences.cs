using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Between a stored document and the reference to it.</summary>
public static class DocumentReferences
{
    public static DocumentReference To(StoredDocument document, string storeId) => new()
    {
        StoreId = document.StoreId ?? storeId,
        DocumentId = document.Id,
        ContentHash = document.ContentHash,
        Metadata = new DocumentMetadataResult
        {
            ContentType = document.ContentType,
            FileName = document.FileName,
            ExpiresAt = document.ExpiresAt,
            Size = document.SizeBytes,
            ProcessDefinitionId = document.ProcessDefinitionId,
            ProcessInstanceKey = document.ProcessInstanceKey is { } key ? new(key) : null,
            CustomProperties = new(document.CustomProperties),
        },
    };

    /// <exception cref="DocumentException">The reference is to another store, or to other content than there is now.</exception>
    public static void Check(string? storeId, string? contentHash, string documentId, StoredDocument? document, IDocumentStore store)
    {
        if (storeId is { Length: > 0 } && !store.Has(storeId))
        {
            throw new DocumentException(
                DocumentException.NotFound,
                $"The document '{documentId}' lies in the store '{storeId}', but this server has only '{store.Id}': use a reference that "
                + "was made here.");
        }

        if (contentHash is { Length: > 0 } && document is not null
            && !contentHash.Equals(document.ContentHash, StringComparison.OrdinalIgnoreCase))
        {
            throw new DocumentException(
                DocumentException.OtherContent,
                $"The document '{documentId}' has other content than the reference says: it was stored anew after the reference was made. "
                + "Use a newer reference.");
        }
    }
}
