using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Fairlead.Connectors.Email.Sending;

/// <summary>A connection to an SMTP server that notes who was refused, and whether the content of a mail has begun to go out.</summary>
internal sealed class SmtpSession : SmtpClient, ITransferProgress
{
    private static readonly FormatOptions WithoutBcc = CreateOptions();

    private readonly List<RefusedRecipient> _refused = [];
    private readonly List<string> _accepted = [];
    private int _recipients;

    public SmtpSession() => RequireTLS = false;

    public IReadOnlyList<RefusedRecipient> RefusedRecipients => _refused;

    public IReadOnlyList<string> AcceptedRecipients => _accepted;

    /// <summary>From then on the server may have the mail, whatever happens.</summary>
    public bool HasSentContent { get; private set; }

    /// <summary>Mails of this connection so far; servers limit them.</summary>
    public int Mails { get; private set; }

    /// <returns>What the server answered.</returns>
    public async Task<string> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        _refused.Clear();
        _accepted.Clear();
        HasSentContent = false;
        Mails++;
        // Everybody once: an address may stand in several fields.
        var recipients = message.GetRecipients(onlyUnique: true);
        _recipients = recipients.Count;
        return await SendAsync(WithoutBcc, message, message.From.Mailboxes.First(), recipients, cancellation, this);
    }

    void ITransferProgress.Report(long bytesTransferred, long totalSize) => HasSentContent |= bytesTransferred > 0;

    void ITransferProgress.Report(long bytesTransferred) => HasSentContent |= bytesTransferred > 0;

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        _accepted.Add(mailbox.Address);
        StopIfRefused(mailbox, response);
    }

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        _refused.Add(new RefusedRecipient(mailbox.Address, (int)response.StatusCode, response.Response));
        StopIfRefused(mailbox, response);
    }

    protected override void OnNoRecipientsAccepted(MimeMessage message)
    {
        // Said already, when the last one was known.
    }

    private static FormatOptions CreateOptions()
    {
        var options = FormatOptions.Default.Clone();
        options.HiddenHeaders.Add(HeaderId.Bcc);
        options.HiddenHeaders.Add(HeaderId.ResentBcc);
        return options;
    }

    /// <summary>A mail goes to all or to nobody; all who are refused are known before that is said.</summary>
    private void StopIfRefused(MailboxAddress mailbox, SmtpResponse response)
    {
        if (_refused.Count > 0 && _refused.Count + _accepted.Count == _recipients)
            throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);
    }
}

/// <summary>Somebody whom the server does not take mail for.</summary>
internal sealed record RefusedRecipient(string Address, int Status, string Response);
