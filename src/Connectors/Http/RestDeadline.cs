namespace Fairlead.Connectors.Http;

/// <summary>
/// The two timeouts of a call on one clock. The read timeout runs from the sending and anew with every piece of the
/// answer; while a connection is being made, the connection timeout runs instead.
/// </summary>
internal sealed class RestDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _connection;
    private readonly TimeSpan _read;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;
    private bool _connecting;
    private bool _disposed;

    /// <param name="connection">Zero for none.</param>
    /// <param name="read">Zero for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the call from outside.</param>
    public RestDeadline(TimeSpan connection, TimeSpan read, TimeProvider time, CancellationToken cancellation)
    {
        _connection = connection;
        _read = read;
        _source = new CancellationTokenSource(OrNever(read), time);
        _outer = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether no connection was there yet when the time was over.</summary>
    public bool IsConnecting => _connecting;

    /// <summary>What was awaited, for the message.</summary>
    public string Waited =>
        _connecting ? $"a connection within {_connection.TotalSeconds:0} s" : $"an answer within {_read.TotalSeconds:0} s";

    /// <param name="begins">Or has succeeded.</param>
    public void OnConnecting(bool begins) => Restart(begins, begins ? _connection : _read);

    public void Received() => Restart(connecting: false, _read);

    /// <summary>A connection may still be in the making for a call that has found another one and is over.</summary>
    private void Restart(bool connecting, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _connecting = connecting;
            _source.CancelAfter(OrNever(timeout));
        }
    }

    public void Dispose()
    {
        _outer.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _source.Dispose();
        }
    }

    private static TimeSpan OrNever(TimeSpan timeout) => timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan;
}
