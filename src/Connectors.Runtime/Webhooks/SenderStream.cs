using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A body as it comes from the socket, and no slower than a sender may be.</summary>
internal sealed class SenderStream : ReadOnlyStream
{
    private readonly Stream _socket;
    private readonly WebhooksOptions _options;
    private readonly long _bytesAtMost;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;
    private long _received;

    public SenderStream(HttpContext http, WebhooksOptions options, long bytesAtMost, TimeProvider time)
    {
        // Not Body: what its reader has taken already would be lost.
        _socket = http.Request.BodyReader.AsStream();
        _options = options;
        _bytesAtMost = bytesAtMost;
        _time = time;
        _start = time.GetTimestamp();
        _late = new CancellationTokenSource(options.ReadTimeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, http.RequestAborted);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
    {
        try
        {
            var read = await _socket.ReadAsync(buffer, _either.Token);
            _received += read;
            if (_received > _bytesAtMost)
                throw BodyReader.TooLarge(_bytesAtMost, _options);
            var left = _options.ReadTimeout + TimeSpan.FromSeconds(_received / (double)_options.BytesPerSecondAtLeast) - _time.GetElapsedTime(_start);
            _late.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            return read;
        }
        catch (OperationCanceledException) when (_late.IsCancellationRequested)
        {
            throw TooSlow(_options);
        }
    }

    public static WebhookRefusal TooSlow(WebhooksOptions options) => WebhookRefusal.Of(
        StatusCodes.Status408RequestTimeout,
        "WEBHOOK_TOO_SLOW",
        $"The body did not arrive in time: a sender has {options.ReadTimeout.TotalSeconds:0.#} seconds, and one more for each "
        + $"{options.BytesPerSecondAtLeast:N0} bytes.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _either.Dispose();
            _late.Dispose();
        }

        base.Dispose(disposing);
    }
}
