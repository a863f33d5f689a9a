using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>Named values in the order in which they were first named. Immutable.</summary>
public sealed class FeelContext : IFeelVariables
{
    internal FeelContext(ContextShape shape, FeelValue[] values)
    {
        Shape = shape;
        Values = values;
        Extent = Extent.Of(values);
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
                yield return KeyValuePair.Create(Shape.Keys[i], Values[i]);
        }
    }

    internal ContextShape Shape { get; }

    /// <summary>Beside the keys of the shape; never changed once the context is made.</summary>
    internal FeelValue[] Values { get; }

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
        value = index < 0 ? FeelValue.Null : Values[index];
        return index >= 0;
    }
}
