using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Modifying;

/// <summary>Ends an instance early: its creator wanted no more of it than up to some elements.</summary>
internal static class PlannedEnd
{
    /// <param name="ended">It has just completed or was terminated.</param>
    /// <returns>Whether the instance ends with it, so that nothing follows.</returns>
    public static bool Comes(Execution x, ElementInstance ended, Node node)
    {
        // The runs of a multi-instance activity have its id, too; it is done when the body is.
        if (node.Scope is LoopNode) return false;
        var root = x.State.Element(ended.Instance.Root)!;
        if (root.Phase is ElementPhase.Terminating || !root.Root!.EndsAfter.Contains(ended.ElementId)) return false;
        Termination.Terminate(x, root, x.NodeOf(root));
        return true;
    }
}
