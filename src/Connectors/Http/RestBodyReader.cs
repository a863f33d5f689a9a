using System.Buffers;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Reads the body of an answer, unpacked, up to a limit that holds whatever the headers claim.</summary>
internal static class RestBodyReader
{
    public const int BytesAtMost = 50 * 1024 * 1024;
    public const string TooLarge = "RESPONSE_TOO_LARGE";
    private const int PieceBytes = 16 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, RestDeadline deadline)
    {
        if (response.Content.Headers.ContentLength > BytesAtMost)
            throw Refuse();

        var body = new ArrayBufferWriter<byte>();
        await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        while (true)
        {
            deadline.Received();
            var read = await stream.ReadAsync(body.GetMemory(PieceBytes), deadline.Token);
            if (read is 0)
                return body.WrittenMemory;

            body.Advance(read);
            if (body.WrittenCount > BytesAtMost)
                throw Refuse();
        }
    }

    private static ConnectorException Refuse() =>
        new(TooLarge, $"The answer is larger than {BytesAtMost / (1024 * 1024)} MB; ask for less at once, for example by pages.")
        {
            Retry = RetryAdvice.Never,
        };
}
