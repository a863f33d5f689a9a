using System.Buffers;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Reads bodies within limits: of one request, of all together, and of time.</summary>
internal sealed class RequestBody(WebhooksOptions options, TimeProvider time)
{
    private long _inFlight;

    /// <summary>Whoever reads a body gives it back when the request is over.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _inFlight, -bytes);

    /// <exception cref="WebhookRefusal">A limit is reached. What was read is given back.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentLength > options.BodyBytesAtMost)
            throw TooLarge();
        if (request.ContentLength is 0 || (request.ContentLength is null && !http.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody))
            return default;

        // Kestrel's own limit would end the request with words of its own.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        if (request.BodyReader.TryRead(out var first) && first.IsCompleted)
            return Take(request, first.Buffer);
        if (!first.Buffer.IsEmpty)
            request.BodyReader.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        using var late = new CancellationTokenSource(options.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            return await ReadAllAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw WebhookRefusal.Of(
                StatusCodes.Status408RequestTimeout,
                "WEBHOOK_TOO_SLOW",
                $"The body did not arrive within {options.ReadTimeout.TotalSeconds:0.#} seconds.");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(HttpRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.IsCompleted)
                return Take(request, read.Buffer);
            if (read.Buffer.Length > options.BodyBytesAtMost)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                throw TooLarge();
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private byte[] Take(HttpRequest request, ReadOnlySequence<byte> buffer)
    {
        try
        {
            if (buffer.Length > options.BodyBytesAtMost)
                throw TooLarge();
            if (Interlocked.Add(ref _inFlight, buffer.Length) <= options.BytesInFlightAtMost)
                return buffer.ToArray();

            Release((int)buffer.Length);
            throw WebhookRefusal.Of(
                StatusCodes.Status503ServiceUnavailable,
                "WEBHOOK_BUSY",
                "Too many requests are being worked on: send it again in a moment.");
        }
        finally
        {
            request.BodyReader.AdvanceTo(buffer.End);
        }
    }

    private WebhookRefusal TooLarge() => WebhookRefusal.Of(
        StatusCodes.Status413PayloadTooLarge,
        "WEBHOOK_TOO_LARGE",
        $"The body is larger than {options.BodyBytesAtMost:N0} bytes, the limit of this server (option {WebhooksOptions.Section}:"
        + $"{nameof(options.BodyBytesAtMost)}).");
}
