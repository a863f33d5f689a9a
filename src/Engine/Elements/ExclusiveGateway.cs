using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Takes the first flow in document order whose condition is true; every token that arrives passes by itself.</summary>
internal static class ExclusiveGateway
{
    private const int FlowsShownAtMost = 6;

    /// <summary>Of all conditions together.</summary>
    private const int CharactersAtMost = 4_000;

    public static Problem? Activate(Execution x, ElementInstance element, ExclusiveGatewayNode node)
    {
        if (Choose(x, element, node, out var chosen) is { } problem) return problem;
        x.Emit(new Event.ElementActivated(element.Key, element.Instance));
        Completion.Complete(
            x, x.State.Element(element.Key)!, node, [], chosen is null ? [] : new ReadOnlySpan<Flow>(in chosen));
        return null;
    }

    /// <param name="chosen">Null when no flow leaves the gateway.</param>
    private static Problem? Choose(Execution x, ElementInstance element, ExclusiveGatewayNode node, out Flow? chosen)
    {
        chosen = null;
        var variables = new VisibleVariables(x.State, element.Key);
        foreach (var flow in node.Outgoing)
        {
            if (flow == node.DefaultFlow) continue;
            if (Evaluations.Condition(x, flow, variables, out var isTrue) is { } problem) return problem;
            if (!isTrue) continue;
            chosen = flow;
            return null;
        }

        chosen = node.DefaultFlow;
        return chosen is not null || node.Outgoing.Length == 0
            ? null
            : NoneIsTrue(node, variables);
    }

    /// <summary>With each condition and what it read: who has to correct a variable need not look for it.</summary>
    public static Problem NoneIsTrue(Node gateway, VisibleVariables variables) => Problem.Condition(
        $"No condition of the flows that leave '{gateway.Id}' is true, and it has no default flow. "
        + "Correct the variables and resolve the incident, or give the gateway a default flow."
        + Evaluations.Shorten(
            string.Concat(gateway.Outgoing.Take(FlowsShownAtMost).Select(flow => $" {FalseCondition(flow, variables)}")), CharactersAtMost));

    private static string FalseCondition(Flow flow, VisibleVariables variables)
    {
        var expression = flow.Condition!.Expression!;
        var read = Evaluations.ValuesRead(expression, variables);
        return $"The condition '={Evaluations.Shorten(expression.Text)}' of flow '{flow.Id}' is false{(read.Length > 0 ? $", where {read}" : "")}.";
    }
}
