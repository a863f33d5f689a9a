using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Email.Reading;
using Fairlead.Connectors.Sdk;
using MailKit;
using MimeKit;

namespace Fairlead.Connectors.Email.Inbound;

/// <summary>Makes events of mails and hands them over.</summary>
internal sealed class MailEvents(IMailFolder folder, Subscription subscription, string part)
{
    private const int IdAtMost = 250;

    /// <summary>Of a mail that nobody can read: enough to see what it is.</summary>
    private const int UnreadableBytesAtMost = 64 * 1024;

    /// <returns>Null when it is not there any more.</returns>
    public async Task<ArrivedMail?> ReadAsync(IMessageSummary head, CancellationToken cancellation)
    {
        var size = head.Size ?? 0;
        if (size > MailboxRules.MailBytesAtMost)
        {
            var problem = string.Create(CultureInfo.InvariantCulture, $"The mail has {size} bytes; at most {MailboxRules.MailBytesAtMost} can be read.");
            return new ArrivedMail(head, Message: null, Raw: [], problem);
        }

        try
        {
            await using var stream = await folder.GetStreamAsync(head.UniqueId, cancellation);
            using var raw = new MemoryStream();
            await stream.CopyToAsync(raw, cancellation);
            return await ParseAsync(head, raw.ToArray(), cancellation);
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }

    /// <returns>What became of it, and the place that was written with that.</returns>
    public async Task<(Delivery Delivery, MailPlace Place)> DeliverAsync(ArrivedMail mail, CancellationToken cancellation)
    {
        var place = new MailPlace(folder.UidValidity, mail.Head.UniqueId.Id);
        if (mail.Message is not { } message)
        {
            place = place with { Handling = LeftHandling.NoDeletion };
            return (await subscription.DeliverAsync(UnreadableOf(mail, place), cancellation), place);
        }

        var content = MailContent.Of(message, mail.Head.Size ?? 0, mail.Head.InternalDate) with { Errors = [] };
        var files = MailAttachments.Of(message);
        // What no element takes is not worth its place in the store.
        if (files.Count > 0 && await subscription.CanActivateAsync(content, cancellation))
            content = await WithAttachmentsAsync(content, files, cancellation);
        if (content.Attachments.Count < files.Count)
            place = place with { Handling = LeftHandling.NoDeletion };
        return (await subscription.DeliverAsync(EventOf(mail, content, EventIdOf(message.MessageId, place), place), cancellation), place);
    }

    private static async Task<ArrivedMail> ParseAsync(IMessageSummary head, byte[] raw, CancellationToken cancellation)
    {
        try
        {
            var message = await MimeMessage.LoadAsync(ParserOptions.Default, new MemoryStream(raw, writable: false), persistent: true, cancellation);
            return new ArrivedMail(head, message, raw, Problem: null);
        }
        catch (FormatException broken)
        {
            return new ArrivedMail(head, Message: null, raw, $"The mail cannot be read: {broken.Message}");
        }
    }

    private async Task<MailContent> WithAttachmentsAsync(MailContent content, IReadOnlyList<MimeEntity> files, CancellationToken cancellation)
    {
        var stored = new List<Document>();
        var errors = new List<string>();
        foreach (var file in files)
        {
            try
            {
                stored.Add(await MailAttachments.StoreAsync(file, subscription.Documents, cancellation));
            }
            catch (ConnectorException refused)
            {
                // The mail counts all the same; whoever models it may look here.
                errors.Add($"{MailAttachments.NameOf(file)}: {refused.Message}");
            }
        }

        return content with { Attachments = stored, Errors = errors };
    }

    private InboundEvent EventOf(ArrivedMail mail, object variables, string id, MailPlace place) => new()
    {
        Variables = variables,
        Id = id,
        Part = part,
        Cursor = place.ToString(),
        HappenedAt = mail.Head.InternalDate,
        Unreadable = mail.Problem,
    };

    private InboundEvent UnreadableOf(ArrivedMail mail, MailPlace place) => EventOf(
        mail,
        new
        {
            folder = folder.FullName,
            uid = place.Uid,
            size = mail.Head.Size,
            receivedDateTime = mail.Head.InternalDate is { } received ? MailContent.Iso(received) : null,
            rawBase64 = Convert.ToBase64String(mail.Raw.AsSpan(0, Math.Min(mail.Raw.Length, UnreadableBytesAtMost))),
        },
        EventIdOf(messageId: null, place),
        place);

    /// <remarks>A mail without an id has only its place for a name; should the server number its mails anew, it gets another.</remarks>
    private string EventIdOf(string? messageId, MailPlace place)
    {
        var id = messageId is { Length: > 0 }
            ? $"<{messageId}>"
            : string.Create(CultureInfo.InvariantCulture, $"{place.Validity}-{place.Uid}@{folder.FullName}");
        return id.Length <= IdAtMost ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}

/// <summary>A mail as it was fetched.</summary>
/// <param name="Message">Null when it cannot be read.</param>
/// <param name="Raw">Its bytes.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record ArrivedMail(IMessageSummary Head, MimeMessage? Message, byte[] Raw, string? Problem);
