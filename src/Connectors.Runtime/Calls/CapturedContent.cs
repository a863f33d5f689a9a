using System.Net;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>A body that shows itself to a capture while it is sent or read.</summary>
internal sealed class CapturedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Capture _capture;

    public CapturedContent(HttpContent inner, Capture capture)
    {
        _inner = inner;
        _capture = capture;
        foreach (var (name, values) in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _inner.CopyToAsync(new CapturingStream(stream, _capture), context, cancellationToken);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new CapturingStream(await _inner.ReadAsStreamAsync(cancellationToken), _capture);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
