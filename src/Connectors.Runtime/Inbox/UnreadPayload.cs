using System.Text;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>What is kept of a request whose body cannot be read: the body as it came, beside what can be read of the rest.</summary>
internal static class UnreadPayload
{
    /// <summary>Of the body. With every letter escaped it is less than what the inbox takes.</summary>
    public const int BytesAtMost = 512 * 1024;

    private const string Text = "raw";
    private const string Bytes = "rawBase64";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="body">Its beginning, where it has more than <see cref="BytesAtMost"/>.</param>
    /// <param name="length">Of all of it, in bytes.</param>
    /// <param name="redactor">Removes secrets before they are hidden in base64.</param>
    /// <returns><c>{raw or rawBase64, rawBytes?, request: {headers, params}}</c>; <c>rawBytes</c> is there when it is only the beginning.</returns>
    public static FeelContext Of(WebhookRequest request, ReadOnlySpan<byte> body, long length, Redactor redactor)
    {
        var (name, content) = ContentOf(body, redactor);
        var entries = new List<(string, FeelValue)>
        {
            (name, FeelValue.From(content)),
            ("request", FeelValue.From(FeelContext.Of(("headers", TextsOf(request.Headers)), ("params", TextsOf(request.Parameters))))),
        };
        if (length > body.Length)
            entries.Insert(1, ("rawBytes", FeelValue.From(length)));
        return FeelContext.Of([.. entries]);
    }

    /// <summary>Whether nobody has made something of it that elements could take.</summary>
    public static bool IsStill(InboxEntry entry) =>
        entry.Code is InboxKeeper.Unreadable && IsStill(InboundForecaster.ContextOf(entry.Payload));

    private static bool IsStill(FeelContext payload) =>
        (payload.TryGet(Text, out _) || payload.TryGet(Bytes, out _))
        && !(payload.TryGet("request", out var request) && request.TryGetContext(out var parts) && parts.TryGet("body", out _));

    private static (string Name, string Content) ContentOf(ReadOnlySpan<byte> body, Redactor redactor)
    {
        try
        {
            return (Text, Strict.GetString(body));
        }
        catch (DecoderFallbackException)
        {
            var clean = redactor.Clean(Encoding.Latin1.GetString(body));
            return (Bytes, Convert.ToBase64String(Encoding.Latin1.GetBytes(clean)));
        }
    }

    private static FeelValue TextsOf(IReadOnlyDictionary<string, string> texts) =>
        FeelValue.From(FeelContext.Of([.. texts.Select(text => (text.Key, FeelValue.From(text.Value)))]));
}
