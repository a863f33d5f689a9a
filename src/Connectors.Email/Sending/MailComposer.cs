using System.Text;
using Fairlead.Connectors.Sdk;
using MimeKit;
using MimeKit.Utils;

namespace Fairlead.Connectors.Email.Sending;

/// <summary>Makes the mail that the model describes.</summary>
internal static class MailComposer
{
    private const string Fields = "data.smtpAction";
    private const string MessageIdHeader = "Message-ID";

    /// <summary>What other fields say, and what the mail says about itself.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Bcc", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
        "Return-Path", "Received",
    };

    /// <exception cref="ConnectorException">Something in it cannot be sent.</exception>
    public static async Task<MimeMessage> ComposeAsync(
        SmtpAction action, OutboundCall call, TimeProvider time, CancellationToken cancellation)
    {
        var message = new MimeMessage { Date = time.GetUtcNow() };
        message.From.Add(MailAddresses.One($"{Fields}.from", action.From));
        MailAddresses.Read($"{Fields}.to", action.To, message.To);
        MailAddresses.Read($"{Fields}.cc", action.Cc, message.Cc);
        MailAddresses.Read($"{Fields}.bcc", action.Bcc, message.Bcc);
        if (message.To.Count + message.Cc.Count + message.Bcc.Count is 0)
            throw new ConnectorInputException($"{Fields}.to: expected at least one address; {Fields}.cc and {Fields}.bcc are empty, too.");
        if (action.Subject?.Any(char.IsControl) is true)
            throw new ConnectorInputException($"{Fields}.subject: expected one line without control characters.");

        message.Subject = action.Subject ?? "";
        message.MessageId = MessageIdOf(message, call);
        AddHeaders(message, action.Headers);
        message.Body = await BodyAsync(action, call.Documents, cancellation);
        return message;
    }

    /// <summary>As it stands in a mail: with its angle brackets.</summary>
    public static string Bracketed(string? messageId) => messageId is null ? "" : $"<{messageId.Trim('<', '>')}>";

    /// <remarks>
    /// The same for each attempt at the job: whoever gets the mail twice can tell. A call outside of a process has no name of its own.
    /// </remarks>
    private static string MessageIdOf(MimeMessage message, OutboundCall call)
    {
        var domain = message.From.Mailboxes.First().Domain;
        return call.SendsIdempotencyKey && call.Job.Key is not 0
            ? $"{call.IdempotencyKey}@{MailboxAddress.EncodeAddrspec($"x@{domain}")[2..]}"
            : MimeUtils.GenerateMessageId(domain);
    }

    private static void AddHeaders(MimeMessage message, IReadOnlyDictionary<string, string?>? headers)
    {
        foreach (var (name, value) in headers ?? new Dictionary<string, string?>())
        {
            if (value is null)
                continue;
            if (name.Length is 0 || !name.All(letter => letter is > ' ' and < '\x7f' and not ':'))
                throw new ConnectorInputException($"{Fields}.headers: expected names without spaces, colons and control characters.");
            if (Reserved.Contains(name))
                throw new ConnectorInputException($"{Fields}.headers: {name} cannot be set here; receivers, subject and content have fields of their own.");
            if (value.Any(letter => char.IsControl(letter) && letter is not '\t'))
                throw new ConnectorInputException($"{Fields}.headers: the value of {name} has a line break or another control character.");
            if (name.Equals(MessageIdHeader, StringComparison.OrdinalIgnoreCase) && MimeUtils.ParseMessageId(value) is null)
                throw new ConnectorInputException($"{Fields}.headers: {MessageIdHeader} needs the form <name@domain>.");
            message.Headers[name] = value;
        }
    }

    private static async Task<MimeEntity> BodyAsync(SmtpAction action, CallDocuments documents, CancellationToken cancellation)
    {
        var text = action.ContentType switch
        {
            MailContentType.Plain => Text("plain", action.Body),
            MailContentType.Html => Text("html", action.HtmlBody),
            MailContentType.Multipart => (MimeEntity)new MultipartAlternative(Text("plain", action.Body), Text("html", action.HtmlBody)),
        };
        var attachments = (action.Attachments ?? []).OfType<Document>().ToList();
        if (attachments.Count is 0)
            return text;

        var mixed = new Multipart("mixed") { text };
        foreach (var document in attachments)
            mixed.Add(await AttachmentAsync(document, documents, cancellation));
        return mixed;
    }

    private static TextPart Text(string subtype, string? text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text ?? "");
        return part;
    }

    private static async Task<MimePart> AttachmentAsync(Document document, CallDocuments documents, CancellationToken cancellation)
    {
        var content = await documents.ReadAsync(document, cancellation);
        if (!MimeKit.ContentType.TryParse(document.ContentType ?? "", out var type) || type.IsMimeType("multipart", "*") || type.IsMimeType("message", "*"))
            type = new MimeKit.ContentType("application", "octet-stream");
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(content.ToArray(), writable: false)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = NameOf(document),
        };
    }

    private static string NameOf(Document document)
    {
        var name = document.FileName ?? document.Id ?? "attachment";
        return new string([.. name.Select(letter => char.IsControl(letter) || letter is '/' or '\\' ? '_' : letter)]);
    }
}
