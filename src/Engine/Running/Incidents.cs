namespace Fairlead.Engine.Running;

/// <summary>Raises incidents.</summary>
internal static class Incidents
{
    /// <summary>The element stays as it is until the incident is resolved.</summary>
    public static void Raise(Execution x, ElementInstance element, Problem problem, JobKey? job = null)
    {
        var root = x.State.Element(element.Instance.Root)!;
        x.Emit(new Event.IncidentCreated(
            new(x.NewKey()),
            element.Instance,
            element.Key,
            job,
            element.Definition,
            root.ElementId,
            element.ElementId,
            problem.ErrorType,
            problem.Message));
    }
}
