using System.Text;
using System.Text.Unicode;

using Fairlead.Connectors.Runtime.Secrets;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Makes the record of what one call sent and got.</summary>
internal sealed class ExchangeRecording(Redactor redactor, bool keepsBodies = true)
{
    /// <summary>Of all bodies of a call together, in characters.</summary>
    private const int BodiesAtMost = 1024 * 1024;

    private int _bodies;

    public IReadOnlyList<RecordedExchange> Of(IReadOnlyList<Exchange> exchanges) => [.. exchanges.Select(Of)];

    private RecordedExchange Of(Exchange exchange) => new()
    {
        StartedAt = exchange.StartedAt,
        RequestLine = redactor.ToPlaceholders(exchange.RequestLine),
        RequestHeaders = [.. exchange.RequestHeaders.Select(header => Of(header))],
        RequestBody = Of(exchange.RequestBody),
        Answered = exchange.Answered,
        AnswerLine = redactor.ToPlaceholders(exchange.AnswerLine),
        AnswerHeaders = [.. exchange.AnswerHeaders.Select(header => Of(header))],
        AnswerBody = Of(exchange.AnswerBody),
        Failure = exchange.Failure is { } failure ? redactor.ToPlaceholders(failure) : null,
    };

    private KeyValuePair<string, string> Of(KeyValuePair<string, string> header) =>
        new(header.Key, SensitiveNames.Shown(header.Key, redactor.ToPlaceholders(header.Value)));

    private RecordedBody Of(Capture body)
    {
        if (body.BytesSeen is 0)
            return RecordedBody.None;
        var isWhole = body.BytesSeen == body.Kept.Length;
        var room = keepsBodies ? Math.Min(CallRecording.TextAtMost, BodiesAtMost - _bodies) : 0;
        if (room <= 0)
            return new RecordedBody("", IsBase64: false, body.BytesSeen, IsCut: true);

        var isText = Utf8.IsValid(WholeCharacters(body.Kept.Span));
        var text = isText
            ? redactor.ToPlaceholders(Encoding.UTF8.GetString(WholeCharacters(body.Kept.Span)))
            : Base64(body.Kept.Span[..Math.Min(body.Kept.Length, room / 4 * 3)]);
        if (isText && isWhole && text.AsSpan().TrimStart() is ['{' or '[', ..])
            text = SensitiveNames.ShownJson(text, text);
        if (isText && !isWhole)
            text = CallRecording.Cut(text, Math.Max(0, text.Length - Exchange.Overlap));
        var cut = CallRecording.Cut(text, room);
        _bodies += cut.Length;
        return new RecordedBody(cut, !isText && text != Redactor.Mask, body.BytesSeen, !isWhole || cut.Length < text.Length);
    }

    /// <summary>Nothing but the mask for bytes with a secret among them: base64 would hide it from us and not from others.</summary>
    private string Base64(ReadOnlySpan<byte> bytes)
    {
        var likeText = Encoding.UTF8.GetString(bytes);
        return redactor.Clean(likeText) == likeText ? Convert.ToBase64String(bytes) : Redactor.Mask;
    }

    /// <summary>Without the first bytes of a character that was cut off.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var lead = text[^back];
            if (lead < 0x80)
                return text;
            if (lead >= 0xC0)
                return back < (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) ? text[..^back] : text;
        }

        return text;
    }
}
