using System.Net;
using System.Net.Security;

using RabbitMQ.Client;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Opens connections. None comes back by itself: whoever has it throws it away when it breaks, and opens another.</summary>
internal static class BrokerConnection
{
    public const ushort NotAllowed = 530;

    private const string ClientName = "fairlead";

    /// <summary>A broker that stopped answering is noticed after two of them.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ConnectWait = TimeSpan.FromSeconds(15);

    /// <param name="addresses">Of the host, as the network policy allows them.</param>
    /// <param name="purpose">Shown by the broker beside the connection.</param>
    public static Task<IConnection> OpenAsync(
        BrokerAddress broker, IReadOnlyList<IPAddress> addresses, string purpose, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            UserName = broker.UserName,
            Password = broker.Password.Reveal(),
            VirtualHost = broker.VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = ConnectWait,
            HandshakeContinuationTimeout = ConnectWait,
            ContinuationTimeout = ConnectWait,
        };
        List<AmqpTcpEndpoint> endpoints =
            [.. addresses.Select(address => new AmqpTcpEndpoint(address.ToString(), broker.PortNumber, TlsOf(broker)))];
        return factory.CreateConnectionAsync(endpoints, $"{ClientName} {purpose}", cancellation);
    }

    /// <summary>The names are resolved already, so TLS has to be told for which one the certificate must be.</summary>
    private static SslOption TlsOf(BrokerAddress broker)
    {
        var option = new SslOption(broker.Host, enabled: broker.IsEncrypted) { AcceptablePolicyErrors = SslPolicyErrors.None };
        if (broker is { IsEncrypted: true, Tls: { } own })
        {
            var tls = own.Read();
            option.CertificateValidationCallback = tls.Options().RemoteCertificateValidationCallback;
            option.Certs = tls.Certificate is { } certificate ? [certificate] : null;
        }

        return option;
    }

    /// <summary>
    /// Says goodbye, and waits for nobody: a broker that does not answer would keep whoever waits for half a minute. The library ends it then.
    /// </summary>
    public static void Leave(IConnection connection) => _ = LeaveAsync(connection);

    private static async Task LeaveAsync(IConnection connection)
    {
        await connection.AbortAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Dispose();
    }
}
