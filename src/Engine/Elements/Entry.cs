using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>What all elements do first: input mappings, and what they or their boundary events wait for.</summary>
/// <param name="Variables">What the element sees, with the results of its input mappings.</param>
internal sealed record Entry(ElementInstance Element, VisibleVariables Variables, IReadOnlyList<Wait> Waits)
{
    /// <param name="own">What the element itself waits for, if it does.</param>
    /// <param name="entry">Valid when there is no problem.</param>
    /// <param name="given">What it has before its input mappings; they see it.</param>
    public static Problem? Prepare(
        Execution x, ElementInstance element, Node node, CatchTrigger? own, out Entry entry, IReadOnlyList<NamedValue>? given = null)
    {
        var variables = new VisibleVariables(x.State, element.Key);
        foreach (var (name, json) in given ?? []) variables.Assign(name, json);
        entry = new Entry(element, variables, []);
        // Where start listeners were asked, the input mappings came before them.
        if (element.Listening is null && Mappings.EvaluateInputs(x, node.Inputs, variables) is { } wrongInput) return wrongInput;
        if (CatchEvents.Prepare(x, element, node, own, variables, out var waits) is { } wrongWait) return wrongWait;
        if (waits.Count > 0) entry = entry with { Waits = waits };
        return null;
    }

    /// <summary>Writes down what was prepared. The element is not active yet: that is said by whoever completes its start.</summary>
    public void Commit(Execution x)
    {
        Scopes.SetLocal(x, Element, Variables.Assigned);
        CatchEvents.Open(x, Element, Waits);
    }

    public void Activated(Execution x) => x.Emit(new Event.ElementActivated(Element.Key, Element.Instance));

    /// <summary>The element as it is now.</summary>
    public ElementInstance Current(Execution x) => x.State.Element(Element.Key)!;
}
