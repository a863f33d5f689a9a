using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Analysis;

/// <summary>Evaluates parts of an expression that depend on nothing.</summary>
internal static class Constants
{
    private static readonly FeelEvaluation Limits = new()
    {
        StepsAtMost = 10_000,
        ListItemsAtMost = 1_000,
        TimeAtMost = Timeout.InfiniteTimeSpan,
    };

    /// <summary>False when the part needs a variable, the time or chance, or fails.</summary>
    public static bool TryEvaluate(SyntaxNode node, string text, FeelOptions options, out FeelResult result)
    {
        result = new FeelResult(FeelValue.Null, null, []);
        if (!IsClosed(node))
            return false;
        // Read by itself: what lies between brackets or commas means the same there.
        var part = FeelExpression.Parse(text[node.Start..node.End], options);
        if (!part.IsValid || part.VariableReferences.Count > 0)
            return false;
        result = part.Evaluate(FeelContext.Empty, Limits);
        return result.Failure is null;
    }

    /// <summary>Nothing in it comes from outside the expression or changes from one evaluation to the next.</summary>
    public static bool IsClosed(SyntaxNode root)
    {
        var walk = new OpenParts();
        walk.Walk(root);
        return !walk.Any;
    }

    public static bool IsOpen(SyntaxNode node) => node switch
    {
        SyntaxNode.Input => true,
        SyntaxNode.Call { Target: null, Known: null } => true,
        SyntaxNode.Call { Known: { } known } => known.Signatures.Any(signature => !signature.IsPure),
        _ => false,
    };

    private sealed class OpenParts : ScopedWalk
    {
        public bool Any { get; private set; }

        protected override bool Enter(SyntaxNode node)
        {
            Any |= IsOpen(node) || (node is SyntaxNode.Variable variable && !IsOwn(variable.Text));
            return !Any;
        }
    }
}
