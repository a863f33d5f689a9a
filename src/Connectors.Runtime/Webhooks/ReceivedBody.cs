using System.Runtime.InteropServices;

using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A body that has arrived: in memory, or at the door of the document store. It gives back what it holds of what all share.</summary>
internal sealed class ReceivedBody(WebhookLoad load) : IAsyncDisposable
{
    private long _bytes;
    private long _fileBytes;

    /// <summary>Empty when it is at the door of the document store.</summary>
    public ReadOnlyMemory<byte> Memory { get; set; }

    /// <summary>Null when it is in memory.</summary>
    public DocumentUpload? Upload { get; set; }

    /// <summary>Why nothing can be made of it, whoever sent it: then it is here as it came, still packed. Null when something may.</summary>
    public WebhookRefusal? Problem { get; set; }

    /// <summary>In bytes.</summary>
    public long Length => Upload is null ? Memory.Length : _fileBytes;

    public bool IsEmpty => Memory.IsEmpty && Upload is null;

    /// <exception cref="WebhookRefusal">There is no room at the moment.</exception>
    public void TakeBytes(long count)
    {
        load.TakeBytes(count);
        _bytes += count;
    }

    public void ReturnBytes(long count)
    {
        load.ReturnBytes(count);
        _bytes -= count;
    }

    /// <exception cref="WebhookRefusal">There is no room at the moment.</exception>
    public void TakeFileBytes(long count)
    {
        load.TakeFileBytes(count);
        _fileBytes += count;
    }

    public void ReturnFileBytes(long count)
    {
        load.ReturnFileBytes(count);
        _fileBytes -= count;
    }

    /// <summary>From its beginning, as often as one likes.</summary>
    public Stream Open()
    {
        if (Upload is not null)
            return Upload.OpenReceived();
        return MemoryMarshal.TryGetArray(Memory, out var bytes) && bytes.Array is not null
            ? new MemoryStream(bytes.Array, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream([], writable: false);
    }

    /// <summary>Forgets what was read.</summary>
    /// <param name="bytesLeft">That are held for something else.</param>
    public async ValueTask DropAsync(long bytesLeft)
    {
        Memory = default;
        ReturnBytes(_bytes - bytesLeft);
        ReturnFileBytes(_fileBytes);
        if (Upload is { } upload)
            await upload.DisposeAsync();
        Upload = null;
    }

    public async ValueTask DisposeAsync()
    {
        ReturnBytes(_bytes);
        ReturnFileBytes(_fileBytes);
        if (Upload is not null)
            await Upload.DisposeAsync();
    }
}
