namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Places for jobs, of which one asks for all that are free at once.</summary>
internal sealed class Places(int count)
{
    private readonly Lock _gate = new();
    private int _free = count;
    private int _wanted;
    private TaskCompletionSource? _waiting;

    /// <summary>Takes all that are free, as soon as there are so many. One at a time.</summary>
    /// <returns>How many were taken.</returns>
    public async ValueTask<int> TakeAllAsync(int atLeast, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task enough;
            lock (_gate)
            {
                if (_free >= atLeast)
                {
                    var taken = _free;
                    _free = 0;
                    return taken;
                }

                _wanted = atLeast;
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                enough = _waiting.Task;
            }

            await enough.WaitAsync(cancellation);
        }
    }

    public void Return(int taken = 1)
    {
        TaskCompletionSource? waiting = null;
        lock (_gate)
        {
            _free += taken;
            if (_free >= _wanted)
                (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }
}
