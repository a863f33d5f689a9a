using Fairlead.Feel.Json;
using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>Named values in the order in which they were first named. Immutable.</summary>
public sealed class FeelContext : IFeelVariables
{
    /// <summary>Entries asked for one by one before all are made.</summary>
    private const int LookUpsAtMost = 4;

    // Both are there when the context was read from JSON, of which it is the object at that position.
    private readonly JsonTape? _json;
    private readonly int _at;
    private FeelValue[]? _values;
    private int _lookUps;

    internal FeelContext(ContextShape shape, FeelValue[] values)
    {
        Shape = shape;
        _values = values;
        Extent = Extent.Of(values);
    }

    internal FeelContext(JsonTape json, int at)
    {
        _json = json;
        _at = at;
        Shape = json.ShapeOf(at).Keys;
        Extent = json.ExtentOf(at);
    }

    /// <summary>The context without entries.</summary>
    public static FeelContext Empty { get; } = new(ContextShape.Empty, []);

    /// <summary>How many entries there are.</summary>
    public int Count => Shape.Count;

    /// <summary>The entries in their order.</summary>
    public IEnumerable<KeyValuePair<string, FeelValue>> Entries
    {
        get
        {
            for (var i = 0; i < Count; i++)
                yield return KeyValuePair.Create(Shape.Keys[i], At(i));
        }
    }

    internal ContextShape Shape { get; }

    /// <summary>Beside the keys of the shape; never changed once the context is made.</summary>
    internal FeelValue[] Values => _values ??= _json!.EntriesOf(_at);

    internal Extent Extent { get; }

    /// <summary>A context of these entries; of several with one name the last one counts.</summary>
    public static FeelContext Of(params ReadOnlySpan<(string Name, FeelValue Value)> entries)
    {
        var builder = new ContextBuilder();
        foreach (var (name, value) in entries)
            builder.Set(name, value);
        return builder.Build();
    }

    /// <summary>All entries of all contexts; where a name comes twice, the later context wins.</summary>
    public static FeelContext Merge(params ReadOnlySpan<FeelContext> contexts)
    {
        var builder = new ContextBuilder();
        foreach (var context in contexts)
            builder.SetAll(context);
        return builder.Build();
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out FeelValue value)
    {
        var index = Shape.IndexOf(name);
        value = index < 0 ? FeelValue.Null : At(index);
        return index >= 0;
    }

    /// <summary>The value at a place of the shape. Of an object in JSON no other value is made for it, at first.</summary>
    internal FeelValue At(int place) => _values is { } values ? values[place] : LookUp(place);

    /// <summary>The JSON it was read from, when that is what would be written.</summary>
    internal bool TryGetJson(out ReadOnlySpan<byte> json)
    {
        var isKnown = _json is not null && _json.IsAsWritten(_at);
        json = isKnown ? _json!.BytesOf(_at) : default;
        return isKnown;
    }

    private FeelValue LookUp(int place) => ++_lookUps <= LookUpsAtMost && !_json!.ShapeOf(_at).HasRepeatedKey
        ? _json.EntryAt(_at, place)
        : Values[place];
}
