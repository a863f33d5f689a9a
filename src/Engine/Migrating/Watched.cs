using Fairlead.Engine.Model;

namespace Fairlead.Engine.Migrating;

/// <summary>The events that lie on an element, or in it, or behind it, and that it waits for besides its own work.</summary>
internal static class Watched
{
    public static IEnumerable<Node> Of(Node node)
    {
        if (node is ScopeNode scope)
            foreach (var sub in scope.EventSubProcesses) yield return sub.Start;
        if (node is ActivityNode activity)
            foreach (var boundary in activity.Boundaries) yield return boundary;
        if (node is EventGatewayNode)
            foreach (var flow in node.Outgoing) yield return flow.Target;
    }

    /// <summary>Null for what waits for nothing.</summary>
    public static CatchTrigger? TriggerOf(Node node) => node switch
    {
        StartNode start => start.Trigger,
        BoundaryNode boundary => boundary.Trigger,
        CatchNode caught => caught.Trigger,
        ReceiveNode receive => receive.Trigger,
        _ => null,
    };

    public static bool IsInterrupting(Node node) => node switch
    {
        StartNode start => start.IsInterrupting,
        BoundaryNode boundary => boundary.IsInterrupting,
        _ => true,
    };
}
