using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>
/// Runs the execution listeners of an element one after the other: those for its start after the input mappings, those for its end after
/// the output mappings. The element says whose turn it is, so that everything can be taken up again at any place.
/// </summary>
internal static class ExecutionListeners
{
    /// <returns>Whether the element may begin; if not, a job or an incident stands before that.</returns>
    public static bool AreDoneAtStart(Execution x, ElementInstance element, Node node)
    {
        if (element.Listening is not { Place: > 0 })
        {
            if (node is AdHocNode adHoc) Scopes.SetLocal(x, element, AdHocSubProcess.Given(adHoc));
            var variables = new VisibleVariables(x.State, element.Key);
            if (Mappings.EvaluateInputs(x, node.Inputs, variables) is { } problem)
            {
                Incidents.Raise(x, element, problem);
                return false;
            }

            Scopes.SetLocal(x, element, variables.Assigned);
            x.Emit(new Event.ListenerReached(element.Key, element.Instance, 1));
        }

        return AreDone(x, element.Key, node.StartListeners, JobListenerEvent.Start);
    }

    /// <summary>To be asked when the output mappings are done.</summary>
    /// <returns>Whether the element may end; if not, a job or an incident stands before that.</returns>
    public static bool AreDoneAtEnd(Execution x, ElementKey key, Node node)
    {
        var element = x.State.Element(key)!;
        if (element.Listening is null)
        {
            // It has done its work: nothing may happen to it any more.
            CatchEvents.Close(x, element);
            x.Emit(new Event.ListenerReached(key, element.Instance, 1));
        }

        return AreDone(x, key, node.EndListeners, JobListenerEvent.End);
    }

    /// <summary>
    /// The worker of a listener has done its job. The variables of a start listener are the element's own, those of an end listener the scope's
    /// around it.
    /// </summary>
    public static void Complete(Execution x, Job job, ElementInstance element, NamedValue[] variables)
    {
        var atStart = job.ListenerEvent is JobListenerEvent.Start;
        x.Emit(new Event.JobCompleted(job.Key));
        // Not outward from there, as results go, but into that very scope. Zeebe does so too.
        Scopes.SetLocal(x, x.State.Element(atStart ? element.Key : element.Scope ?? element.Key)!, variables);
        x.Emit(new Event.ListenerReached(element.Key, element.Instance, element.Listening!.Place + 1));
        x.Later(atStart ? WorkKind.Activate : WorkKind.Complete, element.Key, x.NodeOf(element));
    }

    private static bool AreDone(Execution x, ElementKey key, Listener[] listeners, JobListenerEvent listenerEvent)
    {
        var element = x.State.Element(key)!;
        var place = element.Listening!.Place;
        if (place > listeners.Length) return true;
        // The one whose turn it is works, or its element is going to be ended.
        if (element.Job is not null || !Steps.IsScopeActive(x, element)) return false;
        if (ListenerJobs.Create(x, element, listeners[place - 1], JobKind.ExecutionListener, listenerEvent) is { } problem)
            Incidents.Raise(x, element, problem);
        return false;
    }
}
