using Fairlead.Feel.Nodes;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel.Binding;

/// <summary>Runs parts whose operands are constants, once. What warns or fails stays, so that each evaluation tells it.</summary>
/// <param name="isTraced">The parts shall be seen running: what would become a constant keeps its node and only counts as one.</param>
internal sealed class ConstantFolder(FeelOptions options, bool isTraced)
{
    /// <summary>Larger work is left to the evaluation, whose limits are its caller's.</summary>
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 10_000, ListItemsAtMost = 1_000 };

    private BoundExpression? _nothing;

    public static bool IsConstant(Node node) => TryGetValue(node, out _);

    public static bool TryGetValue(Node node, out FeelValue value)
    {
        switch (node)
        {
            case Constant constant:
                value = constant.Value;
                return true;
            case TracedConstant constant:
                value = constant.Value;
                return true;
            case TracedNode traced:
                return TryGetValue(traced.Inner, out value);
            default:
                value = default;
                return false;
        }
    }

    public Node Fold(Node node, SyntaxNode syntax)
    {
        if (node is Negation && syntax is not SyntaxNode.Constant)
            return node;
        _nothing ??= new BoundExpression(Constant.Nothing, SlotCount: 0, Globals: [], Text: "", options);
        var state = EvaluationState.Take();
        state.Begin(_nothing, FeelContext.Empty, Limits);
        try
        {
            var value = node.Evaluate(state);
            return state.WarningCount > 0 ? node : isTraced ? new TracedConstant(node, value) : new Constant(value);
        }
        catch (EvaluationProblem)
        {
            return node;
        }
        finally
        {
            state.End();
        }
    }
}
