using System.Globalization;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tracing;

/// <summary>Finds the nulls in what an expression writes out. Values that it only passes on are not looked into.</summary>
internal static class WrittenNulls
{
    private const int NullsAtMost = 100;

    public static IReadOnlyList<FeelNull> Of(FeelTraceEntry root)
    {
        var found = new List<FeelNull>();
        Find(root, "", found);
        return found;
    }

    private static void Find(FeelTraceEntry entry, string path, List<FeelNull> found)
    {
        if (found.Count >= NullsAtMost)
            return;
        if (!entry.IsComplete || entry.Value.IsNull)
        {
            if (entry.Cause is { } cause)
                found.Add(new FeelNull(path, cause));
            return;
        }
        switch (entry.Syntax)
        {
            case SyntaxNode.Context context:
                for (var i = 0; i < context.Keys.Length; i++)
                {
                    // Of a key that stands twice the last entry counts.
                    if (Array.LastIndexOf(context.Keys, context.Keys[i]) == i && Part(entry, context.Values[i]) is { } value)
                        Find(value, path.Length > 0 ? $"{path}.{context.Keys[i]}" : context.Keys[i], found);
                }
                break;
            case SyntaxNode.List list:
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (Part(entry, list.Items[i]) is { } item)
                        Find(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i + 1}]"), found);
                }
                break;
            case SyntaxNode.If choice when (Part(entry, choice.Then) ?? Part(entry, choice.Otherwise)) is { } branch:
                Find(branch, path, found);
                break;
        }
    }

    private static FeelTraceEntry? Part(FeelTraceEntry entry, SyntaxNode syntax) =>
        entry.Parts.FirstOrDefault(part => ReferenceEquals(part.Syntax, syntax));
}
