using System.Net.Sockets;
using System.Security.Authentication;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>What went wrong with a broker, in words for whoever has to act.</summary>
internal static class BrokerFailure
{
    public const string Unreachable = "RABBITMQ_UNREACHABLE";
    public const string Refused = "RABBITMQ_REFUSED";
    public const string Unroutable = "RABBITMQ_UNROUTABLE";
    public const string NotTaken = "RABBITMQ_NOT_TAKEN";
    public const string Unconfirmed = "RABBITMQ_UNCONFIRMED";
    public const string Blocked = "RABBITMQ_BLOCKED";

    /// <summary>The broker ends a connection that it cannot bear any more, and not because of what was asked.</summary>
    private const ushort ConnectionForced = 320;

    public static bool IsOfTheBroker(Exception failure) => failure
        is RabbitMQClientException or SocketException or IOException or AuthenticationException or TimeoutException or ObjectDisposedException;

    /// <summary>No connection came about.</summary>
    /// <param name="outcome">A sentence about what that means.</param>
    public static ConnectorException OfConnecting(BrokerAddress broker, Exception failure, string outcome)
    {
        var cause = Innermost(failure);
        return cause switch
        {
            AuthenticationFailureException => Refuse(
                broker, $"it does not accept the user {broker.UserName} with this password", code: 403, "ACCESS_REFUSED - the login was refused", outcome, failure),
            OperationInterruptedException { ShutdownReason: { ReplyCode: > 0 } reason } =>
                Refuse(broker, Sentence(reason), reason.ReplyCode, reason.ReplyText, outcome, failure),
            AuthenticationException => Cannot(
                $"TLS could not be agreed on, or the certificate is not one for {broker.Host} that this machine trusts", failure),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                Cannot("there is no host of that name", failure),
            _ => Cannot($"{cause.Message.TrimEnd('.')}", failure),
        };

        ConnectorException Cannot(string why, Exception inner) =>
            new(Unreachable, $"The broker {broker.Name} cannot be reached: {why}. {outcome} [{Unreachable}]", inner)
            {
                Variables = new { broker = broker.Name, virtualHost = broker.VirtualHost },
            };
    }

    /// <summary>The broker said no to what was asked, and why.</summary>
    /// <param name="outcome">A sentence about what that means.</param>
    public static ConnectorException OfRefusal(BrokerAddress broker, ShutdownEventArgs reason, string outcome, Exception inner) =>
        Refuse(broker, Sentence(reason), reason.ReplyCode, reason.ReplyText, outcome, inner);

    /// <summary>The broker has no room at the moment, and reads nothing from those who publish.</summary>
    public static ConnectorException OfAlarm(BrokerAddress broker, string alarm) =>
        new(Blocked, $"The broker {broker.Name} takes no messages at the moment: {alarm}. Nothing was sent. [{Blocked}]")
        {
            Variables = new { broker = broker.Name, reason = alarm },
        };

    /// <summary>Whether the broker closed a channel or a connection because of what it was asked.</summary>
    public static bool IsRefusal(ShutdownEventArgs? reason) =>
        reason is { Initiator: RabbitMQ.Client.ShutdownInitiator.Peer, ReplyCode: >= 300 and not ConnectionForced };

    /// <summary>Why a connection or a channel is gone, in one sentence without a full stop.</summary>
    public static string Sentence(ShutdownEventArgs? reason) => reason switch
    {
        null => "the connection broke",
        { Exception: { } cause } => Innermost(cause).Message.TrimEnd('.'),
        { ReplyCode: ConnectionForced } => "the broker ended the connection: it shuts down, or an operator closed it",
        { ReplyText.Length: > 0 } => reason.ReplyText.TrimEnd('.'),
        _ => $"the connection was closed with code {reason.ReplyCode}",
    };

    private static ConnectorException Refuse(BrokerAddress broker, string why, int code, string text, string outcome, Exception inner) =>
        new(Refused, $"The broker {broker.Name} refused: {why}. {outcome} [{Refused}]", inner)
        {
            Variables = new { broker = broker.Name, virtualHost = broker.VirtualHost, replyCode = code, replyText = text },
        };

    private static Exception Innermost(Exception failure)
    {
        var cause = failure;
        while (cause.InnerException is { } inner && cause is not (AuthenticationFailureException or AuthenticationException or TimeoutException))
            cause = inner;
        return cause;
    }
}
