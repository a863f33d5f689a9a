using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Binding;

/// <summary>Finds the texts written out in an expression, with the keys they lie under.</summary>
internal static class StringLiterals
{
    public static IReadOnlyList<FeelStringLiteral> Of(SyntaxNode root)
    {
        var found = new List<FeelStringLiteral>();
        Visit(root, [], atEntry: true, found);
        return found;
    }

    // Keys count only as long as nothing but contexts lies between the root and the text.
    private static void Visit(SyntaxNode node, IReadOnlyList<string> path, bool atEntry, List<FeelStringLiteral> found)
    {
        if (node is SyntaxNode.Context context)
        {
            for (var i = 0; i < context.Keys.Length; i++)
                Visit(context.Values[i], atEntry ? [.. path, context.Keys[i]] : path, atEntry, found);
            return;
        }
        if (node is SyntaxNode.Constant constant && constant.Value.TryGetString(out var text))
            found.Add(new FeelStringLiteral(path, text));
        foreach (var child in SyntaxTree.Children(node))
            Visit(child, path, atEntry: false, found);
    }
}
