using Fairlead.Protocol;

namespace Fairlead.Broker.Search;

/// <summary>Searches that wait until the projection has passed a position.</summary>
internal sealed class PositionWaiters
{
    private readonly Lock _gate = new();
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiting = [];

    /// <summary>Not open yet; even position 0 has to be waited for then.</summary>
    private long _reached = -1;
    private string? _outOfOrder;
    private int _count;

    /// <summary>The last position that was reached; -1 when none was.</summary>
    public long Reached => Volatile.Read(ref _reached);

    public bool HasAny => Volatile.Read(ref _count) > 0;

    /// <returns>Null when it is passed already.</returns>
    /// <exception cref="ClusterException">The search store is out of order.</exception>
    public Task? Add(long position)
    {
        lock (_gate)
        {
            if (_outOfOrder is not null)
                throw Unavailable(_outOfOrder);
            if (position <= _reached)
                return null;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((position, reached));
            _count = _waiting.Count;
            return reached.Task;
        }
    }

    public void Reach(long position)
    {
        lock (_gate)
        {
            _outOfOrder = null;
            _reached = position;
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Position > position)
                    continue;
                _waiting[i].Reached.SetResult();
                _waiting[i] = _waiting[^1];
                _waiting.RemoveAt(_waiting.Count - 1);
            }

            _count = _waiting.Count;
        }
    }

    /// <summary>Refuses everyone, until a position is reached again.</summary>
    /// <param name="why">Completes "The search store cannot be read, because".</param>
    public void Refuse(string why)
    {
        lock (_gate)
        {
            _outOfOrder = why;
            foreach (var (_, reached) in _waiting)
                reached.SetException(Unavailable(why));
            _waiting.Clear();
            _count = 0;
        }
    }

    private static ClusterException Unavailable(string why) => new(
        ClusterError.Unavailable, $"The search store cannot be read, because {why}. The engine goes on; the log says more.");
}
