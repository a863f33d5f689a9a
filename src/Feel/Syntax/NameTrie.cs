namespace Fairlead.Feel.Syntax;

/// <summary>A name found in a text.</summary>
/// <param name="End">Behind its last character.</param>
/// <param name="Type">Null when nothing is known about its value.</param>
internal readonly record struct NameMatch(string Name, int End, FeelType? Type);

/// <summary>
/// Names by their atoms: words, and single symbols between them. However many blanks are between atoms, it is the same name.
/// Finding the longest name at a place looks at no more atoms than the longest name has, whatever the text is.
/// </summary>
/// <remarks>Source: DMN 1.5 §10.3.1.2, rules 25 to 30, and §10.3.1.4, where names are matched against those in scope.</remarks>
internal sealed class NameTrie
{
    /// <summary>A longer name is not found in a text; it can be quoted. Keeps the work linear.</summary>
    public const int AtomsAtMost = 32;

    private readonly Node _root = new();

    public static NameTrie Of(IEnumerable<KeyValuePair<string, FeelType>> names)
    {
        var trie = new NameTrie();
        foreach (var (name, type) in names)
            trie.Add(name, type);
        return trie;
    }

    /// <summary>Hides what the name meant before, until it is removed. False when it has too many atoms.</summary>
    public bool Add(string name, FeelType? type)
    {
        var node = _root;
        var position = 0;
        for (var atoms = 0; TryAtom(name, ref position, out var atom); atoms++)
        {
            if (atoms == AtomsAtMost)
                return false;
            node.Children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            var children = node.Children.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!children.TryGetValue(atom, out var child))
                node.Children[atom.ToString()] = child = new Node();
            node = child;
        }
        if (node == _root)
            return false;
        (node.Meanings ??= []).Add((name, type));
        return true;
    }

    public void Remove(string name)
    {
        var node = _root;
        var position = 0;
        while (TryAtom(name, ref position, out var atom))
            node = node.Children!.GetAlternateLookup<ReadOnlySpan<char>>()[atom];
        node.Meanings!.RemoveAt(node.Meanings.Count - 1);
    }

    /// <param name="atomsRead">Grows by the work that was done.</param>
    public bool TryMatch(string text, int position, ref int atomsRead, out NameMatch match)
    {
        match = default;
        var node = _root;
        for (; node.Children is not null && TryAtom(text, ref position, out var atom); atomsRead++)
        {
            if (!node.Children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(atom, out var child))
                break;
            node = child;
            if (node.Meanings is { Count: > 0 } meanings)
                match = new NameMatch(meanings[^1].Name, position, meanings[^1].Type);
        }
        return match.Name is not null;
    }

    private static bool TryAtom(string text, ref int position, out ReadOnlySpan<char> atom)
    {
        while (position < text.Length && Characters.IsBlank(text[position]))
            position++;
        var start = position;
        while (position < text.Length && Characters.IsNamePart(text[position]))
            position++;
        if (position == start && position < text.Length && !IsStructural(text[position]))
            position++;
        atom = text.AsSpan(start, position - start);
        return !atom.IsEmpty;
    }

    // The grammar allows . / - ' + * in names; what else people use does no harm, as long as it structures nothing.
    private static bool IsStructural(char c) =>
        c is '(' or ')' or '[' or ']' or '{' or '}' or ',' or ':' or '"' or '`' or '@' or '=' or '<' or '>' or '!' or '?';

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }

        /// <summary>Of the names that end here the one that holds is the last.</summary>
        public List<(string Name, FeelType? Type)>? Meanings { get; set; }
    }
}
