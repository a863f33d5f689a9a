using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>How a sender signs what it sends: a row for each sender that is known, or made of a model's own words.</summary>
internal sealed record SigningScheme
{
    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the header with the signature; the first that a request has counts.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    public required HmacAlgorithm Algorithm { get; init; }

    /// <summary>What stands before the signatures that count, such as <c>v1</c>; null when all do, with or without one.</summary>
    public string? Tag { get; init; }

    public required SignedContents Content { get; init; }

    /// <summary>Null when the signature has no age.</summary>
    public SigningTime? Time { get; init; }

    /// <summary>The key that a secret stands for; null when it stands for none.</summary>
    public Func<string, byte[]?> Key { get; init; } = Encoding.UTF8.GetBytes;

    /// <summary>The sender's own name for the event, the same in each delivery; null when it gives none.</summary>
    public Func<WebhookRequest, string?> EventId { get; init; } = _ => null;

    /// <param name="settings">Checked by <see cref="SigningCheck"/>.</param>
    public static SigningScheme Of(WebhookSettings settings)
    {
        if (settings.HmacPreset is { } name)
        {
            var preset = SigningPresets.Of(name);
            return settings.HmacTimestampTolerance is { } tolerance && preset.Time is { } time
                ? preset with { Time = time with { Tolerance = tolerance } }
                : preset;
        }

        var header = settings.HmacHeader?.Trim() ?? "";
        return new SigningScheme
        {
            Name = header,
            Headers = [header],
            Algorithm = settings.HmacAlgorithm ?? HmacAlgorithm.Sha256,
            Content = ContentOf(settings),
            Time = settings.HmacTimestampHeader?.Trim() is { Length: > 0 } where
                ? new SigningTime(
                    [where],
                    Tag: where.Equals(header, StringComparison.OrdinalIgnoreCase) ? "t" : null,
                    settings.HmacTimestampTolerance ?? SigningTime.Usually)
                : null,
        };
    }

    private static SignedContents ContentOf(WebhookSettings settings)
    {
        if (settings.HmacSignedContent is { Length: > 0 } written)
            return SignedContent.Written(written);
        return string.IsNullOrWhiteSpace(settings.HmacTimestampHeader)
            ? SignedContent.Scoped(settings.HmacScopes ?? [HmacScope.Body])
            : SignedContent.Written($"{{{SignedContent.Timestamp}}}.{{{SignedContent.Body}}}");
    }
}
