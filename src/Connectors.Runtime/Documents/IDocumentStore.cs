namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Where the content lies that is too large for variables. Content passes through; none of it is whole in memory.</summary>
public interface IDocumentStore
{
    /// <summary>Stands in the references to what lies here.</summary>
    string Id { get; }

    /// <summary>Whether references to this store may be to something here.</summary>
    bool Has(string storeId) => storeId == Id;

    /// <summary>Begins to take in a document. Nothing of it can be seen before it is committed.</summary>
    /// <exception cref="DocumentException">The disk is full.</exception>
    DocumentUpload Begin();

    /// <exception cref="DocumentException">There is no such document, or it cannot be read.</exception>
    Task<StoredDocument> FindAsync(string id, CancellationToken cancellation);

    /// <exception cref="DocumentException">There is no such document, or it cannot be read.</exception>
    Task<OpenDocument> OpenAsync(string id, CancellationToken cancellation);

    /// <summary>Takes a document away. Whoever reads it at the moment reads it to its end.</summary>
    /// <exception cref="DocumentException">There is no such document.</exception>
    Task DeleteAsync(string id, CancellationToken cancellation);

    /// <summary>Allows everybody who knows the signature to read a document for a while.</summary>
    /// <exception cref="DocumentException">There is no such document.</exception>
    Task<DocumentPermit> PermitAsync(string id, TimeSpan timeToLive, CancellationToken cancellation);

    /// <summary>An address at which everybody who knows it can read a document for a while.</summary>
    /// <exception cref="DocumentException">There is no such document.</exception>
    async Task<string> LinkAsync(string id, TimeSpan timeToLive, DocumentLinks links, CancellationToken cancellation) =>
        links.AddressOf(await PermitAsync(id, timeToLive, cancellation));

    /// <exception cref="DocumentException">The permit is forged or over, or the document is gone or another one by now.</exception>
    Task<OpenDocument> OpenAsync(DocumentPermit permit, CancellationToken cancellation);
}

/// <summary>What is known of a document before it is stored.</summary>
public sealed record NewDocument
{
    /// <summary>Null for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>Media type; null for one that says nothing.</summary>
    public string? ContentType { get; init; }

    /// <summary>Null for the id.</summary>
    public string? FileName { get; init; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Bytes that its owner believes it has; null when the owner does not say.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>BPMN id of the process that it belongs to.</summary>
    public string? ProcessDefinitionId { get; init; }

    public long? ProcessInstanceKey { get; init; }

    /// <summary>UTF-8 JSON object; empty for none.</summary>
    public ReadOnlyMemory<byte> CustomProperties { get; init; }
}

/// <summary>A document that is stored.</summary>
public sealed record StoredDocument
{
    public required string Id { get; init; }

    /// <summary>Null for the one that gives it out.</summary>
    public string? StoreId { get; init; }

    /// <summary>SHA-256 of the content, in lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }

    public required long SizeBytes { get; init; }

    public required string ContentType { get; init; }

    public required string FileName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? ProcessDefinitionId { get; init; }

    public long? ProcessInstanceKey { get; init; }

    /// <summary>UTF-8 JSON object; empty for none.</summary>
    public ReadOnlyMemory<byte> CustomProperties { get; init; }
}

/// <summary>A document on its way in. To dispose it without a commit leaves nothing behind.</summary>
public abstract class DocumentUpload : IAsyncDisposable
{
    /// <summary>Takes in the content, once.</summary>
    /// <exception cref="DocumentException">It is too large, or the disk is full.</exception>
    public abstract Task ReceiveAsync(Stream content, CancellationToken cancellation);

    /// <summary>What was taken in so far, from its beginning. Read before the commit, and as often as one likes.</summary>
    public abstract Stream OpenReceived();

    /// <summary>Makes it a document. When this returns, it survives whatever happens to this machine.</summary>
    /// <exception cref="DocumentException">There is one with this id, or what is said of it cannot be.</exception>
    public abstract Task<StoredDocument> CommitAsync(NewDocument about, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A document that is being read. The content is checked against its hash: the last bytes of a damaged one are never given.</summary>
public sealed record OpenDocument(StoredDocument About, Stream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>The right to read one document until a moment.</summary>
/// <param name="Until">In whole seconds.</param>
/// <param name="Signature">Letters, digits, hyphens and underscores.</param>
public sealed record DocumentPermit(string Id, DateTimeOffset Until, string Signature);
