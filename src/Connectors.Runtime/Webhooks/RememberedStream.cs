namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Remembers the beginning of what is read through it, counted as part of a body.</summary>
internal sealed class RememberedStream(Stream source, ReceivedBody body, int bytesAtMost) : ReadOnlyStream
{
    private const int PieceBytes = 16 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>Taken for what is remembered.</summary>
    public int HeldBytes => _bytes.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
    {
        var read = await source.ReadAsync(buffer, cancellation);
        Remember(buffer.Span[..read]);
        return read;
    }

    /// <summary>Reads on as far as it remembers.</summary>
    /// <exception cref="WebhookRefusal">A limit is reached.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBeginningAsync(CancellationToken cancellation)
    {
        var piece = new byte[PieceBytes];
        while (_length < bytesAtMost && await ReadAsync(piece, cancellation) > 0)
        {
            // It remembers by itself.
        }

        return _bytes.AsMemory(0, _length);
    }

    public void Forget()
    {
        body.ReturnBytes(_bytes.Length);
        (_bytes, _length) = ([], 0);
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, bytesAtMost - _length)];
        if (_length + bytes.Length > _bytes.Length)
        {
            var size = Math.Min(bytesAtMost, Math.Max(_length + bytes.Length, _bytes.Length * 2));
            body.TakeBytes(size - _bytes.Length);
            Array.Resize(ref _bytes, size);
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
