using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Reading;

/// <summary>The names that an expression of the file finds around it, with their types. Immutable.</summary>
internal sealed class Names
{
    private readonly Names? _outer;
    private readonly IReadOnlyList<(string Name, ItemType Type)> _names;
    private readonly FeelOptions _bare;

    private Names(Names? outer, IReadOnlyList<(string Name, ItemType Type)> names, FeelOptions bare)
    {
        _outer = outer;
        _names = names;
        _bare = bare;
    }

    /// <summary>How expressions with these names around them are read. As Camunda has it, names do not matter for that.</summary>
    public FeelOptions Options => field ??= _bare.Dialect == FeelDialect.Camunda ? _bare : _bare with { Names = All() };

    /// <param name="options">How expressions without names around them are read.</param>
    public static Names None(FeelOptions options) => new(null, [], options);

    public Names With(IReadOnlyList<(string Name, ItemType Type)> names) => names.Count == 0 ? this : new Names(this, names, _bare);

    public Names With(string name, ItemType? type) => With([(name, type ?? ItemType.Any)]);

    /// <summary>The type of what a name or a path stands for; null when the text is something else or nothing is known.</summary>
    public ItemType? TypeOfPath(string text)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (Along(scope._names, text) is { } type)
                return type;
        }
        return null;
    }

    private static ItemType? Along(IReadOnlyList<(string Name, ItemType Type)> names, string path)
    {
        foreach (var (name, type) in names)
        {
            if (path == name)
                return type;
            if (path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal))
                return Along(type.AllComponents, path[(name.Length + 1)..]);
        }
        return null;
    }

    // Of names that occur several times, the innermost.
    private FeelNames All()
    {
        var all = new Dictionary<string, ItemType>(StringComparer.Ordinal);
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            foreach (var (name, type) in scope._names)
                all.TryAdd(name, type);
        }
        return FeelNames.Of([.. all.Select(pair => (pair.Key, FeelTypes.Of(pair.Value)))]);
    }
}
