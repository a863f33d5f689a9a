using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Lets tokens go on that wait at inclusive gateways, as soon as no other can join them.</summary>
internal static class InclusiveJoins
{
    /// <summary>To be asked whenever something in the scope has ended or gone on.</summary>
    public static void Check(Execution x, ElementKey scopeKey, ScopeNode node)
    {
        foreach (var join in node.InclusiveJoins)
        {
            if (x.State.Element(scopeKey) is not { IsOpen: true, Tokens.IsEmpty: false } scope) return;
            var taken = join.Incoming.Where(flow => scope.Tokens.Contains(flow.Id)).Select(flow => flow.Id).ToArray();
            if (taken.Length == 0 || (taken.Length < join.Incoming.Length && CanCome(x, scope, node, join))) continue;
            Tokens.Enter(x, scope.Instance, scopeKey, join, taken, []);
        }
    }

    /// <summary>Whether a token could still come along a flow that none came along yet.</summary>
    private static bool CanCome(Execution x, ElementInstance scope, ScopeNode node, InclusiveGatewayNode join)
    {
        var places = new HashSet<string>();
        foreach (var child in x.State.Children(scope.Key)) places.Add(x.State.Element(child)!.ElementId);
        foreach (var token in scope.Tokens)
        {
            // A token waits at a join; those that wait at this one are where they want to be.
            var target = node.FlowsToJoins[token];
            if (target != join) places.Add(target.Id);
        }

        for (var i = 0; i < join.Incoming.Length; i++)
            if (!scope.Tokens.Contains(join.Incoming[i].Id) && join.Reach[i].Overlaps(places)) return true;
        return false;
    }
}
