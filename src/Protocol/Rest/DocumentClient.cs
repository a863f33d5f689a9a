using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>Calls the part of the REST API that is about documents. Content is passed on as it comes, never whole in memory.</summary>
public sealed class DocumentClient
{
    private readonly ClusterClient _client;

    internal DocumentClient(ClusterClient client) => _client = client;

    /// <summary>Stores a document.</summary>
    /// <param name="content">Read to its end; not closed.</param>
    /// <param name="metadata">Name and type should be in it.</param>
    /// <param name="documentId">Null lets the server choose one.</param>
    /// <param name="cancellation">Ends the wait; then there is no document.</param>
    public async Task<DocumentReference> CreateAsync(
        Stream content, DocumentMetadata metadata, string? documentId, CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent();
        form.Add(JsonContent.Create(metadata, RestJson.Client.DocumentMetadata), "metadata");
        var file = new StreamContent(new Unclosed(content));
        file.Headers.ContentType = MediaTypeHeaderValue.TryParse(metadata.ContentType, out var type)
            ? type
            : new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "file", metadata.FileName ?? documentId ?? "document");
        var query = documentId is null ? "" : $"?documentId={Uri.EscapeDataString(documentId)}";
        return await _client.SendAsync(
            HttpMethod.Post, $"documents{query}", form, RestJson.Client.DocumentReference, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens a document.</summary>
    /// <param name="documentId">Of the reference.</param>
    /// <param name="contentHash">Of the reference: another document in its place is refused; null takes whatever is there.</param>
    /// <param name="cancellation">Ends the wait for its beginning.</param>
    public async Task<DocumentDownload> OpenAsync(string documentId, string? contentHash, CancellationToken cancellation)
    {
        var query = contentHash is null ? "" : $"?contentHash={Uri.EscapeDataString(contentHash)}";
        var response = await _client.SendAsync(
            HttpMethod.Get, Path(documentId) + query, content: null, isRead: true, cancellation).ConfigureAwait(false);
        return new DocumentDownload(response, await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Deletes a document.</summary>
    public Task DeleteAsync(string documentId, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Delete, Path(documentId), content: null, cancellation);

    /// <summary>Makes an address at which everybody who knows it can read the document for a while.</summary>
    public Task<DocumentLink> CreateLinkAsync(string documentId, TimeSpan timeToLive, CancellationToken cancellation) =>
        _client.SendAsync(
            HttpMethod.Post,
            Path(documentId) + "/links",
            JsonContent.Create(
                new DocumentLinkRequest { TimeToLive = (long)timeToLive.TotalMilliseconds }, RestJson.Client.DocumentLinkRequest),
            RestJson.Client.DocumentLink,
            cancellation);

    private static string Path(string documentId) => $"documents/{Uri.EscapeDataString(documentId)}";

    /// <summary>What a form is made of is closed with it; this is still its owner's.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush() => inner.Flush();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>A document that is being read.</summary>
public sealed class DocumentDownload : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal DocumentDownload(HttpResponseMessage response, Stream content)
    {
        _response = response;
        Content = content;
    }

    /// <summary>Breaks off when the document turns out to be damaged.</summary>
    public Stream Content { get; }

    /// <summary>Media type; null when the server did not say.</summary>
    public string? ContentType => _response.Content.Headers.ContentType?.ToString();

    /// <summary>Bytes; null when the server did not say.</summary>
    public long? SizeBytes => _response.Content.Headers.ContentLength;

    /// <summary>SHA-256 of the content; null when the server did not say.</summary>
    public string? ContentHash => _response.Headers.ETag?.Tag.Trim('"');

    /// <summary>Name of the file; null when the server did not say.</summary>
    public string? FileName =>
        _response.Content.Headers.ContentDisposition is { } disposition
            ? disposition.FileNameStar ?? disposition.FileName?.Trim('"')
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }
}
