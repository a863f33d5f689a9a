using System.Buffers;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Inbox;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Reads bodies within limits: of one request, of all together, and of time. Nothing is held that was not counted before.</summary>
/// <param name="store">Takes what does not fit into memory; null when this process has none.</param>
internal sealed class BodyReader(WebhooksOptions options, WebhookLoad load, TimeProvider time, IDocumentStore? store)
{
    private const int FirstBytes = 16 * 1024;

    /// <returns>A body that cannot be unpacked says so.</returns>
    /// <exception cref="WebhookRefusal">A limit is reached. What was read is given back.</exception>
    public async ValueTask<ReceivedBody> ReadAsync(HttpContext http, BodyForm form)
    {
        var request = http.Request;
        var body = new ReceivedBody(load);
        if (request.ContentLength is 0 || (request.ContentLength is null && !http.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody))
            return body;
        var bytesAtMost = form.MayBeLarge() && store is not null ? Math.Max(options.BodyBytesAtMost, options.FileBytesAtMost) : options.BodyBytesAtMost;
        if (request.ContentLength > bytesAtMost)
            throw TooLarge(bytesAtMost, options);
        var coding = CodingOf(request, body);

        // Kestrel's own limit would end the request with words of its own.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        try
        {
            if (coding is not null || !TryTakeWhole(request, body))
                await ReadAsync(http, body, bytesAtMost, coding);
            return body;
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    public static WebhookRefusal TooLarge(long bytesAtMost, WebhooksOptions options)
    {
        var option = bytesAtMost == options.BodyBytesAtMost ? nameof(options.BodyBytesAtMost) : nameof(options.FileBytesAtMost);
        return WebhookRefusal.Of(
            StatusCodes.Status413PayloadTooLarge,
            "WEBHOOK_TOO_LARGE",
            $"The body is larger than {bytesAtMost:N0} bytes, the limit of this server (option {WebhooksOptions.Section}:{option}).");
    }

    private static string? CodingOf(HttpRequest request, ReceivedBody body)
    {
        try
        {
            return ContentCoding.Of(request);
        }
        catch (WebhookRefusal unknown)
        {
            body.Problem = unknown;
            return null;
        }
    }

    /// <summary>Most bodies are small, and here before anybody asks for them.</summary>
    private bool TryTakeWhole(HttpRequest request, ReceivedBody body)
    {
        if (!request.BodyReader.TryRead(out var first))
            return false;
        if (!first.IsCompleted || first.Buffer.Length > options.BodyBytesAtMost)
        {
            request.BodyReader.AdvanceTo(first.Buffer.Start);
            return false;
        }

        try
        {
            body.TakeBytes(first.Buffer.Length);
            body.Memory = first.Buffer.ToArray();
            return true;
        }
        finally
        {
            request.BodyReader.AdvanceTo(first.Buffer.End);
        }
    }

    private async Task ReadAsync(HttpContext http, ReceivedBody body, long bytesAtMost, string? coding)
    {
        await using var sender = new SenderStream(http, options, bytesAtMost, time);
        if (coding is null)
        {
            await ReadAsync(sender, body, http.Request.ContentLength ?? 0, bytesAtMost, http.RequestAborted);
            return;
        }

        var work = ContentCoding.WorkBytes(coding);
        body.TakeBytes(work);
        await using var packed = new RememberedStream(sender, body, UnreadPayload.BytesAtMost);
        try
        {
            await using var unpacked = ContentCoding.Unpack(packed, coding, leaveOpen: true);
            await ReadAsync(unpacked, body, announced: 0, bytesAtMost, http.RequestAborted);
            packed.Forget();
        }
        catch (InvalidDataException)
        {
            await KeepPackedAsync();
        }
        catch (InvalidOperationException) when (coding is "br")
        {
            // What Brotli says instead.
            await KeepPackedAsync();
        }
        finally
        {
            body.ReturnBytes(work);
        }

        async Task KeepPackedAsync()
        {
            await body.DropAsync(packed.HeldBytes + work);
            body.Memory = await packed.ReadBeginningAsync(http.RequestAborted);
            body.Problem = ContentCoding.Broken(coding);
        }
    }

    private async Task ReadAsync(Stream content, ReceivedBody body, long announced, long bytesAtMost, CancellationToken cancellation)
    {
        var begin = announced <= options.BodyBytesAtMost ? await ReadIntoMemoryAsync(content, body, (int)announced, cancellation) : default;
        if (begin.IsAll)
        {
            body.Memory = begin.Bytes;
            return;
        }

        if (bytesAtMost <= options.BodyBytesAtMost)
            throw TooLarge(bytesAtMost, options);
        await ReadOntoDiskAsync(content, body, begin.Bytes, bytesAtMost, cancellation);
        body.ReturnBytes(begin.Held);
    }

    /// <returns>All of it, or the beginning of what is more than memory is for.</returns>
    private async ValueTask<(bool IsAll, ReadOnlyMemory<byte> Bytes, int Held)> ReadIntoMemoryAsync(
        Stream content, ReceivedBody body, int announced, CancellationToken cancellation)
    {
        // Whoever announces much and sends little holds little. One more than there may be shows that there is too much.
        var atMost = options.BodyBytesAtMost + 1;
        var buffer = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == atMost)
                    return (false, buffer, buffer.Length);
                var size = Math.Min(atMost, length is 0 && announced is > 0 and < FirstBytes ? announced + 1 : Math.Max(FirstBytes, length * 2));
                body.TakeBytes(size);
                body.ReturnBytes(buffer.Length);
                Array.Resize(ref buffer, size);
            }

            var read = await content.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read is 0)
                return (true, buffer.AsMemory(0, length), buffer.Length);
            length += read;
        }
    }

    private async Task ReadOntoDiskAsync(
        Stream content, ReceivedBody body, ReadOnlyMemory<byte> begin, long bytesAtMost, CancellationToken cancellation)
    {
        body.Upload = store!.Begin();
        await using var counted = new CountedStream(begin, content, body, () => TooLarge(bytesAtMost, options), bytesAtMost);
        await body.Upload.ReceiveAsync(counted, cancellation);
    }

    /// <summary>What was read already and what comes behind it, counted before it is read.</summary>
    private sealed class CountedStream(
        ReadOnlyMemory<byte> begin, Stream rest, ReceivedBody body, Func<WebhookRefusal> tooLarge, long bytesAtMost) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _begin = begin;
        private long _length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            body.TakeFileBytes(buffer.Length);
            var read = Math.Min(_begin.Length, buffer.Length);
            if (read > 0)
            {
                _begin[..read].CopyTo(buffer);
                _begin = _begin[read..];
            }
            else
            {
                read = await rest.ReadAsync(buffer, cancellation);
            }

            body.ReturnFileBytes(buffer.Length - read);
            _length += read;
            return _length <= bytesAtMost ? read : throw tooLarge();
        }
    }
}
