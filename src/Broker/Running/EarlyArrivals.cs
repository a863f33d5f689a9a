using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <summary>
/// Commands that say behind which place of their source they belong, and came before what they follow: on their way from elsewhere they
/// overtake each other. They wait for a moment, and are refused only when it does not come.
/// </summary>
internal sealed class EarlyArrivals(Deadlines deadlines)
{
    /// <summary>Whoever is refused asks again when it is his turn, so that little is lost.</summary>
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromMilliseconds(200);

    /// <summary>All may be done in one turn, whose journal record has to stay small.</summary>
    private const int CountAtMost = 2_000;

    private readonly Dictionary<Place, PendingCommand> _waiting = [];

    /// <summary>A place of a source.</summary>
    private readonly record struct Place(string? Tenant, string Name, string Value);

    public IEnumerable<PendingCommand> Waiting => _waiting.Values;

    /// <summary>Lets a command wait that belongs elsewhere than where its source is read up to.</summary>
    /// <returns>False when it is to be processed now.</returns>
    public bool LetWait(PendingCommand pending, State state, Timestamp now)
    {
        if (PlaceOf(pending.Command) is not ({ After: { } after } place, var tenant) || (state.Place(tenant, place.Name) ?? "") == after)
            return false;
        if (_waiting.Count >= CountAtMost || !_waiting.TryAdd(new Place(tenant, place.Name, after), pending))
            return false;
        pending.Deadline = deadlines.Add(pending, now + WaitAtMost);
        return true;
    }

    /// <returns>What waited for the place that this command has moved to; null for nothing.</returns>
    public PendingCommand? TakeNext(Command done)
    {
        if (_waiting.Count == 0 || PlaceOf(done) is not ({ } place, var tenant))
            return null;
        if (!_waiting.Remove(new Place(tenant, place.Name, place.Value), out var next))
            return null;
        deadlines.Forget(next.Deadline);
        return next;
    }

    /// <summary>It has waited long enough.</summary>
    public void Remove(PendingCommand expired)
    {
        if (PlaceOf(expired.Command) is ({ After: { } after } place, var tenant))
            _waiting.Remove(new Place(tenant, place.Name, after));
    }

    public void Clear() => _waiting.Clear();

    private static (SourcePlace? Place, string? Tenant) PlaceOf(Command command) => command switch
    {
        Command.CreateInstance create => (create.Source?.Place, create.Tenant),
        Command.PublishMessage publish => (publish.Source?.Place, publish.Tenant),
        Command.CorrelateMessage correlate => (correlate.Source?.Place, correlate.Tenant),
        Command.KeepInbound keep => (keep.Place, keep.Tenant),
        Command.MovePlace move => (move.Place, move.Tenant),
        _ => default,
    };
}
