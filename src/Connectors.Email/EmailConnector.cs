using System.Text.Json;
using Fairlead.Connectors.Email.Reading;
using Fairlead.Connectors.Email.Sending;
using Fairlead.Connectors.Email.Sessions;
using Fairlead.Connectors.Sdk;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;

namespace Fairlead.Connectors.Email;

/// <summary>Sends mails over SMTP, and works in mailboxes over IMAP and POP3.</summary>
[Connector(
    "io.camunda:email:1",
    Name = "Email",
    Description = "Sends a mail, or lists, finds, reads, moves and deletes mails in a mailbox.",
    Icon = "M3 5h18v14H3z M3 6l9 7l9-7",
    Errors =
    [
        MailFailure.RecipientRefused, MailFailure.NotFound, MailFailure.Refused, MailFailure.LoginRefused, MailFailure.Unreachable,
        MailFailure.Tls, MailFailure.FolderUnknown, MailFailure.TooLarge, MailFailure.OutcomeUnknown,
    ])]
public sealed class EmailConnector(TimeProvider time) : IOutboundConnector<EmailCall, object>, IDisposable
{
    private static readonly TimeSpan WorkingAtMost = TimeSpan.FromMinutes(5);

    private readonly MailSender _sender = new(time);
    private readonly MailPool<ImapClient> _mailboxes = new(time);

    public async Task<object> ExecuteAsync(EmailCall input, OutboundCall call, CancellationToken cancellation) => input.Protocol switch
    {
        MailProtocol.Smtp => await _sender.SendAsync(
            Given(input.Data.SmtpConfig, "data.smtpConfig").ToServer(),
            input.Authentication,
            Given(input.Data.SmtpAction, "data.smtpAction"),
            call,
            cancellation),
        MailProtocol.Imap => await ImapAsync(input, call, cancellation),
        MailProtocol.Pop3 => await Pop3Async(input, call, cancellation),
    };

    public void Dispose()
    {
        _sender.Dispose();
        _mailboxes.Dispose();
    }

    private Task<object> ImapAsync(EmailCall input, OutboundCall call, CancellationToken cancellation)
    {
        var server = Given(input.Data.ImapConfig, "data.imapConfig").ToServer();
        var action = input.Data.ImapAction ?? new ImapAction();
        var kind = input.Data.ImapActionDiscriminator;
        ImapActions.Check(kind, action);
        var request = Written($"IMAP {kind} {ImapActions.FolderOf(kind, action)} {server.Place}", action.MessageId, action.Criteria);
        return ExchangeAsync(server, input.Authentication, request, call, RunAsync, cancellation);

        Task<object> RunAsync() => _mailboxes.UseAsync(
            server,
            input.Authentication,
            call,
            () => new ImapClient(),
            (client, token) => ImapActions.RunAsync(kind, action, client, call.Documents, token),
            _ => true,
            WorkingAtMost,
            cancellation);
    }

    private Task<object> Pop3Async(EmailCall input, OutboundCall call, CancellationToken cancellation)
    {
        var server = Given(input.Data.Pop3Config, "data.pop3Config").ToServer();
        var action = input.Data.Pop3Action ?? new Pop3Action();
        var kind = input.Data.Pop3ActionDiscriminator;
        Pop3Actions.Check(kind, action);
        var request = Written($"POP3 {kind} {server.Place}", action.MessageId, action.Criteria);
        return ExchangeAsync(server, input.Authentication, request, call, RunAsync, cancellation);

        async Task<object> RunAsync()
        {
            // Not kept: a server gives one mailbox to one session at a time.
            using var client = await MailConnection.OpenAsync(
                server, input.Authentication, () => new Pop3Client(), call.ConnectAsync, time, cancellation);
            return await MailFailure.NamedAsync(
                server, token => Pop3Actions.RunAsync(kind, action, client, call.Documents, token), (WorkingAtMost, time), cancellation);
        }
    }

    /// <summary>Says what is asked and what came of it, and whether the server is in order.</summary>
    private static async Task<object> ExchangeAsync(
        MailServer server,
        EmailAuthentication authentication,
        WireMessage request,
        OutboundCall call,
        Func<Task<object>> exchange,
        CancellationToken cancellation)
    {
        if (authentication is not EmailAuthentication.Simple)
            throw new ConnectorInputException("authentication.type: expected simple, because a mailbox needs a login.");
        await call.SendingAsync(request, cancellation);
        await using var use = await call.UseConnectionAsync(server.Place, cancellation);
        try
        {
            var result = await exchange();
            call.Received(new WireMessage("OK", [], JsonSerializer.SerializeToUtf8Bytes(result, ConnectorJson.Options)));
            return result;
        }
        catch (ConnectorException failed)
        {
            call.Received(new WireMessage($"{failed.Code} {failed.Message}", [], default));
            if (MailFailure.BreaksSession(failed))
                use.Failed(failed.Message);
            throw;
        }
    }

    private static WireMessage Written(string start, string? messageId, JsonElement? criteria) => new(
        start,
        messageId is null ? [] : [new KeyValuePair<string, string>("Message-ID", messageId)],
        criteria is { } given ? JsonSerializer.SerializeToUtf8Bytes(given, ConnectorJson.Options) : default);

    private static T Given<T>(T? value, string field) where T : class =>
        value ?? throw new ConnectorInputException($"{field}: it is missing, and the protocol that was chosen needs it.");
}
