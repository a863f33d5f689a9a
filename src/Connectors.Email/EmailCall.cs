using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Email;

/// <summary>One thing to do at a mail server. The names are those of the element template <c>io.camunda.connectors.email.v1</c>.</summary>
public sealed record EmailCall
{
    [Field("Protocol", Group = "Protocol")]
    public MailProtocol Protocol { get; init; } = MailProtocol.Smtp;

    [Field("Authentication", Group = "Authentication")]
    public required EmailAuthentication Authentication { get; init; }

    [Field("Data", Group = "Protocol")]
    public required EmailData Data { get; init; }

    /// <summary>Says little: a mail is private.</summary>
    public override string ToString() => $"{nameof(EmailCall)} {Protocol}";
}

public enum MailProtocol
{
    [JsonStringEnumMemberName("imap")] Imap,
    [JsonStringEnumMemberName("pop3")] Pop3,
    [JsonStringEnumMemberName("smtp")] Smtp,
}

/// <summary>How the caller proves who it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Simple), "simple")]
[JsonDerivedType(typeof(None), "noAuth")]
public abstract record EmailAuthentication
{
    private EmailAuthentication() { }

    public sealed record Simple : EmailAuthentication
    {
        [Field("User name", Help = "Mostly the address of the mailbox.")]
        public required string Username { get; init; }

        [Field("Password")]
        public required Secret Password { get; init; }
    }

    public sealed record None : EmailAuthentication;
}

/// <summary>Which of it counts, the protocol and the action of that protocol say.</summary>
public sealed record EmailData
{
    private const string Protocol = "protocol";

    [Field("SMTP action", Group = "Action", When = Protocol, Is = ["smtp"])]
    public SmtpActionKind SmtpActionDiscriminator { get; init; } = SmtpActionKind.Send;

    [Field("IMAP action", Group = "Action", When = Protocol, Is = ["imap"])]
    public ImapActionKind ImapActionDiscriminator { get; init; } = ImapActionKind.List;

    [Field("POP3 action", Group = "Action", When = Protocol, Is = ["pop3"])]
    public Pop3ActionKind Pop3ActionDiscriminator { get; init; } = Pop3ActionKind.List;

    [Field("Mail to send", Group = "Action", When = Protocol, Is = ["smtp"])]
    public SmtpAction? SmtpAction { get; init; }

    [Field("In the mailbox", Group = "Action", When = Protocol, Is = ["imap"])]
    public ImapAction? ImapAction { get; init; }

    [Field("In the mailbox", Group = "Action", When = Protocol, Is = ["pop3"])]
    public Pop3Action? Pop3Action { get; init; }

    [Field("SMTP server", Group = "Server", When = Protocol, Is = ["smtp"])]
    public SmtpConfig? SmtpConfig { get; init; }

    [Field("IMAP server", Group = "Server", When = Protocol, Is = ["imap"])]
    public ImapConfig? ImapConfig { get; init; }

    [Field("POP3 server", Group = "Server", When = Protocol, Is = ["pop3"])]
    public Pop3Config? Pop3Config { get; init; }
}

public enum SmtpActionKind
{
    [JsonStringEnumMemberName("sendEmailSmtp")] Send,
}

public enum ImapActionKind
{
    [JsonStringEnumMemberName("deleteEmailImap")] Delete,
    [JsonStringEnumMemberName("listEmailsImap")] List,
    [JsonStringEnumMemberName("moveEmailImap")] Move,
    [JsonStringEnumMemberName("readEmailImap")] Read,
    [JsonStringEnumMemberName("searchEmailsImap")] Search,
}

public enum Pop3ActionKind
{
    [JsonStringEnumMemberName("deleteEmailPop3")] Delete,
    [JsonStringEnumMemberName("listEmailsPop3")] List,
    [JsonStringEnumMemberName("readEmailPop3")] Read,
    [JsonStringEnumMemberName("searchEmailsPop3")] Search,
}

/// <summary>A mail as the model has it.</summary>
public sealed record SmtpAction
{
    [Field("From", Help = "One address, for example Shop <shop@example.com>.")]
    public string? From { get; init; }

    [Field("To", Help = "Addresses separated by commas, or a list.", Example = "ann@example.com, Bob <bob@example.com>")]
    public JsonElement? To { get; init; }

    [Field("Cc", Help = "As To.")]
    public JsonElement? Cc { get; init; }

    [Field("Bcc", Help = "As To; nobody else sees them.")]
    public JsonElement? Bcc { get; init; }

    [Field("Headers", Help = "Further headers by name, for example Reply-To. Addresses of receivers have fields of their own.", Feel = FieldFeel.Always)]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [Field("Subject")]
    public string? Subject { get; init; }

