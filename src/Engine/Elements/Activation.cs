using System.Diagnostics;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>
/// Begins the work of an element. Every kind first finds out all that it needs, and changes something only when nothing was wrong:
/// what failed can then be done again as if for the first time.
/// </summary>
internal static class Activation
{
    public static void Activate(Execution x, ElementInstance element, Node node)
    {
        if (node.StartListeners.Length > 0 && !ExecutionListeners.AreDoneAtStart(x, element, node)) return;
        var problem = node switch
        {
            JobNode job => JobTask.Activate(x, element, job),
            UserTaskNode task => UserTaskElement.Activate(x, element, task),
            ReceiveNode receive => Waiting.Activate(x, element, receive, receive.Trigger),
            EventGatewayNode gateway => Waiting.Activate(x, element, gateway, trigger: null),
            CatchNode { FollowsEventGateway: true } => PassThrough.Activate(x, element, node),
            CatchNode caught => Waiting.Activate(x, element, caught, caught.Trigger),
            ScriptNode script => ScriptTask.Activate(x, element, script),
            DecisionNode decision => DecisionTask.Activate(x, element, decision),
            LoopNode loop => MultiInstance.Activate(x, element, loop),
            ProcessNode => Instances.Activate(x, element),
            AdHocNode adHoc => AdHocSubProcess.Activate(x, element, adHoc),
            CallNode call => CallActivity.Activate(x, element, call),
            SubProcessNode sub => SubProcess.Activate(x, element, sub, sub.NoneStart!, []),
            EventSubProcessNode sub => SubProcess.Activate(x, element, sub, sub.Start, CatchEvents.Read(element.Triggers[0].Variables)),
            InclusiveGatewayNode gateway => InclusiveGateway.Activate(x, element, gateway),
            ExclusiveGatewayNode gateway => ExclusiveGateway.Activate(x, element, gateway),
            ThrowingNode thrower => Throwing.Activate(x, element, thrower),
            StartNode or BoundaryNode or LinkNode or PassThroughNode or ParallelGatewayNode => PassThrough.Activate(x, element, node),
            _ => throw new UnreachableException($"No element {node}."),
        };
        if (problem is not null) Incidents.Raise(x, element, problem);
    }
}
