using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>
/// Holds the network policy for a client that opens its connections itself: the brokers of the model are judged before it is made, and those
/// that they name before a record goes to or comes from any of them.
/// </summary>
/// <remarks>The client connects to a broker when it has something for it (<c>enable.sparse.connections</c>), not when it hears of it.</remarks>
/// <param name="check">As <see cref="OutboundCall.CheckNetworkAsync"/>.</param>
internal sealed class KafkaNetwork(Func<string, int, CancellationToken, ValueTask<IReadOnlyList<IPAddress>>> check)
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <exception cref="ConnectorException">One is not allowed, or none has an address.</exception>
    public async Task CheckAsync(ClientSettings settings, CancellationToken cancellation)
    {
        if (settings.TokenEndpoint is { } endpoint)
            await check(endpoint.DnsSafeHost, endpoint.Port, cancellation);
        var unknown = 0;
        foreach (var address in settings.Bootstrap)
        {
            if (!await HasAddressAsync(address, cancellation))
                unknown++;
        }

        if (unknown == settings.Bootstrap.Count)
            throw new ConnectorException(
                KafkaFailure.Code, $"None of the brokers {string.Join(", ", settings.Bootstrap)} has an address. Check topic.bootstrapServers and the DNS.");
    }

    /// <summary>Asks the cluster who its brokers are, and judges each.</summary>
    /// <param name="log">Of the client: where it says that it will never be let in, nobody waits.</param>
    /// <exception cref="ConnectorException">One is not allowed.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public async Task<Metadata> CheckAsync(Handle client, ClientLog log, string topic, TimeSpan atMost, CancellationToken cancellation)
    {
        // It blocks, and cannot be cancelled: so it asks again and again.
        var asking = Task.Factory.StartNew(
            () => Ask(client, log, topic, (int)Math.Ceiling(atMost / Slice), cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var metadata = await asking.WaitAsync(cancellation);
        foreach (var broker in metadata.Brokers)
            await HasAddressAsync(new KafkaAddress(broker.Host, broker.Port), cancellation);
        return metadata;
    }

    private static Metadata Ask(Handle client, ClientLog log, string topic, int times, CancellationToken cancellation)
    {
        using var admin = new DependentAdminClientBuilder(client).Build();
        for (var left = times; ; left--)
        {
            try
            {
                return admin.GetMetadata(topic, Slice);
            }
            catch (KafkaException unanswered) when (left > 1 && IsOfTheMoment(unanswered.Error))
            {
                cancellation.ThrowIfCancellationRequested();
                if (log.Hopeless is { } error)
                    throw new KafkaException(error);
            }
        }
    }

    /// <summary>An old broker gives a bad answer while it makes the topic that it is asked about.</summary>
    private static bool IsOfTheMoment(Error error) => KafkaFailure.IsOfConnection(error) || error.Code is ErrorCode.Local_BadMsg;

    /// <summary>One without an address is of no use, and of no harm.</summary>
    private async Task<bool> HasAddressAsync(KafkaAddress address, CancellationToken cancellation)
    {
        try
        {
            await check(address.Host, address.Port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
