using Fairlead.Connectors.Sdk;
using MimeKit;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>The files in a mail: whatever is not its text, images within its text and mails within the mail included.</summary>
internal static class MailAttachments
{
    private const int NameAtMost = 200;

    public static IReadOnlyList<MimeEntity> Of(MimeMessage message)
    {
        var found = new List<MimeEntity>();
        Collect(message.Body, found);
        return found;
    }

    /// <exception cref="ConnectorException">It cannot be stored.</exception>
    public static async Task<Document> StoreAsync(MimeEntity entity, CallDocuments documents, CancellationToken cancellation)
    {
        await using var content = new MemoryStream();
        if (entity is MessagePart { Message: { } inner })
            await inner.WriteToAsync(content, cancellation);
        else if (entity is MimePart { Content: { } part })
            await part.DecodeToAsync(content, cancellation);
        content.Position = 0;
        return await documents.CreateAsync(content, entity.ContentType.MimeType, NameOf(entity), cancellation);
    }

    /// <summary>As the sender calls it, without what would make it a path.</summary>
    public static string NameOf(MimeEntity entity)
    {
        var given = entity switch
        {
            MessagePart message => message.ContentDisposition?.FileName ?? message.ContentType.Name ?? "message.eml",
            _ => entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? "attachment",
        };
        var name = new string([.. given.Split('/', '\\')[^1].Where(letter => !char.IsControl(letter))]);
        return name.Length is 0 ? "attachment" : name.Length <= NameAtMost ? name : name[^NameAtMost..];
    }

    private static void Collect(MimeEntity? entity, List<MimeEntity> found)
    {
        switch (entity)
        {
            case Multipart parts:
                foreach (var part in parts)
                    Collect(part, found);
                break;
            case TextPart { IsAttachment: false } text when text.IsPlain || text.IsHtml:
                break;
            case MessagePart or MimePart:
                found.Add(entity);
                break;
        }
    }
}
