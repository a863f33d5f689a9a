using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Email.Inbound;

/// <summary>Which mailbox is read, and what becomes of its mails. The names are those of the original's element templates.</summary>
public sealed record EmailInboundSettings
{
    [Field("Authentication", Group = "Authentication")]
    public required MailboxAuthentication Authentication { get; init; }

    [Field("Mailbox", Group = "Mailbox")]
    public required EmailListener Data { get; init; }
}

/// <summary>A mailbox always needs a login.</summary>
public sealed record MailboxAuthentication
{
    [Field("Type")]
    public MailboxLogin Type { get; init; }

    [Field("User name", Help = "Mostly the address of the mailbox.")]
    public required string Username { get; init; }

    [Field("Password")]
    public required Secret Password { get; init; }
}

public enum MailboxLogin
{
    [JsonStringEnumMemberName("simple")] Simple,
}

public sealed record EmailListener
{
    [Field("IMAP server")]
    public required ImapConfig ImapConfig { get; init; }

    [Field("Folder", Help = "INBOX when empty; folders in folders are separated by a dot or a slash.")]
    public string? FolderToListen { get; init; }

    [Field("Pause", Default = "PT20S",
        Help = "How long to wait before looking again, where the server does not tell of new mail by itself (IDLE); and never longer than that where it does.")]
    public TimeSpan? PollingWaitTime { get; init; }

    [Field("Mails", Help = "Those that nobody has read yet, or all.")]
    public PolledMails PollingConfigDiscriminator { get; init; }

    [Field("Afterwards")]
    public PollingConfig PollingConfig { get; init; } = new();
}

public enum PolledMails
{
    [JsonStringEnumMemberName("unseenPollingConfig")] Unseen,
    [JsonStringEnumMemberName("allPollingConfig")] All,
}

public sealed record PollingConfig
{
    [Field("What happens with a mail afterwards")]
    public HandlingStrategy HandlingStrategy { get; init; }

    [Field("Target folder", IsRequired = true, Help = "Made when there is none.", When = "data.pollingConfig.handlingStrategy", Is = ["MOVE"])]
    public string? TargetFolder { get; init; }
}

public enum HandlingStrategy
{
    [JsonStringEnumMemberName("READ")] Read,
    [JsonStringEnumMemberName("DELETE")] Delete,
    [JsonStringEnumMemberName("MOVE")] Move,
}
