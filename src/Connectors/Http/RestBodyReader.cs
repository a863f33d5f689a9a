using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Reads the body of an answer, unpacked, up to a limit that holds whatever the headers claim.</summary>
internal static class RestBodyReader
{
    public const int BytesAtMost = 50 * 1024 * 1024;
    public const string TooLarge = "RESPONSE_TOO_LARGE";
    private const int PieceBytes = 4 * 1024;

    /// <summary>A header may claim more than ever comes.</summary>
    private const int ClaimedBytesAtMost = 64 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, RestDeadline deadline)
    {
        var claimed = response.Content.Headers.ContentLength;
        if (claimed > BytesAtMost)
            throw Refuse();

        // One more than claimed, so that the end shows without a larger buffer.
        var body = new byte[claimed is null ? PieceBytes : Math.Min(claimed.Value, ClaimedBytesAtMost) + 1];
        var length = 0;
        await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        while (true)
        {
            deadline.Received();
            if (length == body.Length)
                Array.Resize(ref body, Math.Min(2 * length, BytesAtMost + 1));
            var read = await stream.ReadAsync(body.AsMemory(length), deadline.Token);
            if (read is 0)
                return body.AsMemory(0, length);

            length += read;
            if (length > BytesAtMost)
                throw Refuse();
        }
    }

    private static ConnectorException Refuse() =>
        new(TooLarge, $"The answer is larger than {BytesAtMost / (1024 * 1024)} MB; ask for less at once, for example by pages.")
        {
            Retry = RetryAdvice.Never,
        };
}
