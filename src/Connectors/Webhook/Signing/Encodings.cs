using System.Buffers;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>Bytes as senders write them.</summary>
internal static class Encodings
{
    /// <summary>Digits in either case.</summary>
    public static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return text.Length > 0
            && Convert.FromHexString(text, bytes, out _, out var written) is OperationStatus.Done
            && written == bytes.Length;
    }

    /// <summary>Both alphabets, with or without padding; null for anything else.</summary>
    public static byte[]? FromBase64(string text)
    {
        var plain = text.Trim().TrimEnd('=').Replace('-', '+').Replace('_', '/');
        if (plain.Length is 0)
            return null;

        var padded = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, buffer, out var written) ? buffer[..written] : null;
    }

    /// <summary>Every reading of a signature as one of the usual spellings.</summary>
    /// <param name="header">One signature or several, between commas or spaces, each alone or behind a tag: <c>sha256=…</c>, <c>v1,…</c>.</param>
    /// <param name="tag">Which count; null for all.</param>
    public static IEnumerable<byte[]> Signatures(string header, string? tag)
    {
        var items = header.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < items.Length; i++)
        {
            var parts = items[i].Split('=', 2);
            if (tag is null)
            {
                foreach (var bytes in Readings(items[i]).Concat(parts.Length > 1 ? Readings(parts[1]) : []))
                    yield return bytes;
            }
            else if (parts[0].Equals(tag, StringComparison.OrdinalIgnoreCase))
            {
                var signature = parts.Length > 1 ? parts[1] : i + 1 < items.Length ? items[i + 1] : "";
                foreach (var bytes in Readings(signature))
                    yield return bytes;
            }
        }
    }

    private static IEnumerable<byte[]> Readings(string text)
    {
        if (TryHex(text, out var bytes))
            yield return bytes;
        if (FromBase64(text) is { } decoded)
            yield return decoded;
    }
}
