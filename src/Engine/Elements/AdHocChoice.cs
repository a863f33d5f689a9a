using Fairlead.Engine.Commands;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Elements that a worker or a caller chose, found to be right.</summary>
internal sealed record AdHocChoice(AdHocNode Node, IReadOnlyList<(string ElementId, NamedValue[] Variables)> Elements)
{
    /// <param name="expectation">The beginning of a refusal, up to "but".</param>
    /// <param name="choice">Valid when nothing is refused.</param>
    public static Reply.Rejected? Read(
        string expectation, AdHocNode node, IReadOnlyList<JobResult.ActivatedElement> elements, out AdHocChoice choice)
    {
        var found = new List<(string, NamedValue[])>();
        choice = new(node, found);
        if (AdHocSubProcess.Explain(node, [.. elements.Select(element => element.ElementId)]) is { } wrong)
        {
            return elements.Count > AdHocSubProcess.ElementsAtMost
                ? Refusal.InvalidArgument($"{expectation} {wrong}.")
                : Refusal.NotFound($"{expectation} {wrong}.");
        }

        foreach (var (id, json) in elements)
        {
            if (!JsonValues.TryReadObject(json, out var variables, out var problem))
                return Refusal.InvalidArgument($"{expectation} the variables for '{id}' are no JSON object: {problem}.");
            found.Add((id, variables));
        }

        return null;
    }

    /// <param name="cancels">Whether what runs in the ad-hoc sub-process ends.</param>
    public void Begin(Execution x, ElementInstance adHoc, bool cancels)
    {
        var running = cancels ? x.State.Children(adHoc.Key).ToList() : [];
        foreach (var (id, variables) in Elements) AdHocSubProcess.Begin(x, adHoc, Node, id, variables);
        foreach (var child in running) x.Later(WorkKind.Terminate, child, x.NodeOf(x.State.Element(child)!));
    }
}
