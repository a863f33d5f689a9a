using Fairlead.Engine;

namespace Fairlead.Testing.Processes;

/// <summary>The visits of elements that have begun and not ended, oldest first. A cluster that keeps files asks its search store instead.</summary>
internal sealed class ActiveElements
{
    private readonly SortedSet<long> _keys = [];

    public IReadOnlyList<ElementKey> Keys => [.. _keys.Select(key => new ElementKey(key))];

    public void Note(IReadOnlyList<Event> events)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case Event.ElementActivating e: _keys.Add(e.Key.Value); break;
                case Event.ElementCompleted e: _keys.Remove(e.Key.Value); break;
                case Event.ElementTerminated e: _keys.Remove(e.Key.Value); break;
                case Event.ElementDiscarded e: _keys.Remove(e.Key.Value); break;
            }
        }
    }
}
