using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>Elements that are done as soon as they begin: start, boundary and none events, manual tasks, parallel gateways.</summary>
internal static class PassThrough
{
    public static Problem? Activate(Execution x, ElementInstance element, Node node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Completion.Complete(x, entry.Current(x), node, []);
        return null;
    }
}
