using System.Net;

using Fairlead.Connectors.Sdk;
using MQTTnet;

namespace Fairlead.Connectors.Mqtt;

/// <summary>A connection while a message goes over it, beside others.</summary>
internal sealed class ClientLease(PooledClient pooled, BrokerLine line, Action<PooledClient> leave) : IDisposable
{
    /// <summary>Of a packet beside its payload, about.</summary>
    private const int HeaderBytes = 64;

    private bool _isSound;

    public IMqttClient Client => line.Client;

    /// <summary>The broker owes no answer.</summary>
    public void MarkSound() => _isSound = true;

    /// <exception cref="ConnectorInputException">The broker has said that it takes no such messages.</exception>
    public void Check(MqttApplicationMessage message)
    {
        var (broker, limits) = (pooled.Broker, line.Limits);
        var problem = message switch
        {
            { QualityOfServiceLevel: var qos } when broker.IsFive && qos > limits.MaximumQoS =>
                $"message.qos: the broker {broker.Name} knows no quality of service above {(int)limits.MaximumQoS}.",
            { Retain: true } when broker.IsFive && !limits.RetainAvailable => $"message.retain: the broker {broker.Name} retains no messages.",
            _ when limits.MaximumPacketSize is > 0 and var most && message.Payload.Length + HeaderBytes > most =>
                $"message.payload: the broker {broker.Name} takes messages of at most {most:N0} bytes, but it has {message.Payload.Length:N0}.",
            _ => null,
        };
        if (problem is null)
            return;
        _isSound = true;
        throw new ConnectorInputException(problem);
    }

    public void Dispose()
    {
        pooled.GiveBack(line, _isSound);
        leave(pooled);
    }
}

/// <summary>The connection to one broker as one client: made when it is needed first, and again when it broke.</summary>
internal sealed class PooledClient(BrokerAddress broker, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _making = new(1);
    private readonly Lock _gate = new();
    private BrokerLine? _line;

    public BrokerAddress Broker => broker;

    /// <summary>Guarded by the pool, as is the next.</summary>
    public int Users { get; set; }

    /// <summary>By the stopwatch.</summary>
    public long LastUsed { get; set; } = time.GetTimestamp();

    public async Task<BrokerLine> TakeAsync(Func<ValueTask<IReadOnlyList<IPAddress>>> find, string outcome, CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            if (TryTake() is { } open)
                return open;
            var client = new MqttClientFactory().CreateMqttClient();
            var isOpen = false;
            try
            {
                var limits = await BrokerConnection.OpenAsync(
                    client, broker, BrokerConnection.Options(broker).WithCleanSession(), find, outcome, cancellation);
                isOpen = true;
                lock (_gate)
                    return _line = new BrokerLine(client, limits) { Taken = 1 };
            }
            finally
            {
                if (!isOpen)
                    client.Dispose();
            }
        }
        finally
        {
            _making.Release();
        }
    }

    /// <param name="isSound">Otherwise the broker owes an answer, and nothing more is sent over this connection; who waits for his still gets it.</param>
    public void GiveBack(BrokerLine line, bool isSound)
    {
        lock (_gate)
        {
            line.Taken--;
            line.IsDoubtful |= !isSound;
            LeaveUnusable(line);
        }
    }

    public void Dispose()
    {
        if (_line is { } line)
            BrokerConnection.Leave(line.Client);
        _making.Dispose();
    }

    private BrokerLine? TryTake()
    {
        lock (_gate)
        {
            if (_line is { IsUsable: true } open)
            {
                open.Taken++;
                return open;
            }

            LeaveUnusable(_line);
            _line = null;
            return null;
        }
    }

    private static void LeaveUnusable(BrokerLine? line)
    {
        if (line is { IsUsable: false, Taken: 0 })
            BrokerConnection.Leave(line.Client);
    }
}

/// <summary>An open connection; guarded by whoever keeps it.</summary>
/// <param name="limits">What the broker said that it takes.</param>
internal sealed class BrokerLine(IMqttClient client, MqttClientConnectResult limits)
{
    public IMqttClient Client => client;

    public MqttClientConnectResult Limits => limits;

    public int Taken { get; set; }

    public bool IsDoubtful { get; set; }

    public bool IsUsable => !IsDoubtful && client.IsConnected;
}
