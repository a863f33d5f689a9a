using System.Net;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>A body that is read while it is sent. Its length is told where it is known: many servers take no uploads without.</summary>
internal sealed class DocumentBody(DocumentContent document) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        document.Stream.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = document.SizeBytes ?? 0;
        return document.SizeBytes is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            document.Stream.Dispose();
        base.Dispose(disposing);
    }
}
