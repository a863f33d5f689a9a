using System.Globalization;
using Fairlead.Connectors.Sdk;
using MimeKit;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>A mail as a process sees it. The names are those of the original.</summary>
public sealed record MailContent
{
    /// <summary>With its angle brackets, as it stands in the mail; null when the mail has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Address alone; null when the mail has none.</summary>
    public string? FromAddress { get; init; }

    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    public string? Subject { get; init; }

    /// <summary>Bytes, as the server counts them.</summary>
    public long Size { get; init; }

    public string? PlainTextBody { get; init; }

    public string? HtmlBody { get; init; }

    public IReadOnlyList<Document> Attachments { get; init; } = [];

    /// <summary>When the server got it, ISO 8601 in UTC; null where the protocol does not tell.</summary>
    public string? ReceivedDateTime { get; init; }

    /// <summary>What could not be stored of it; null where nothing else than storing everything counts.</summary>
    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>Everything but the attachments.</summary>
    public static MailContent Of(MimeMessage message, long size, DateTimeOffset? received) => new()
    {
        MessageId = message.MessageId is { } id ? $"<{id}>" : null,
        FromAddress = message.From.Mailboxes.FirstOrDefault()?.Address,
        Headers = [.. message.Headers.Select(header => new MailHeader(header.Field, header.Value))],
        Subject = message.Subject,
        Size = size,
        PlainTextBody = message.TextBody,
        HtmlBody = message.HtmlBody,
        ReceivedDateTime = received is { } at ? Iso(at) : null,
    };

    public static string Iso(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A header of a mail, decoded.</summary>
public sealed record MailHeader(string Key, string Value);

/// <summary>A mail in a list.</summary>
public sealed record ListedMail(string? MessageId, string? FromAddress, string? Subject, long Size);

/// <summary>A mail that was found.</summary>
public sealed record FoundMail(string? MessageId, string? Subject);

/// <summary>A mail that is gone.</summary>
public sealed record DeletedMail(string MessageId, bool Deleted);

/// <summary>A mail that lies elsewhere now.</summary>
public sealed record MovedMail(string MessageId, string From, string To);
