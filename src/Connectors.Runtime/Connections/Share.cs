namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>
/// Places that several connections use, none of them so many that another finds none: a connection may hold as many as are free. One that
/// takes all it can gets half, two get a third each.
/// </summary>
internal sealed class Share(int places)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Connection, int> _held = [];
    private int _total;
    private int _waiting;

    public bool TryTake(Connection connection)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(connection);
            // The first is always let in: a share of one place must work, too.
            if (held > 0 && held >= places - _total)
                return false;
            _held[connection] = held + 1;
            _total++;
            return true;
        }
    }

    public void Return(Connection connection)
    {
        lock (_gate)
        {
            _total--;
            if (--_held[connection] is 0)
                _held.Remove(connection);
        }
    }

    /// <summary>Whether one more may wait where it is. Who waits holds a place, too: at least half of what is free stays free.</summary>
    public bool TryWait()
    {
        lock (_gate)
        {
            if (_waiting + 1 > (places - _total) / 2)
                return false;
            _waiting++;
            return true;
        }
    }

    public void EndWait()
    {
        lock (_gate)
            _waiting--;
    }
}
