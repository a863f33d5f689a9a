using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Analysis;

/// <summary>Finds what an expression reads from outside.</summary>
internal sealed class References : ScopedWalk
{
    private readonly List<FeelReference> _found = [];

    public static IReadOnlyList<FeelReference> Of(SyntaxNode root)
    {
        var references = new References();
        references.Walk(root);
        return references._found;
    }

    /// <summary>The path when the part is nothing but one; the first name need not come from outside.</summary>
    public static FeelReference? PathOf(SyntaxNode node)
    {
        var names = new Stack<string>();
        var part = node;
        while (part is SyntaxNode.Path path)
        {
            names.Push(path.Name);
            part = path.Source;
        }
        if (part is not SyntaxNode.Variable variable)
            return null;
        names.Push(variable.Text);
        return new FeelReference([.. names], node.Start, node.End - node.Start);
    }

    protected override bool Enter(SyntaxNode node)
    {
        if (node is not (SyntaxNode.Path or SyntaxNode.Variable) || PathOf(node) is not { } reference)
            return true;
        if (!IsOwn(reference.Path[0]))
            _found.Add(reference);
        return false;
    }
}
