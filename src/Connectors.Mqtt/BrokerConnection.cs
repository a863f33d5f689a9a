using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;

using Fairlead.Connectors.Sdk;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Opens connections. None comes back by itself: whoever has it throws it away when it breaks, and opens another.</summary>
internal static class BrokerConnection
{
    /// <summary>A broker that stopped answering is noticed after one and a half.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(15);

    /// <summary>Options of a connection; the caller says what kind of session it wants.</summary>
    public static MqttClientOptionsBuilder Options(BrokerAddress broker)
    {
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(broker.IsFive ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(broker.ClientId.Length > 0 ? broker.ClientId : $"fairlead-{RandomNumberGenerator.GetHexString(16, lowercase: true)}")
            .WithKeepAlivePeriod(KeepAlive)
            .WithTimeout(AnswerWait)
            .WithoutPacketFragmentation();
        if (broker.UserName is { } user)
            options.WithCredentials(user, broker.Password.Reveal());
        if (broker.ReadTls() is { } tls)
        {
            var wanted = tls.Options();
            options.WithTlsOptions(choice =>
            {
                // An address is connected to, so TLS has to be told for which name the certificate must be.
                choice.UseTls().WithTargetHost(broker.Host).WithCertificateValidationHandler(seen =>
                    wanted.RemoteCertificateValidationCallback?.Invoke(broker, seen.Certificate, seen.Chain, seen.SslPolicyErrors)
                    ?? seen.SslPolicyErrors is SslPolicyErrors.None);
                if (tls.Certificate is { } certificate)
                    choice.WithClientCertificates([certificate]);
            });
        }

        return options;
    }

    /// <param name="find">Gives the addresses of the host, as the network policy allows them.</param>
    /// <param name="outcome">A sentence about what a failure means.</param>
    /// <exception cref="ConnectorException">There is no connection.</exception>
    public static async Task<MqttClientConnectResult> OpenAsync(
        IMqttClient client,
        BrokerAddress broker,
        MqttClientOptionsBuilder options,
        Func<ValueTask<IReadOnlyList<IPAddress>>> find,
        string outcome,
        CancellationToken cancellation)
    {
        Exception? last = null;
        try
        {
            foreach (var address in await find())
            {
                try
                {
                    var result = await client.ConnectAsync(options.WithEndPoint(new IPEndPoint(address, broker.Port)).Build(), cancellation);
                    return result.ResultCode is MqttClientConnectResultCode.Success
                        ? result
                        : throw BrokerFailure.OfRefusedConnection(broker, result, outcome);
                }
                catch (MqttCommunicationException unreachable)
                {
                    last = unreachable;
                }
            }
        }
        catch (OperationCanceledException silent) when (!cancellation.IsCancellationRequested)
        {
            last = new TimeoutException("it does not answer", silent);
        }
        catch (Exception broken) when (broken is SocketException or IOException or MqttProtocolViolationException)
        {
            last = broken;
        }

        throw BrokerFailure.OfConnecting(
            broker, last ?? new SocketException((int)SocketError.HostNotFound), outcome);
    }

    /// <summary>Says goodbye, and waits for nobody: a broker that does not answer would keep whoever waits.</summary>
    public static void Leave(IMqttClient client) => _ = LeaveAsync(client);

    private static async Task LeaveAsync(IMqttClient client)
    {
        if (client.IsConnected)
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
    }

    /// <summary>Why a connection is gone, in one sentence without a full stop.</summary>
    public static string Sentence(MqttClientDisconnectedEventArgs gone) => gone switch
    {
        { Reason: MqttClientDisconnectReason.SessionTakenOver } => "another client has connected with the same client id",
        { Reason: MqttClientDisconnectReason.ServerShuttingDown } => "the broker shuts down",
        { Reason: MqttClientDisconnectReason.KeepAliveTimeout } => "the broker does not answer any more",
        { ReasonString.Length: > 0 } => gone.ReasonString.TrimEnd('.'),
        { Exception: { } cause } => (cause.InnerException ?? cause).Message.TrimEnd('.'),
        { Reason: not MqttClientDisconnectReason.NormalDisconnection } => string.Create(CultureInfo.InvariantCulture, $"{gone.Reason}"),
        _ => "the broker closed it, as it does when another client connects with the same client id",
    };
}
