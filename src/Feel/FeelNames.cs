namespace Fairlead.Feel;

/// <summary>The names that an expression finds around it, with the types of their values as far as they are known. Immutable.</summary>
public sealed class FeelNames
{
    private readonly Dictionary<string, FeelType> _types;

    private FeelNames(Dictionary<string, FeelType> types) => _types = types;

    /// <summary>No names.</summary>
    public static FeelNames None { get; } = new([]);

    /// <summary>The names with their types.</summary>
    public IReadOnlyDictionary<string, FeelType> Types => _types;

    /// <summary>These names; of several types for one name the last one counts.</summary>
    /// <param name="names">
    /// <see cref="FeelType.Any"/> where the type is not known: names of entries with spaces are then not understood.
    /// </param>
    public static FeelNames Of(params ReadOnlySpan<(string Name, FeelType Type)> names)
    {
        var types = new Dictionary<string, FeelType>(names.Length, StringComparer.Ordinal);
        foreach (var (name, type) in names)
            types[name] = type;
        return new FeelNames(types);
    }
}
