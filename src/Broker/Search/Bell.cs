namespace Fairlead.Broker.Search;

/// <summary>Wakes one thread: somebody rings, or a time has passed. Time is that of the provider, so tests move it.</summary>
internal sealed class Bell : IDisposable
{
    private readonly ManualResetEventSlim _rung = new(initialState: false, spinCount: 0);
    private readonly ITimer _timer;

    public Bell(TimeProvider time) =>
        _timer = time.CreateTimer(_ => Ring(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Ring() => _rung.Set();

    /// <summary>Returns after a ring since the last call, or after this time.</summary>
    public void Wait(TimeSpan atMost)
    {
        _timer.Change(atMost, Timeout.InfiniteTimeSpan);
        _rung.Wait();
        _rung.Reset();
    }

    public void Dispose() => _timer.Dispose();
}
