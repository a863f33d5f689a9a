using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Content of the store, whose failures are those of a connector.</summary>
internal sealed class GuardedContent(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    public static ConnectorException ToFailure(DocumentException refusal) => new(refusal.Code, refusal.Message, refusal)
    {
        Retry = refusal.Code is DocumentException.NoSpace or DocumentException.StoreAway ? RetryAdvice.AsModelled : RetryAdvice.Never,
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (DocumentException refusal)
        {
            throw ToFailure(refusal);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (DocumentException refusal)
        {
            throw ToFailure(refusal);
        }
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
            inner.Dispose();
        base.Dispose(disposing);
    }
}
