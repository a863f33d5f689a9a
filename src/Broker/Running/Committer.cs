using Fairlead.Broker.Storage;

namespace Fairlead.Broker.Running;

/// <summary>Makes turns durable, as many as wait with one flush, and lets their answers go. One thread.</summary>
/// <param name="committed">Called for each turn that is durable now, in order.</param>
/// <param name="idle">Called when nothing waits any more.</param>
internal sealed class Committer(IStore store, Action<Turn> committed, Action idle) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _work = new(initialState: false, spinCount: 0);
    private List<Turn> _waiting = [];
    private List<Turn> _flushing = [];
    private bool _isBusy;
    private bool _isClosed;

    /// <summary>A flush is under way, or turns wait for one.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _isBusy;
        }
    }

    /// <returns>False when it has failed or was closed: this turn will never be durable.</returns>
    public bool Add(Turn turn)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _waiting.Add(turn);
            _isBusy = true;
        }

        _work.Set();
        return true;
    }

    /// <summary>Lets <see cref="Run"/> return when everything is done.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        _work.Set();
    }

    /// <summary>Turns that will never be durable; after <see cref="Run"/> threw.</summary>
    public IReadOnlyList<Turn> Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;
            _isBusy = false;
            return [.. _flushing, .. _waiting];
        }
    }

    /// <exception cref="StoreException">The flush failed; nothing of it was answered.</exception>
    public void Run()
    {
        while (Next())
        {
            // A turn that wrote nothing still waits for the ones before it: its answers rest on what they wrote.
            if (_flushing.Exists(turn => turn.HasWritten))
                store.Sync();
            foreach (var turn in _flushing)
                committed(turn);
            lock (_gate)
            {
                _flushing.Clear();
                _isBusy = _waiting.Count > 0;
            }

            idle();
        }
    }

    public void Dispose() => _work.Dispose();

    private bool Next()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    (_waiting, _flushing) = (_flushing, _waiting);
                    return true;
                }

                if (_isClosed)
                    return false;
                _work.Reset();
            }

            _work.Wait();
        }
    }
}
