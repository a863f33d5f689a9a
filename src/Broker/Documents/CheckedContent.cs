using System.Security.Cryptography;
using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Broker.Documents;

/// <summary>
/// Content as it is read, hashed on the way. The last bytes are given only when all of it is what was stored: whoever reads a damaged
/// document sees it break off, and never takes it for whole.
/// </summary>
internal sealed class CheckedContent(FileStream file, StoredDocument about) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => about.SizeBytes;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public static DocumentException Damaged(StoredDocument about) => new(
        DocumentException.Damaged,
        $"The document {DocumentStore.Shown(about.Id)} is not what was stored: its content has another length or another hash. Restore it "
        + "from a backup.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Check(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = file.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        _hash.AppendData(piece);
        _read += piece.Length;
        if (_read >= about.SizeBytes && Convert.ToHexStringLower(_hash.GetCurrentHash()) != about.ContentHash)
            throw Damaged(about);
    }
}
