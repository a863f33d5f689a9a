using Fairlead.Feel.Syntax;

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

    internal NameTrie Trie => field ??= NameTrie.Of(_types);

    /// <summary>The names of all entries that the types have anywhere.</summary>
    internal NameTrie Fields => field ??= AllFields();

    /// <summary>These names; of several types for one name the last one counts.</summary>
    /// <param name="names">
    /// <see cref="FeelType.Any"/> where the type is not known: entries with spaces in their names are then found only when
    /// something else in scope has an entry of that name.
    /// </param>
    public static FeelNames Of(params ReadOnlySpan<(string Name, FeelType Type)> names)
    {
        var types = new Dictionary<string, FeelType>(names.Length, StringComparer.Ordinal);
        foreach (var (name, type) in names)
            types[name] = type;
        return new FeelNames(types);
    }

    private NameTrie AllFields()
    {
        var trie = new NameTrie();
        var seen = new HashSet<FeelType>();
        var waiting = new Stack<FeelType>(_types.Values);
        while (waiting.TryPop(out var type))
        {
            if (!seen.Add(type))
                continue;
            if (type.Item is { } item)
                waiting.Push(item);
            foreach (var name in type.FieldNames)
            {
                trie.Add(name, null);
                waiting.Push(type.Field(name)!);
            }
        }
        return trie;
    }
}
