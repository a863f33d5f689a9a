namespace Fairlead.Connectors.Sdk;

/// <summary>The content of documents, for one call. Failures are <see cref="ConnectorException"/> with a code that begins with <c>DOCUMENT_</c>.</summary>
public abstract class CallDocuments
{
    /// <summary>Opens the content of a document. It is passed on as it comes, whatever its size.</summary>
    /// <param name="document">Of any kind. An external one is fetched by the call's own HTTP.</param>
    /// <param name="cancellation">Ends the wait for its beginning.</param>
    /// <exception cref="ConnectorException">There is none, or it cannot be read.</exception>
    public abstract Task<DocumentContent> OpenAsync(Document document, CancellationToken cancellation);

    /// <summary>The whole content, when it has no more bytes than this installation holds in memory.</summary>
    /// <param name="document">Of any kind.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ConnectorException">There is none, it cannot be read, or it is too large.</exception>
    public abstract Task<ReadOnlyMemory<byte>> ReadAsync(Document document, CancellationToken cancellation);

    /// <summary>Stores content; what it gives can be an output. The document belongs to the instance of the job.</summary>
    /// <param name="content">Read to its end, and passed on as it comes.</param>
    /// <param name="contentType">Media type; null for one that says nothing.</param>
    /// <param name="fileName">Null for the id that it gets.</param>
    /// <param name="cancellation">Ends the wait; then there is no document.</param>
    /// <exception cref="ConnectorException">It cannot be stored.</exception>
    public abstract Task<Document> CreateAsync(Stream content, string? contentType, string? fileName, CancellationToken cancellation);

    /// <summary>An address at which everybody who knows it can read the document for a while.</summary>
    /// <param name="document">A stored one; an external one has its own address.</param>
    /// <param name="timeToLive">How long it works.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ConnectorException">There is none, or it is inline.</exception>
    public abstract Task<string> CreateLinkAsync(Document document, TimeSpan timeToLive, CancellationToken cancellation);
}

/// <summary>Content that is being read.</summary>
/// <param name="stream">The content; closed with this object.</param>
public sealed class DocumentContent(Stream stream) : IAsyncDisposable
{
    /// <summary>The content.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Media type; null when nobody says.</summary>
    public string? ContentType { get; init; }

    /// <summary>Name of the file; null when nobody says.</summary>
    public string? FileName { get; init; }

    /// <summary>Null when nobody says.</summary>
    public long? SizeBytes { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
