using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Takes every flow whose condition is true, and the default flow only when there is none.</summary>
internal static class InclusiveGateway
{
    public static Problem? Activate(Execution x, ElementInstance element, InclusiveGatewayNode node)
    {
        var chosen = new List<Flow>();
        var variables = new VisibleVariables(x.State, element.Key);
        foreach (var flow in node.Outgoing)
        {
            if (flow == node.DefaultFlow) continue;
            if (Evaluations.Condition(x, flow, variables, out var isTrue) is { } problem) return problem;
            if (isTrue) chosen.Add(flow);
        }

        if (chosen.Count == 0 && node.DefaultFlow is { } otherwise) chosen.Add(otherwise);
        if (chosen.Count == 0 && node.Outgoing.Length > 0) return ExclusiveGateway.NoneIsTrue(node, variables);
        x.Emit(new Event.ElementActivated(element.Key, element.Instance));
        Completion.Complete(x, x.State.Element(element.Key)!, node, [], chosen.ToArray());
        return null;
    }
}
