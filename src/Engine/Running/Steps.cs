using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Does a step if it is still to be done: since it was planned the element may have ended or got into trouble.</summary>
internal static class Steps
{
    public static void Do(Execution x, Step step)
    {
        if (x.State.Element(step.Element) is not { } element) return;
        switch (step.Kind)
        {
            case WorkKind.Activate when element is { Phase: ElementPhase.Activating, Incident: null } && IsScopeActive(x, element):
                Activation.Activate(x, element, step.Node);
                break;
            case WorkKind.Complete when IsReadyToComplete(element) && element.Incident is null:
                Completion.Complete(x, element, step.Node, []);
                break;
            case WorkKind.Spread when element is { Phase: ElementPhase.Activated, Incident: null } && IsScopeActive(x, element):
                MultiInstance.Spread(x, element, (LoopNode)step.Node);
                break;
            case WorkKind.AskWorker when element is { Phase: ElementPhase.Activated, Incident: null, Job: null, Interruption: null }:
                AdHocJob.Ask(x, element, (AdHocNode)step.Node);
                break;
            case WorkKind.Compensate when element is { Phase: ElementPhase.Activated, Incident: null } && IsScopeActive(x, element):
                Compensations.GoOn(x, element, (ThrowingNode)step.Node);
                break;
            case WorkKind.TaskListeners when element.Incident is null:
                UserTasks.GoOn(x, element, (UserTaskNode)step.Node);
                break;
            case WorkKind.Terminate:
                Termination.Terminate(x, element, step.Node);
                break;
        }
    }

    /// <summary>Nothing new begins in a scope that is ending.</summary>
    public static bool IsScopeActive(Execution x, ElementInstance element) =>
        element.Scope is not { } scope || x.State.Element(scope) is { IsOpen: true };

    private static bool IsReadyToComplete(ElementInstance element) => element.ActiveChildren == 0 && element.Phase switch
    {
        ElementPhase.Activated => element.Tokens.IsEmpty,
        ElementPhase.Completing => true,
        ElementPhase.Activating or ElementPhase.Terminating => false,
    };
}
