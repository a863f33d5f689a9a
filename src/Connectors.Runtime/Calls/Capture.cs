namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>The beginning of a body as it passes by.</summary>
internal sealed class Capture(int bytesAtMost)
{
    private byte[] _kept = [];
    private int _length;

    /// <summary>Of the whole body, as far as it came.</summary>
    public long BytesSeen { get; private set; }

    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _length);

    public void Add(ReadOnlySpan<byte> piece)
    {
        BytesSeen += piece.Length;
        var wanted = Math.Min(piece.Length, bytesAtMost - _length);
        if (wanted <= 0)
            return;
        if (_kept.Length - _length < wanted)
            Array.Resize(ref _kept, Math.Min(bytesAtMost, Math.Max(_length + wanted, _kept.Length * 2)));
        piece[..wanted].CopyTo(_kept.AsSpan(_length));
        _length += wanted;
    }
}

/// <summary>A stream that shows what is read from it, or written to it, to a capture.</summary>
internal sealed class CapturingStream(Stream inner, Capture capture) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        capture.Add(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        capture.Add(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        capture.Add(buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        capture.Add(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
