using Fairlead.Feel.Nodes;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Binding;

/// <summary>Runs parts whose operands are constants, once. What warns or fails stays, so that each evaluation tells it.</summary>
internal sealed class ConstantFolder(FeelOptions options)
{
    /// <summary>Larger work is left to the evaluation, whose limits are its caller's.</summary>
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 10_000, ListItemsAtMost = 1_000 };

    private EvaluationState? _state;

    public Node Fold(Node node, SyntaxNode syntax)
    {
        if (node is Negation && syntax is not SyntaxNode.Constant)
            return node;
        _state ??= new EvaluationState(slots: 0, globals: 0, text: "", options);
        _state.Begin(FeelContext.Empty, Limits);
        try
        {
            var value = node.Evaluate(_state);
            return _state.WarningCount == 0 ? new Constant(value) : node;
        }
        catch (EvaluationProblem)
        {
            return node;
        }
        finally
        {
            _state.End();
        }
    }
}
