using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>An embedded sub-process: a scope of its own that begins with its start event.</summary>
internal static class SubProcess
{
    public static Problem? Activate(Execution x, ElementInstance element, SubProcessNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Tokens.Enter(x, element.Instance, element.Key, node.NoneStart!, [], []);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }
}
