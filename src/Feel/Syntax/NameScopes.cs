using System.Runtime.CompilerServices;

namespace Fairlead.Feel.Syntax;

/// <summary>
/// The names that hold where the parser is, in the dialect in which they decide what a text means: those from outside, and
/// those that contexts, loops, functions and filters around this place introduce.
/// </summary>
internal sealed class NameScopes(FeelNames outer)
{
    private readonly NameTrie _inner = new();
    private readonly List<string> _added = [];
    private readonly NameTrie _keys = new();
    private readonly ConditionalWeakTable<FeelType, NameTrie> _fields = [];
    private int _atomsRead;

    /// <summary>How many atoms of names were looked at: part of the work that reading takes.</summary>
    public int AtomsRead => _atomsRead;

    /// <summary>What is known about the values of parts that were read.</summary>
    public TypeInference Types { get; } = new();

    /// <summary>How many names were added: what <see cref="LeaveTo"/> wants to know.</summary>
    public int Count => _added.Count;

    public void Add(string name, FeelType? type)
    {
        if (_inner.Add(name, type))
            _added.Add(name);
    }

    /// <summary>A key of a context: a name for the entries behind it, and perhaps a property of what is not known well.</summary>
    public void AddKey(string key, FeelType? type)
    {
        Add(key, type);
        _keys.Add(key, null);
    }

    /// <summary>The item of a filter and its entries.</summary>
    public void AddItem(FeelType? source)
    {
        var item = ItemOf(source);
        if (item?.Kind == FeelTypeKind.Context)
        {
            foreach (var field in item.FieldNames)
                Add(field, item.Field(field));
        }
        Add("item", item);
    }

    public void LeaveTo(int count)
    {
        while (_added.Count > count)
        {
            _inner.Remove(_added[^1]);
            _added.RemoveAt(_added.Count - 1);
        }
    }

    /// <summary>The longest name in scope that the text has at that position; of equally long ones the innermost.</summary>
    public bool TryMatch(string text, int position, out NameMatch match)
    {
        var found = _inner.TryMatch(text, position, ref _atomsRead, out match);
        if (!outer.Trie.TryMatch(text, position, ref _atomsRead, out var other) || (found && other.End <= match.End))
            return found;
        match = other;
        return true;
    }

    /// <summary>The longest name of an entry of the source; when little is known about it, of an entry of anything.</summary>
    public bool TryMatchField(SyntaxNode source, string text, int position, out NameMatch match)
    {
        var type = Types.Of(source);
        while (type?.Kind == FeelTypeKind.List)
            type = type.Item;
        if (type?.Kind == FeelTypeKind.Context && type.FieldNames.Count > 0)
            return FieldsOf(type).TryMatch(text, position, ref _atomsRead, out match);
        match = default;
        if (type is not null and not { Kind: FeelTypeKind.Any or FeelTypeKind.Context })
            return false;
        var found = _keys.TryMatch(text, position, ref _atomsRead, out match);
        if (!outer.Fields.TryMatch(text, position, ref _atomsRead, out var other) || (found && other.End <= match.End))
            return found;
        match = other with { Type = null };
        return true;
    }

    /// <summary>What a variable that runs over the source holds.</summary>
    public static FeelType? ItemOf(FeelType? source) => source switch
    {
        null or { Kind: FeelTypeKind.Any } => null,
        { Kind: FeelTypeKind.List or FeelTypeKind.Range } => source.Item,
        _ => source,
    };

    private NameTrie FieldsOf(FeelType type) => _fields.GetValue(
        type, static type => NameTrie.Of(type.FieldNames.Select(name => KeyValuePair.Create(name, type.Field(name)!))));
}
