namespace Fairlead.Feel.Binding;

/// <summary>Names that a part of an expression introduces, inside those around it. Each has a slot of its own, or all have one.</summary>
internal sealed class Scope(Scope? outer, int firstSlot, bool oneSlot = false)
{
    private NameTable _names;

    public Scope? Outer { get; } = outer;

    /// <summary>The slot of the item when this is the inside of a filter, whose names depend on the item; otherwise -1.</summary>
    public int FilterSlot { get; private init; } = -1;

    /// <summary>Something inside asked for one of these names.</summary>
    public bool WasUsed { get; private set; }

    public static Scope OfFilter(Scope? outer, int itemSlot) => new(outer, itemSlot) { FilterSlot = itemSlot };

    /// <summary>The place of the name among those of this scope.</summary>
    public int Define(string name) => _names.Add(name);

    /// <summary>False when the name was there already.</summary>
    public bool TryDefine(string name, out int place)
    {
        var count = _names.Count;
        place = _names.Add(name);
        return _names.Count > count;
    }

    public string[] Names() => _names.ToArray();

    public bool TryFind(string name, out int slot)
    {
        var place = _names.Find(name);
        WasUsed |= place >= 0;
        slot = oneSlot ? firstSlot : firstSlot + place;
        return place >= 0;
    }
}
