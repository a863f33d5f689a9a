using System.Globalization;
using System.Net.Sockets;
using Fairlead.Connectors.Sdk;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Fairlead.Connectors.Email.Sessions;

/// <summary>What can go wrong at a mail server, as codes that a process can catch.</summary>
internal static class MailFailure
{
    public const string Unreachable = "EMAIL_UNREACHABLE";
    public const string Tls = "EMAIL_TLS_FAILED";
    public const string LoginRefused = "EMAIL_LOGIN_REFUSED";
    public const string Refused = "EMAIL_REFUSED";
    public const string RecipientRefused = "EMAIL_RECIPIENT_REFUSED";
    public const string OutcomeUnknown = "EMAIL_OUTCOME_UNKNOWN";
    public const string NotFound = "EMAIL_NOT_FOUND";
    public const string FolderUnknown = "EMAIL_FOLDER_UNKNOWN";
    public const string TooLarge = "EMAIL_TOO_LARGE";

    /// <summary>Does something at a server, and says what went wrong in words of this connector.</summary>
    /// <param name="server">Where.</param>
    /// <param name="work">Gets a token that also ends when the time is over.</param>
    /// <param name="limit">How long it may take, and by which clock.</param>
    /// <exception cref="ConnectorException">It went wrong.</exception>
    public static async Task<T> NamedAsync<T>(
        MailServer server, Func<CancellationToken, Task<T>> work, (TimeSpan AtMost, TimeProvider Time) limit, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limit.AtMost, limit.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && timer.IsCancellationRequested)
        {
            throw new ConnectorException(
                Unreachable,
                string.Create(CultureInfo.InvariantCulture, $"{Capital(server)} did not answer within {limit.AtMost.TotalSeconds} s. Check that it runs and is reachable from here."));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ProtocolException or CommandException)
        {
            throw Of(server, broken);
        }
        catch (Exception broken) when (broken is AuthenticationException or NotSupportedException or FolderNotFoundException)
        {
            throw Of(server, broken);
        }
        catch (Exception broken) when (broken is ServiceNotConnectedException or ServiceNotAuthenticatedException)
        {
            throw Of(server, broken);
        }
    }

    /// <summary>Whether the session it happened in is of no more use.</summary>
    public static bool BreaksSession(ConnectorException failure) => failure.Code is Unreachable or Tls or OutcomeUnknown;

    private static ConnectorException Of(MailServer server, Exception broken) => broken switch
    {
        AuthenticationException => new ConnectorException(
            LoginRefused, $"{Capital(server)} refused the login: {Sentence(broken)} Check authentication.username and authentication.password.", broken)
        {
            Retry = RetryAdvice.Never,
        },
        NotSupportedException => new ConnectorException(
            Refused, $"{Capital(server)} cannot do what is asked of it: {Sentence(broken)}", broken) { Retry = RetryAdvice.Never },
        FolderNotFoundException folder => new ConnectorException(
            FolderUnknown, $"There is no folder \"{folder.FolderName}\" at {server}.", broken) { Retry = RetryAdvice.Never },
        SmtpCommandException refused => Answered(server, (int)refused.StatusCode, refused),
        ImapCommandException refused => new ConnectorException(
            Refused, $"{Capital(server)} refused: {refused.Response} {Sentence(refused)}", refused) { Variables = new { response = refused.ResponseText } },
        CommandException refused => new ConnectorException(Refused, $"{Capital(server)} refused: {Sentence(refused)}", refused),
        SocketException or IOException { InnerException: SocketException } => new ConnectorException(
            Unreachable, $"{Capital(server)} could not be reached: {Sentence(broken.GetBaseException())} Check host, port and network.", broken),
        _ => new ConnectorException(
            Unreachable, $"{Capital(server)} broke off: {Sentence(broken)} Check the network, and that the port speaks this protocol.", broken),
    };

    /// <summary>A refusal with a status of three digits: one that begins with 4 is for now, one with 5 for good.</summary>
    private static ConnectorException Answered(MailServer server, int status, SmtpCommandException refused) => new(
        Refused,
        string.Create(CultureInfo.InvariantCulture, $"{Capital(server)} refused the mail with {status}: {Sentence(refused)}"),
        refused)
    {
        Retry = status >= 500 ? RetryAdvice.Never : RetryAdvice.AsModelled,
        Variables = new { status, response = refused.Message },
    };

    private static string Capital(MailServer server) => $"The{server.ToString()[3..]}";

    private static string Sentence(Exception broken) => broken.Message.Split('\n')[0].TrimEnd('.', '\r', ' ') + ".";
}
