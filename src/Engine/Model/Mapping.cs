namespace Fairlead.Engine.Model;

/// <summary>
/// One entry of the context that the mappings of an element make together: <c>a</c> from its source, or the object <c>a</c> from the
/// mappings to <c>a.b</c> and <c>a.c</c>.
/// </summary>
/// <param name="Path">With the names around it, for messages.</param>
/// <param name="Source">Null for an object of entries.</param>
internal sealed record Mapping(string Name, string Path, ModelText? Source, Mapping[] Entries)
{
    /// <summary>Groups mappings by the objects that they build. An object stands where its first mapping stood.</summary>
    public static Mapping[] Group(IReadOnlyList<(string[] Target, ModelText Source)> mappings) => Group(mappings, depth: 0);

    private static Mapping[] Group(IReadOnlyList<(string[] Target, ModelText Source)> mappings, int depth)
    {
        var entries = new List<Mapping>();
        foreach (var (target, source) in mappings)
        {
            var name = target[depth];
            var path = string.Join('.', target.AsSpan(0, depth + 1).ToArray());
            var place = entries.FindIndex(entry => entry.Name == name);
            var entry = target.Length == depth + 1
                ? new Mapping(name, path, source, [])
                : new Mapping(name, path, null, Group([.. mappings.Where(other => IsUnder(other.Target, target, depth))], depth + 1));
            if (place < 0) entries.Add(entry);
            else entries[place] = entry;
        }

        return [.. entries];
    }

    private static bool IsUnder(string[] target, string[] other, int depth) =>
        target.Length > depth + 1 && target.AsSpan(0, depth + 1).SequenceEqual(other.AsSpan(0, depth + 1));
}
