using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tracing;

/// <summary>
/// Around a node when an evaluation shall be explained. The binder makes such a tree beside the plain one and only when it is asked for,
/// so that all other evaluations pay nothing.
/// </summary>
internal sealed class TracedNode(Node inner, SyntaxNode syntax, string source) : Node
{
    public Node Inner { get; } = inner;

    public SyntaxNode Syntax { get; } = syntax;

    public string Source { get; } = source;

    /// <summary>Literals explain themselves, except for those that are the reason of a null.</summary>
    public static bool IsWorthIt(SyntaxNode syntax) => syntax is not SyntaxNode.Constant { Value.IsNull: false };

    public override FeelValue Evaluate(EvaluationState state)
    {
        var tracer = state.Tracer;
        if (tracer is null)
            return Inner.Evaluate(state);
        tracer.Enter(this);
        var value = Inner.Evaluate(state);
        tracer.Leave(value);
        return value;
    }
}
