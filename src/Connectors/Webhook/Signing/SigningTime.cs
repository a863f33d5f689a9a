using System.Globalization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>Where a request says when it was signed, and how long that counts.</summary>
/// <param name="Headers">The first that a request has counts.</param>
/// <param name="Tag">Before the timestamp within the header, as in <c>t=1700000000,v1=…</c>; null when the header is the timestamp.</param>
/// <param name="Tolerance">Into the past and, for clocks that differ, into the future; both ends count.</param>
internal sealed record SigningTime(IReadOnlyList<string> Headers, string? Tag, TimeSpan Tolerance)
{
    public static readonly TimeSpan Usually = TimeSpan.FromMinutes(5);

    /// <summary>Below half of the time for which the cluster remembers events out of the box, so that none is forgotten while it counts.</summary>
    public static readonly TimeSpan AtMost = TimeSpan.FromDays(1);

    public static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);

    // A number of seconds as large as this would be the year 5138: it counts milliseconds.
    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>As it is written, which is also how it is signed; null when the request has none.</summary>
    public string? Find(WebhookRequest request)
    {
        if (Headers.Select(request.Header).FirstOrDefault(value => value is not null)?.Trim() is not { Length: > 0 } text)
            return null;
        if (Tag is null)
            return text;

        var start = Tag + "=";
        return text.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(item => item.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }

    public bool IsNear(string timestamp, DateTimeOffset now) => Read(timestamp) is { } moment && (now - moment).Duration() <= Tolerance;

    /// <summary>Seconds or milliseconds since 1970, or ISO 8601 with an offset; null for anything else.</summary>
    private static DateTimeOffset? Read(string timestamp)
    {
        if (long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = number < FirstMilliseconds ? number * 1000 : number;
            return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }

        return timestamp.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment
                : null;
    }
}
