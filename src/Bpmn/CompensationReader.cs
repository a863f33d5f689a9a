using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads compensation events: what undoes an activity, and what asks for it.</summary>
internal sealed class CompensationReader(RootElements roots, Problems problems)
{
    public EventDefinition.Compensate Thrown(XElement element, XElement definition)
    {
        if (definition.Flag("waitForCompletion") is false)
        {
            Unsupported.Feature(
                element,
                "a compensation that nobody waits for",
                "remove waitForCompletion: the event goes on when everything is undone",
                problems);
        }

        return new EventDefinition.Compensate(definition.Filled("activityRef") is { } activity ? XmlNames.Local(activity) : null);
    }

    /// <returns>Null when it does not have one handler; that has been reported.</returns>
    public EventDefinition.Compensation? Boundary(XElement element)
    {
        var handlers = roots.AssociatedWith(element.Filled("id") ?? "").Distinct().ToList();
        if (handlers is [var handler])
            return new EventDefinition.Compensation(handler);

        problems.Add(
            handlers.Count == 0 ? BpmnCode.Missing : BpmnCode.Duplicate,
            element,
            handlers.Count == 0
                ? "leads to nothing: draw an association to the activity that undoes the work."
                : $"leads to {handlers.Count} activities: keep one association, a sub-process can hold several steps.");
        return null;
    }
}
