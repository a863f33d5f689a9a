using System.Net;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Keeps connections for publishing, one for each broker and client. All messages to it share the connection.</summary>
internal sealed class ClientPool(TimeProvider time) : IDisposable
{
    /// <summary>Beyond it the one that was unused for longest goes.</summary>
    private const int ConnectionsAtMost = 100;

    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<BrokerAddress, PooledClient> _clients = [];

    /// <param name="find">Gives the addresses of the host; asked only when a connection has to be made.</param>
    /// <param name="outcome">A sentence about what a failure means.</param>
    public async Task<ClientLease> TakeAsync(
        BrokerAddress broker, Func<ValueTask<IReadOnlyList<IPAddress>>> find, string outcome, CancellationToken cancellation)
    {
        CloseIdle();
        PooledClient? client;
        lock (_gate)
        {
            if (!_clients.TryGetValue(broker, out client))
                _clients[broker] = client = new PooledClient(broker, time);
            client.Users++;
        }

        var isTaken = false;
        try
        {
            var line = await client.TakeAsync(find, outcome, cancellation);
            isTaken = true;
            return new ClientLease(client, line, Leave);
        }
        finally
        {
            if (!isTaken)
                Leave(client);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var client in _clients.Values)
                client.Dispose();
            _clients.Clear();
        }
    }

    private void Leave(PooledClient client)
    {
        lock (_gate)
        {
            client.Users--;
            client.LastUsed = time.GetTimestamp();
        }
    }

    private void CloseIdle()
    {
        lock (_gate)
        {
            var surplus = Math.Max(0, _clients.Count - ConnectionsAtMost);
            var unused = _clients.Values.Where(client => client.Users is 0).OrderBy(client => client.LastUsed).ToList();
            foreach (var idle in unused.Where((client, index) => index < surplus || time.GetElapsedTime(client.LastUsed) > IdleAtMost))
            {
                _clients.Remove(idle.Broker);
                idle.Dispose();
            }
        }
    }
}
