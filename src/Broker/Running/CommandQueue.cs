using Fairlead.Protocol;

namespace Fairlead.Broker.Running;

/// <summary>What waits for its turn. Many put in, the loop takes out; one lock for both, held for moments.</summary>
internal sealed class CommandQueue(int atMost) : IDisposable
{
    /// <summary>Of variables and files that wait; more are refused.</summary>
    private const long SizeAtMostBytes = 256L << 20;

    /// <summary>Bounds of one turn, so that answers and journal records stay small.</summary>
    private const int TurnAtMost = 512;
    private const int TurnSizeAtMostBytes = 8 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<IPending> _waiting = [];
    private readonly ManualResetEventSlim _work = new(initialState: false, spinCount: 0);
    private ClusterException? _closed;
    private ClusterException? _away;
    private long _sizeBytes;
    private int _wakeAt = 1;

    /// <summary>Commands that wait for their turn.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    /// <exception cref="ClusterException">Too much waits, or the queue is closed.</exception>
    public void Add(IPending pending)
    {
        lock (_gate)
        {
            if ((_closed ?? _away) is { } refusal)
                throw new ClusterException(refusal.Error, refusal.Message);
            if (_waiting.Count >= atMost || (_sizeBytes > 0 && _sizeBytes + pending.SizeBytes > SizeAtMostBytes))
            {
                throw new ClusterException(
                    ClusterError.ResourceExhausted,
                    $"Expected to queue the command, but {_waiting.Count} commands of {_sizeBytes} bytes wait already. Try again later.");
            }

            Enqueue(pending);
            if (_waiting.Count < _wakeAt)
                return;
        }

        _work.Set();
    }

    /// <summary>Work of our own: it is taken however much waits.</summary>
    public void AddOwn(IPending pending)
    {
        lock (_gate)
        {
            if (_closed is null)
                Enqueue(pending);
        }

        _work.Set();
    }

    /// <summary>Lets <see cref="Wait"/> return.</summary>
    public void Wake() => _work.Set();

    /// <summary>Waits until so many wait for their turn, or somebody called <see cref="Wake"/> or <see cref="Close"/>.</summary>
    /// <returns>Whether so many wait.</returns>
    public bool Wait(int atLeast)
    {
        lock (_gate)
        {
            if (_waiting.Count >= atLeast)
                return true;
            _wakeAt = atLeast;
        }

        _work.Wait();
        // Whoever waits looks at everything again afterwards, so nothing that is signalled before this line is lost.
        _work.Reset();
        return false;
    }

    /// <summary>Takes everything; for the end.</summary>
    public IReadOnlyList<IPending> TakeAll()
    {
        lock (_gate)
        {
            IPending[] all = [.. _waiting];
            _waiting.Clear();
            _sizeBytes = 0;
            return all;
        }
    }

    /// <summary>Takes what fits into one turn. <paramref name="into"/> is cleared before.</summary>
    public void Take(List<IPending> into)
    {
        into.Clear();
        var taken = 0L;
        lock (_gate)
        {
            while (into.Count < TurnAtMost && taken < TurnSizeAtMostBytes && _waiting.TryDequeue(out var pending))
            {
                into.Add(pending);
                taken += pending.SizeBytes;
            }

            _sizeBytes -= taken;
        }
    }

    /// <summary>Refuses everything from now on; what waits stays.</summary>
    public void Close(ClusterException reason)
    {
        lock (_gate)
            _closed ??= reason;
        _work.Set();
    }

    /// <summary>Refuses everything of others, until <see cref="Resume"/>; what waits stays.</summary>
    public void Pause(ClusterException reason)
    {
        lock (_gate)
            _away = reason;
        _work.Set();
    }

    public void Resume()
    {
        lock (_gate)
            _away = null;
    }

    public void Dispose() => _work.Dispose();

    private void Enqueue(IPending pending)
    {
        _waiting.Enqueue(pending);
        _sizeBytes += pending.SizeBytes;
    }
}
