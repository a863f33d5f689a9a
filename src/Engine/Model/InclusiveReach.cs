namespace Fairlead.Engine.Model;

/// <summary>Finds from where a token can come to a flow that an inclusive gateway waits for: along flows, boundary events and links.</summary>
internal static class InclusiveReach
{
    /// <summary>A path through the gateway itself does not count: its token is the one that waits.</summary>
    public static HashSet<string> Of(InclusiveGatewayNode gateway, Flow flow, IEnumerable<Node> all)
    {
        var links = all.OfType<ThrowNode>().Where(node => node.Target is not null).ToLookup(node => node.Target!.Id);
        var found = new HashSet<string>();
        var left = new Stack<Node>([flow.Source]);
        while (left.TryPop(out var node))
        {
            if (!found.Add(node.Id) || node == gateway) continue;
            foreach (var incoming in node.Incoming) left.Push(incoming.Source);
            if (node is BoundaryNode boundary) left.Push(boundary.AttachedTo);
            foreach (var link in links[node.Id]) left.Push(link);
        }

        return found;
    }
}
