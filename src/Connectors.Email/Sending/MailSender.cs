using System.Globalization;
using System.Text;
using Fairlead.Connectors.Email.Sessions;
using Fairlead.Connectors.Sdk;
using MailKit.Net.Smtp;
using MimeKit;

namespace Fairlead.Connectors.Email.Sending;

/// <summary>Sends mails over sessions that are used again.</summary>
internal sealed class MailSender(TimeProvider time) : IDisposable
{
    /// <summary>Of one connection: some servers end it after a hundred.</summary>
    private const int MailsAtMost = 90;

    private static readonly TimeSpan SendingAtMost = TimeSpan.FromMinutes(5);

    private readonly MailPool<SmtpSession> _pool = new(time);

    public async Task<SentMail> SendAsync(
        MailServer server, EmailAuthentication authentication, SmtpAction action, OutboundCall call, CancellationToken cancellation)
    {
        using var message = await MailComposer.ComposeAsync(action, call, time, cancellation);
        await call.SendingAsync(Written(server, message, action), cancellation);
        await using var use = await call.UseConnectionAsync(server.Place, cancellation);
        try
        {
            var answer = await _pool.UseAsync(
                server,
                authentication,
                call,
                () => new SmtpSession(),
                (session, token) => SendAsync(server, session, message, (token, cancellation)),
                session => session.Mails < MailsAtMost,
                SendingAtMost,
                cancellation);
            call.Received(new WireMessage($"250 {answer}", [], default));
        }
        catch (ConnectorException failed)
        {
            call.Received(new WireMessage($"{failed.Code} {failed.Message}", [], default));
            if (MailFailure.BreaksSession(failed))
                use.Failed(failed.Message);
            throw;
        }

        return new SentMail(action.Subject ?? "", Sent: true, MailComposer.Bracketed(message.MessageId));
    }

    public void Dispose() => _pool.Dispose();

    private static async Task<string> SendAsync(
        MailServer server, SmtpSession session, MimeMessage message, (CancellationToken Own, CancellationToken OfCall) ends)
    {
        try
        {
            return await session.SendAsync(message, ends.Own);
        }
        catch (SmtpCommandException refused) when (refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted)
        {
            throw Refused(server, session, refused);
        }
        catch (Exception lost) when (lost is IOException or SmtpProtocolException or OperationCanceledException)
        {
            if (!session.HasSentContent || ends.OfCall.IsCancellationRequested)
                throw;
            throw Unknown(server, message, lost);
        }
    }

    private static ConnectorException Refused(MailServer server, SmtpSession session, SmtpCommandException cause)
    {
        var text = new StringBuilder($"Nothing was sent: the{server.ToString()[3..]} does not take mail for ");
        text.AppendJoin(", ", session.RefusedRecipients.Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Address} ({one.Status} {one.Response.Split('\n')[0].Trim()})")));
        return new ConnectorException(MailFailure.RecipientRefused, $"{text}.", cause)
        {
            Retry = session.RefusedRecipients.All(one => one.Status < 500) ? RetryAdvice.AsModelled : RetryAdvice.Never,
            Variables = new { refused = session.RefusedRecipients, accepted = session.AcceptedRecipients },
        };
    }

    private static ConnectorException Unknown(MailServer server, MimeMessage message, Exception cause) => new(
        MailFailure.OutcomeUnknown,
        $"The mail {MailComposer.Bracketed(message.MessageId)} went out to {server}, but the answer got lost: it may have been accepted.",
        cause)
    {
        IsOutcomeUnknown = true,
        Variables = new { messageId = MailComposer.Bracketed(message.MessageId) },
    };

    private static WireMessage Written(MailServer server, MimeMessage message, SmtpAction action) => new(
        $"SEND {server.Place}",
        [
            .. message.Headers.Select(header => new KeyValuePair<string, string>(header.Field, header.Value)),
            .. (action.Attachments ?? []).OfType<Document>().Select(document => new KeyValuePair<string, string>("Attachment", document.FileName ?? document.Id ?? "")),
        ],
        Encoding.UTF8.GetBytes((action.ContentType is MailContentType.Html ? action.HtmlBody : action.Body) ?? ""));
}

/// <summary>What a process gets of a mail that was sent.</summary>
public sealed record SentMail(string Subject, bool Sent, string MessageId);
