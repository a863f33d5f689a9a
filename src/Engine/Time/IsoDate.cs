using System.Globalization;

namespace Fairlead.Engine.Time;

/// <summary>A moment as ISO 8601 writes it, with its offset from UTC.</summary>
internal static class IsoDate
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>
    /// Reads <c>2026-11-24T10:15:00+01:00</c> or the same with <c>Z</c>. A zone name in brackets after the offset is allowed and
    /// without effect: the offset is exact, and the rules of zones differ from machine to machine.
    /// </summary>
    /// <param name="localIsUtc">Whether a moment without offset is taken as UTC; else it is refused.</param>
    public static bool TryParse(string text, bool localIsUtc, out Timestamp moment)
    {
        moment = default;
        var plain = Plain(text);
        if (plain.Length < text.Length && !HasOffset(plain)) return false;
        if (plain.EndsWith('Z')) plain = plain[..^1] + "+00:00";
        else if (localIsUtc && !HasOffset(plain)) plain += "+00:00";

        if (!DateTimeOffset.TryParseExact(plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return false;
        moment = new(date.ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>What was parsed, without the name of its zone: others can read it, too.</summary>
    public static string Plain(string text) => text.IndexOfAny(['[', '@']) is >= 0 and var end ? text[..end] : text;

    private static bool HasOffset(string text)
    {
        var time = text.IndexOf('T', StringComparison.Ordinal);
        return time >= 0 && (text.EndsWith('Z') || text.AsSpan(time).IndexOfAny('+', '-') >= 0);
    }
}
