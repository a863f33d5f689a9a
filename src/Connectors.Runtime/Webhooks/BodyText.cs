using System.Text;
using System.Text.Json;

using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Makes values of bodies that are text.</summary>
internal static class BodyText
{
    /// <exception cref="WebhookRefusal">It is not JSON, or in a character set that is unknown.</exception>
    public static FeelValue Json(string? contentType, ReadOnlyMemory<byte> body)
    {
        try
        {
            return FeelValue.FromJson(Utf8Of(contentType, body));
        }
        catch (JsonException wrong)
        {
            throw WebhookRefusal.Unreadable(
                StatusCodes.Status400BadRequest,
                "WEBHOOK_BAD_JSON",
                $"The body is not valid JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.");
        }
    }

    /// <summary>Whatever the media type says: many senders say nothing true.</summary>
    /// <returns>Null when it is not JSON.</returns>
    public static FeelValue? JsonOrNull(string? contentType, ReadOnlyMemory<byte> body, bool onlyStructures)
    {
        var text = Utf8Of(contentType, body);
        if (onlyStructures && text.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return null;
        try
        {
            return FeelValue.FromJson(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static FeelValue Text(string? contentType, ReadOnlyMemory<byte> body) => FeelValue.From(TextOf(contentType, body.Span));

    /// <summary>Names and values, split before they are decoded: an encoded separator belongs to a value.</summary>
    public static FeelValue Fields(string? contentType, ReadOnlyMemory<byte> body)
    {
        var fields = new FormFields();
        foreach (var pair in new QueryStringEnumerable(TextOf(contentType, body.Span).AsMemory()))
            fields.Add(pair.DecodeName().ToString(), FeelValue.From(pair.DecodeValue().ToString()));
        return fields.ToFeel();
    }

    /// <exception cref="WebhookRefusal">The character set is unknown.</exception>
    public static string TextOf(string? contentType, ReadOnlySpan<byte> body)
    {
        var encoding = EncodingOf(contentType, ref body);
        return encoding.GetString(body);
    }

    /// <summary>JSON is UTF-8, unless somebody says otherwise.</summary>
    private static ReadOnlyMemory<byte> Utf8Of(string? contentType, ReadOnlyMemory<byte> body)
    {
        var span = body.Span;
        return EncodingOf(contentType, ref span) is UTF8Encoding ? body[^span.Length..] : Encoding.UTF8.GetBytes(TextOf(contentType, body.Span));
    }

    /// <summary>A mark at the beginning wins over what the media type says, and goes.</summary>
    private static Encoding EncodingOf(string? contentType, ref ReadOnlySpan<byte> body)
    {
        foreach (var marked in (ReadOnlySpan<Encoding>)[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            if (!body.StartsWith(marked.Preamble))
                continue;
            body = body[marked.Preamble.Length..];
            return marked;
        }

        if (contentType is null || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(contentType, out var parsed) || !parsed.Charset.HasValue)
            return Encoding.UTF8;
        return parsed.Encoding ?? throw BodyForms.NotSupported($"The character set \"{parsed.Charset}\" is not supported: send UTF-8.");
    }
}
