using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>A scope of its own that begins with its start event.</summary>
internal static class SubProcess
{
    /// <param name="variables">Of the event that started it: they lie in the start event, whose output mappings decide about them.</param>
    public static Problem? Activate(
        Execution x, ElementInstance element, ScopeNode node, StartNode start, IReadOnlyList<NamedValue> variables)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Tokens.Enter(x, element.Instance, element.Key, start, [], variables);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }
}
