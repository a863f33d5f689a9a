namespace Fairlead.Feel.Binding;

/// <summary>Names that a part of an expression introduces, inside those around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    public Scope? Outer { get; } = outer;

    /// <summary>The slot of the item when this is the inside of a filter, whose names depend on the item; otherwise -1.</summary>
    public int FilterSlot { get; init; } = -1;

    /// <summary>Something inside asked for one of these names.</summary>
    public bool WasUsed { get; private set; }

    public void Define(string name, int slot) => _slots[name] = slot;

    public bool TryFind(string name, out int slot)
    {
        var found = _slots.TryGetValue(name, out slot);
        WasUsed |= found;
        return found;
    }
}
