using System.Buffers;
using System.Security.Cryptography;
using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Broker.Documents;

/// <summary>Writes content to a file of its own, counts and hashes it on the way.</summary>
internal sealed class FileUpload : DocumentUpload
{
    private const int PieceBytes = 64 * 1024;
    private const int IdAtMost = 1_000;
    private const int TextAtMost = 1_000;
    private const int PropertiesBytesAtMost = 64 * 1024;
    private const int IdDigits = 32;

    private readonly DocumentFolders _folders;
    private readonly string _folder;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _bytesAtMost;
    private readonly TimeProvider _time;
    private long _length;

    public FileUpload(DocumentFolders folders, long bytesAtMost, TimeProvider time)
    {
        _folders = folders;
        _bytesAtMost = bytesAtMost;
        _time = time;
        try
        {
            _folder = folders.BeginUpload();
            _file = new FileStream(
                DocumentFolders.ContentIn(_folder),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0,
                });
        }
        catch (IOException cause)
        {
            throw NoSpace(cause);
        }
    }

    public override async Task ReceiveAsync(Stream content, CancellationToken cancellation)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            // What the sender does wrong comes out of the read, what this disk does out of the write.
            while (await content.ReadAsync(piece, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                _length += read;
                if (_length > _bytesAtMost)
                {
                    throw new DocumentException(
                        DocumentException.TooLarge,
                        $"The document has more than the {_bytesAtMost:N0} bytes that this server takes: make it smaller, or raise "
                        + $"{BrokerOptions.Section}:{nameof(BrokerOptions.DocumentBytesAtMost)}.");
                }

                _hash.AppendData(piece, 0, read);
                await WriteAsync(piece.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    public override Stream OpenReceived() => new FileStream(
        DocumentFolders.ContentIn(_folder),
        new FileStreamOptions
        {
            // The writer is still there.
            Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = PieceBytes,
        });

    public override async Task<StoredDocument> CommitAsync(NewDocument about, CancellationToken cancellation)
    {
        var stored = Describe(about);
        bool committed;
        try
        {
            await Task.Run(() => _file.Flush(flushToDisk: true), cancellation).ConfigureAwait(false);
            await _file.DisposeAsync().ConfigureAwait(false);
            committed = await _folders.CommitAsync(_folder, stored, _time.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            throw NoSpace(cause);
        }

        return committed
            ? stored
            : throw new DocumentException(
                DocumentException.Exists,
                $"There is a document {DocumentStore.Shown(stored.Id)} already: delete it first, or let the server choose an id.");
    }

    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        _hash.Dispose();
        // After a commit it has moved away.
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellation)
    {
        try
        {
            await _file.WriteAsync(piece, cancellation).ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            throw NoSpace(cause);
        }
    }

    private StoredDocument Describe(NewDocument about)
    {
        var now = _time.GetUtcNow();
        var id = about.Id ?? RandomNumberGenerator.GetHexString(IdDigits, lowercase: true);
        // It is a part of addresses, in which a slash, even an escaped one, and dots alone mean something else.
        if (id.Length is 0 or > IdAtMost || id is "." or ".." || id.Any(letter => letter is '/' or '\\' || char.IsControl(letter)))
            throw Invalid($"its id must have 1 to {IdAtMost} characters, without slashes and control characters, and not be dots alone");
        if (about.ExpiresAt <= now)
            throw Invalid($"it would have expired at {about.ExpiresAt:O}, which has passed; give a later moment, or none");
        if (about.SizeBytes is { } size && size != _length)
            throw Invalid($"its metadata says {size} bytes, but {_length} arrived; send all of it, or leave out the size");
        if (about.FileName?.Length > TextAtMost || about.FileName?.Any(char.IsControl) is true)
            throw Invalid($"its file name must have at most {TextAtMost} characters, and no control characters");
        if (about.ContentType is { } type && (type.Length > TextAtMost || !type.All(letter => letter is >= ' ' and <= '~')))
            throw Invalid($"its content type must have at most {TextAtMost} characters of ASCII");
        if (about.CustomProperties.Length > PropertiesBytesAtMost)
            throw Invalid($"its custom properties must have at most {PropertiesBytesAtMost:N0} bytes of JSON");

        return new StoredDocument
        {
            Id = id,
            ContentHash = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            SizeBytes = _length,
            ContentType = string.IsNullOrWhiteSpace(about.ContentType) ? "application/octet-stream" : about.ContentType,
            FileName = string.IsNullOrEmpty(about.FileName) ? id : about.FileName,
            CreatedAt = now,
            ExpiresAt = about.ExpiresAt,
            ProcessDefinitionId = about.ProcessDefinitionId,
            ProcessInstanceKey = about.ProcessInstanceKey,
            CustomProperties = about.CustomProperties,
        };
    }

    private static DocumentException Invalid(string what) =>
        new(DocumentException.Invalid, $"The document cannot be stored: {what}.");

    private static DocumentException NoSpace(IOException cause) => new(
        DocumentException.NoSpace,
        $"The document cannot be written: {cause.Message.TrimEnd('.')}. Check the free space of the data folder, then send it again.",
        cause);
}
