using System.Net;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>
/// Keeps connections for publishing, one for each broker and user, and channels on them. A channel belongs to one publication at a time: what
/// the broker says no to closes the channel, and must not cost others theirs.
/// </summary>
internal sealed class ChannelPool(TimeProvider time) : IDisposable
{
    /// <summary>At one connection; further publications wait.</summary>
    private const int ChannelsAtMost = 32;

    /// <summary>Beyond it the one that was unused for longest goes.</summary>
    private const int ConnectionsAtMost = 100;

    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<BrokerAddress, PooledConnection> _connections = [];

    /// <summary>A channel with confirms. Whoever takes it gives it back by disposing the lease.</summary>
    /// <param name="find">Gives the addresses of the host; asked only when a connection has to be made.</param>
    public async Task<ChannelLease> TakeAsync(
        BrokerAddress broker, Func<ValueTask<IReadOnlyList<IPAddress>>> find, CancellationToken cancellation)
    {
        CloseIdle();
        PooledConnection? connection;
        lock (_gate)
        {
            if (!_connections.TryGetValue(broker, out connection))
                _connections[broker] = connection = new PooledConnection(broker, ChannelsAtMost, time);
            connection.Users++;
        }

        var isTaken = false;
        try
        {
            var (line, channel) = await connection.TakeAsync(find, cancellation);
            isTaken = true;
            return new ChannelLease(connection, line, channel, Leave);
        }
        finally
        {
            if (!isTaken)
                Leave(connection);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var connection in _connections.Values)
                connection.Dispose();
            _connections.Clear();
        }
    }

    private void Leave(PooledConnection connection)
    {
        lock (_gate)
        {
            connection.Users--;
            connection.LastUsed = time.GetTimestamp();
        }
    }

    private void CloseIdle()
    {
        List<PooledConnection> idle;
        lock (_gate)
        {
            var unused = _connections.Where(entry => entry.Value.Users is 0).OrderBy(entry => entry.Value.LastUsed).ToList();
            var surplus = Math.Max(0, _connections.Count - ConnectionsAtMost);
            idle = [.. unused.Where((entry, index) => index < surplus || time.GetElapsedTime(entry.Value.LastUsed) > IdleAtMost).Select(entry => entry.Value)];
            foreach (var connection in idle)
                _connections.Remove(connection.Broker);
        }

        foreach (var connection in idle)
            connection.Dispose();
    }
}
