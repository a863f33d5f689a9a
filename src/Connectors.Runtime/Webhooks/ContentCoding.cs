using System.IO.Compression;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Unpacks bodies that a sender packed. Whoever reads what comes out counts it: a little can become a lot.</summary>
internal static class ContentCoding
{
    private const string Known = "gzip, deflate, br";

    /// <summary>What the widest window of Brotli takes.</summary>
    private const int BrotliBytes = 16 << 20;

    private const int DeflateBytes = 64 << 10;

    /// <returns>Null for none.</returns>
    /// <exception cref="WebhookRefusal">It is unknown, or there are several.</exception>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is not { Count: > 0 } header)
            return null;
        return header.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => null,
            "gzip" or "x-gzip" => "gzip",
            "deflate" => "deflate",
            "br" => "br",
            _ => throw WebhookRefusal.Unreadable(
                StatusCodes.Status415UnsupportedMediaType,
                "WEBHOOK_MEDIA_TYPE",
                $"The body is packed in a way that is not understood: send it as it is, or with one of {Known}.",
                ("Accept-Encoding", Known)),
        };
    }

    /// <summary>Memory that unpacking takes beside what comes out.</summary>
    public static int WorkBytes(string coding) => coding is "br" ? BrotliBytes : DeflateBytes;

    public static WebhookRefusal Broken(string coding) => WebhookRefusal.Unreadable(
        StatusCodes.Status400BadRequest, "WEBHOOK_BAD_REQUEST", $"The body is not what its Content-Encoding says: {coding}.");

    public static Stream Unpack(Stream packed, string coding, bool leaveOpen) => coding switch
    {
        "gzip" => new GZipStream(packed, CompressionMode.Decompress, leaveOpen),
        // What HTTP calls deflate has the header of zlib. Source: RFC 9110 §8.4.1.2.
        "deflate" => new ZLibStream(packed, CompressionMode.Decompress, leaveOpen),
        "br" => new BrotliStream(packed, CompressionMode.Decompress, leaveOpen),
        _ => throw new System.Diagnostics.UnreachableException($"No rule for {coding}."),
    };
}
