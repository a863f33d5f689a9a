namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>
/// Producers that jobs share: one for each system with its credentials and properties. Together their records go out in batches.
/// </summary>
internal sealed class Producers(TimeProvider time) : IDisposable
{
    /// <summary>Beyond this those that nobody uses at the moment are closed. Each holds a few threads and sockets.</summary>
    public const int KeptAtMost = 32;

    public static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedProducer> _producers = new(StringComparer.Ordinal);
    private readonly List<Task> _closing = [];
    private ITimer? _timer;
    private bool _isDisposed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _producers.Count;
        }
    }

    /// <summary>Dispose what it gives when the record is delivered.</summary>
    /// <exception cref="Fairlead.Connectors.Sdk.ConnectorInputException">The client does not take the settings.</exception>
    public ProducerUse Use(ClientSettings settings)
    {
        var key = settings.Fingerprint;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_producers.TryGetValue(key, out var producer))
            {
                producer = new SharedProducer(settings);
                _producers.Add(key, producer);
            }

            producer.Users++;
            Prune();
            return new ProducerUse(producer, () => GiveBack(key, producer));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
            foreach (var producer in _producers.Values)
                Close(producer);
            _producers.Clear();
        }

        Task.WaitAll([.. _closing]);
    }

    private void GiveBack(string key, SharedProducer producer)
    {
        lock (_gate)
        {
            producer.Users--;
            producer.UsedAt = time.GetTimestamp();
            if (_isDisposed)
                return;
            if (producer.IsBroken && _producers.GetValueOrDefault(key) == producer)
                _producers.Remove(key);
            if (producer is { Users: 0 } && _producers.GetValueOrDefault(key) != producer)
                Close(producer);
            Prune();
        }
    }

    private void Prune()
    {
        var idle = _producers.Where(entry => entry.Value.Users is 0).OrderBy(entry => entry.Value.UsedAt).ToList();
        foreach (var (key, producer) in idle)
        {
            if (_producers.Count <= KeptAtMost && time.GetElapsedTime(producer.UsedAt) < IdleAtMost)
                break;
            _producers.Remove(key);
            Close(producer);
        }

        // Only while something waits to be closed: a clock of a test may stand still.
        var next = _producers.Values.Where(producer => producer.Users is 0).Select(producer => producer.UsedAt).Order().FirstOrDefault(-1);
        _timer?.Dispose();
        _timer = next is -1 ? null : time.CreateTimer(_ => PruneLater(), null, IdleAtMost - time.GetElapsedTime(next), Timeout.InfiniteTimeSpan);
    }

    private void PruneLater()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                Prune();
        }
    }

    /// <summary>It waits for the client's threads.</summary>
    private void Close(SharedProducer producer)
    {
        _closing.RemoveAll(task => task.IsCompleted);
        _closing.Add(Task.Run(producer.Dispose));
    }
}

/// <summary>A producer until it is given back.</summary>
internal sealed class ProducerUse(SharedProducer producer, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public SharedProducer Producer => producer;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
