using System.Net;

using RabbitMQ.Client;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A channel while one publication has it.</summary>
internal sealed class ChannelLease(PooledConnection connection, BrokerLine line, ConfirmedChannel channel, Action<PooledConnection> leave) : IAsyncDisposable
{
    private bool _isSound;

    public ConfirmedChannel Channel => channel;

    /// <summary>Why the broker takes no messages at the moment; null when it does.</summary>
    public string? BlockedBecause => line.BlockedBecause;

    /// <summary>The exchange is over and the channel can be used again.</summary>
    public void MarkSound() => _isSound = true;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.GiveBackAsync(line, channel, _isSound);
        }
        finally
        {
            leave(connection);
        }
    }
}

/// <summary>The connection to one broker as one user: made when it is needed first, and again when it broke.</summary>
internal sealed class PooledConnection(BrokerAddress broker, int channelsAtMost, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _making = new(1);
    private readonly SemaphoreSlim _room = new(channelsAtMost);
    private BrokerLine? _line;

    public BrokerAddress Broker => broker;

    /// <summary>Guarded by the pool, as is the next.</summary>
    public int Users { get; set; }

    /// <summary>By the stopwatch.</summary>
    public long LastUsed { get; set; } = time.GetTimestamp();

    /// <exception cref="Sdk.ConnectorException">The broker takes no messages at the moment.</exception>
    public async Task<(BrokerLine Line, ConfirmedChannel Channel)> TakeAsync(
        Func<ValueTask<IReadOnlyList<IPAddress>>> find, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        var isTaken = false;
        try
        {
            await _making.WaitAsync(cancellation);
            try
            {
                if (_line is not { IsUsable: true })
                {
                    LeaveUnusable(_line);
                    _line = null;
                    _line = new BrokerLine(await BrokerConnection.OpenAsync(broker, await find(), "publisher", cancellation));
                }

                // It reads nothing that is sent to it, a new channel included.
                if (_line.BlockedBecause is { } alarm)
                    throw BrokerFailure.OfAlarm(broker, alarm);
                var channel = _line.TakeUnused() ?? await ConfirmedChannel.OpenAsync(_line.Connection, cancellation);
                _line.Taken++;
                isTaken = true;
                return (_line, channel);
            }
            finally
            {
                _making.Release();
            }
        }
        finally
        {
            if (!isTaken)
                _room.Release();
        }
    }

    /// <param name="isSound">Otherwise the broker may still have something to say about it, and nothing more is sent over this connection.</param>
    public async Task GiveBackAsync(BrokerLine line, ConfirmedChannel channel, bool isSound)
    {
        await _making.WaitAsync(CancellationToken.None);
        try
        {
            line.Taken--;
            if (!channel.IsOpen)
                channel.Dispose();
            else if (isSound)
                line.Unused.Push(channel);
            else
                line.IsDoubtful = true;
            LeaveUnusable(line);
        }
        finally
        {
            _making.Release();
            _room.Release();
        }
    }

    public void Dispose()
    {
        if (_line is { } line)
            BrokerConnection.Leave(line.Connection);
        _making.Dispose();
        _room.Dispose();
    }

    /// <summary>Closes what cannot be used any more, when nobody has a part of it.</summary>
    private static void LeaveUnusable(BrokerLine? line)
    {
        if (line is { IsUsable: false, Taken: 0 })
            BrokerConnection.Leave(line.Connection);
    }
}

/// <summary>An open connection with its channels; guarded by whoever keeps it.</summary>
internal sealed class BrokerLine
{
    private volatile string? _blockedBecause;

    public BrokerLine(IConnection connection)
    {
        Connection = connection;
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _blockedBecause = blocked.Reason;
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _blockedBecause = null;
            return Task.CompletedTask;
        };
    }

    public IConnection Connection { get; }

    public Stack<ConfirmedChannel> Unused { get; } = [];

    /// <summary>Channels that somebody has.</summary>
    public int Taken { get; set; }

    /// <summary>The broker owes an answer about one of its channels.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>One that the broker holds up is kept until it lets go: a new one would have to find that out again.</summary>
    public bool IsUsable => Connection.IsOpen && (!IsDoubtful || BlockedBecause is not null);

    public string? BlockedBecause => _blockedBecause;

    public ConfirmedChannel? TakeUnused()
    {
        while (Unused.TryPop(out var channel))
        {
            if (channel.IsOpen)
                return channel;
            channel.Dispose();
        }

        return null;
    }
}