    [Field("Content type")]
    public MailContentType ContentType { get; init; } = MailContentType.Plain;

    [Field("Text", IsLong = true, When = "data.smtpAction.contentType", Is = ["PLAIN", "MULTIPART"])]
    public string? Body { get; init; }

    [Field("HTML", IsLong = true, When = "data.smtpAction.contentType", Is = ["HTML", "MULTIPART"])]
    public string? HtmlBody { get; init; }

    [Field("Attachments", Help = "A document or a list of them.", Feel = FieldFeel.Always)]
    public IReadOnlyList<Document?>? Attachments { get; init; }
}

public enum MailContentType
{
    [JsonStringEnumMemberName("PLAIN")] Plain,
    [JsonStringEnumMemberName("HTML")] Html,
    [JsonStringEnumMemberName("MULTIPART")] Multipart,
}

/// <summary>What to look for in a mailbox over IMAP; which of it counts, the action says.</summary>
public sealed record ImapAction
{
    private const string Action = "data.imapActionDiscriminator";

    [Field("Mails at most", When = Action, Is = ["listEmailsImap"])]
    public int MaxToBeRead { get; init; } = 100;

    [Field("Folder", Help = "INBOX when empty; folders in folders are separated by a dot or a slash.", When = Action, Is = ["listEmailsImap"])]
    public string? ListEmailsFolder { get; init; }

    [Field("Sort by", When = Action, Is = ["listEmailsImap"])]
    public MailSortField SortField { get; init; } = MailSortField.ReceivedDate;

    [Field("Order", When = Action, Is = ["listEmailsImap"])]
    public MailSortOrder SortOrder { get; init; } = MailSortOrder.Ascending;

    [Field("Criteria", Help = "{field: \"FROM\", value: \"ann@example.com\"}, or {operator: \"AND\", criteria: [...]}.", IsLong = true,
        Feel = FieldFeel.Always, When = Action, Is = ["searchEmailsImap"])]
    public JsonElement? Criteria { get; init; }

    [Field("Folder", Help = "INBOX when empty.", When = Action, Is = ["searchEmailsImap"])]
    public string? SearchEmailFolder { get; init; }

    [Field("Message ID", When = Action, Is = ["readEmailImap", "deleteEmailImap", "moveEmailImap"])]
    public string? MessageId { get; init; }

    [Field("Folder", Help = "INBOX when empty.", When = Action, Is = ["readEmailImap"])]
    public string? ReadEmailFolder { get; init; }

    [Field("Folder", Help = "INBOX when empty.", When = Action, Is = ["deleteEmailImap"])]
    public string? DeleteEmailFolder { get; init; }

    [Field("From folder", When = Action, Is = ["moveEmailImap"])]
    public string? FromFolder { get; init; }

    [Field("To folder", Help = "Made when there is none.", When = Action, Is = ["moveEmailImap"])]
    public string? ToFolder { get; init; }
}

/// <summary>What to look for in a mailbox over POP3, which has no folders; which of it counts, the action says.</summary>
public sealed record Pop3Action
{
    private const string Action = "data.pop3ActionDiscriminator";

    [Field("Mails at most", When = Action, Is = ["listEmailsPop3"])]
    public int MaxToBeRead { get; init; } = 100;

    [Field("Sort by", Help = "SENT_DATE or SIZE.", When = Action, Is = ["listEmailsPop3"])]
    public Pop3SortField SortField { get; init; } = Pop3SortField.SentDate;

    [Field("Order", When = Action, Is = ["listEmailsPop3"])]
    public MailSortOrder SortOrder { get; init; } = MailSortOrder.Ascending;

    [Field("Criteria", Help = "{field: \"FROM\", value: \"ann@example.com\"}, or {operator: \"AND\", criteria: [...]}.", IsLong = true,
        Feel = FieldFeel.Always, When = Action, Is = ["searchEmailsPop3"])]
    public JsonElement? Criteria { get; init; }

    [Field("Message ID", When = Action, Is = ["readEmailPop3", "deleteEmailPop3"])]
    public string? MessageId { get; init; }
}

public enum MailSortField
{
    [JsonStringEnumMemberName("RECEIVED_DATE")] ReceivedDate,
    [JsonStringEnumMemberName("SENT_DATE")] SentDate,
    [JsonStringEnumMemberName("SIZE")] Size,
}

public enum Pop3SortField
{
    [JsonStringEnumMemberName("SENT_DATE")] SentDate,
    [JsonStringEnumMemberName("SIZE")] Size,
}

public enum MailSortOrder
{
    [JsonStringEnumMemberName("ASC")] Ascending,
    [JsonStringEnumMemberName("DESC")] Descending,
}
