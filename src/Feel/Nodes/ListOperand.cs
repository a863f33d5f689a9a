using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>What stands where a list is expected and is none.</summary>
internal static class ListOperand
{
    /// <summary>A list of the value alone in the dialect that converts; otherwise nothing, with a warning.</summary>
    public static FeelList? Of(EvaluationState state, Node at, FeelValue value)
    {
        if (state.Rules.ConvertsImplicitly && !value.IsNull)
            return FeelList.Of(value);
        state.Expected(at, "list", value);
        return null;
    }
}
