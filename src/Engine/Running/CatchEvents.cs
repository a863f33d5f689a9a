using System.Diagnostics;

using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Time;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Opens and closes what an element waits for, and does what follows when it happens.</summary>
internal static class CatchEvents
{
    /// <summary>Finds out everything about what the element will wait for, and changes nothing yet.</summary>
    /// <param name="own">What the element itself waits for; null when it does something else.</param>
    public static Problem? Prepare(
        Execution x, ElementInstance element, Node node, CatchTrigger? own, VisibleVariables variables, out IReadOnlyList<Wait> waits)
    {
        waits = [];
        var activity = node is ActivityNode { HasWaitingBoundaries: true } attached ? attached : null;
        var scope = node is ScopeNode { HasWaitingEventSubProcesses: true } watched ? watched : null;
        var gateway = node as EventGatewayNode;
        if (own is null && activity is null && scope is null && gateway is null) return null;

        var found = new List<Wait>();
        waits = found;
        if (own is not null && Prepare(x, node, own, isInterrupting: true, variables, variables, found) is { } problem) return problem;
        if (gateway is not null && PrepareAfter(x, gateway, variables, found) is { } noEvent) return noEvent;
        if (scope is not null && PrepareEventSubProcesses(x, scope, variables, found) is { } noStart) return noStart;
        if (activity is null) return null;

        // The correlation key of a boundary event belongs to the scope around: the variables of the activity are not in sight.
        var around = new VisibleVariables(x.State, element.Scope!.Value);
        foreach (var boundary in activity.Boundaries)
            if (Prepare(x, boundary, boundary.Trigger, boundary.IsInterrupting, variables, around, found) is { } wrong)
                return wrong with { Message = $"The boundary event '{boundary.Id}' cannot wait. {wrong.Message}" };
        return null;
    }

    /// <summary>Their expressions see what the scope sees that they lie in.</summary>
    public static Problem? PrepareEventSubProcesses(Execution x, ScopeNode scope, VisibleVariables variables, List<Wait> waits)
    {
        foreach (var sub in scope.EventSubProcesses)
        {
            var start = sub.Start;
            if (Prepare(x, start, start.Trigger!, start.IsInterrupting, variables, variables, waits) is { } wrong)
                return wrong with { Message = $"The start event '{start.Id}' of event sub-process '{sub.Id}' cannot wait. {wrong.Message}" };
        }

        return null;
    }

    public static void Open(Execution x, ElementInstance element, IReadOnlyList<Wait> waits)
    {
        // Conditions are asked in this order: those at the boundary come before those within.
        foreach (var wait in waits.Where(wait => wait is { IsCondition: true, Catch: BoundaryNode })) Conditions.Open(x, element, wait);
        foreach (var wait in waits)
        {
            if (wait is { IsCondition: true, Catch: BoundaryNode }) continue;
            if (wait.Timer is { } timer)
            {
                if (timer.RepetitionsLeft is 0) continue;
                x.Emit(new Event.TimerScheduled(
                    new(x.NewKey()),
                    element.Key,
                    element.Instance,
                    element.Definition,
                    wait.Catch.Id,
                    timer.Due,
                    timer.RepetitionsLeft,
                    timer.Interval));
            }
            else if (wait.IsCondition)
            {
                Conditions.Open(x, element, wait);
            }
            else if (wait.IsSignal)
            {
                x.Emit(new Event.SignalSubscriptionOpened(
                    new(x.NewKey()), element.Key, element.Instance, element.Definition, wait.Catch.Id, wait.Name));
            }
            else
            {
                x.Emit(new Event.SubscriptionOpened(
                    new(x.NewKey()),
                    element.Key,
                    element.Instance,
                    x.State.Element(element.Instance.Root)!.ElementId,
                    wait.Catch.Id,
                    wait.Name,
                    wait.CorrelationKey,
                    wait.IsInterrupting));
            }
        }
    }

    public static void Close(Execution x, ElementInstance element)
    {
        foreach (var timer in element.Timers) x.Emit(new Event.TimerCanceled(timer));
        foreach (var subscription in element.Subscriptions) x.Emit(new Event.SubscriptionClosed(subscription));
        foreach (var signal in element.Signals) x.Emit(new Event.SignalSubscriptionClosed(signal));
        foreach (var condition in element.Conditions) x.Emit(new Event.ConditionClosed(condition));
    }

    /// <summary>Closes what the event sub-processes of the scope wait for, and not its boundary events.</summary>
    public static void CloseEventSubProcesses(Execution x, ElementInstance scope)
    {
        var process = x.Process(scope.Definition);
        foreach (var timer in scope.Timers)
            if (process.Find(x.State.Timer(timer)!.CatchId) is StartNode) x.Emit(new Event.TimerCanceled(timer));
        foreach (var subscription in scope.Subscriptions)
            if (process.Find(x.State.Subscription(subscription)!.CatchId) is StartNode) x.Emit(new Event.SubscriptionClosed(subscription));
        foreach (var signal in scope.Signals)
            if (process.Find(x.State.SignalSubscription(signal)!.CatchId) is StartNode) x.Emit(new Event.SignalSubscriptionClosed(signal));
        foreach (var condition in scope.Conditions)
            if (process.Find(x.State.Condition(condition)!.CatchId) is StartNode) x.Emit(new Event.ConditionClosed(condition));
    }

    /// <summary>Whether an event can still have its effect: what waits for it, or the scope around that, may be about to end.</summary>
    public static bool CanHappen(Execution x, ElementInstance element, Node caught) => Steps.IsScopeActive(x, element) && caught switch
    {
        StartNode => element is { Phase: ElementPhase.Activated, Interruption: null },
        BoundaryNode => element.Phase is not ElementPhase.Terminating,
        _ => element.Phase is ElementPhase.Activated,
    };

    /// <summary>What the element waited for has happened.</summary>
    /// <param name="variables">UTF-8 JSON object, or empty.</param>
    public static void Trigger(Execution x, ElementInstance element, Node caught, ReadOnlyMemory<byte> variables)
    {
        if (caught is StartNode start)
        {
            EventSubProcesses.Trigger(x, element, start, variables);
            return;
        }

        var boundary = caught as BoundaryNode;
        var isInterrupting = boundary?.IsInterrupting ?? true;
        x.Emit(new Event.EventTriggered(element.Key, element.Instance, caught.Id, isInterrupting, variables));
        var triggered = x.State.Element(element.Key)!;
        if (caught is CatchNode { FollowsEventGateway: true } chosen) EventGateway.Choose(x, triggered, chosen, variables);
        else if (boundary is null) Completion.Complete(x, triggered, caught, Read(variables));
        else if (isInterrupting) Termination.Terminate(x, triggered, boundary.AttachedTo);
        else Tokens.Enter(x, element.Instance, element.Scope!.Value, boundary, [], Read(variables));
    }

    public static NamedValue[] Read(ReadOnlyMemory<byte> variables) => JsonValues.TryReadObject(variables, out var values, out var problem)
        ? values
        : throw new UnreachableException($"Variables were accepted, but {problem}.");

    private static Problem? PrepareAfter(Execution x, EventGatewayNode gateway, VisibleVariables variables, List<Wait> waits)
    {
        foreach (var flow in gateway.Outgoing)
        {
            var caught = (CatchNode)flow.Target;
            if (Prepare(x, caught, caught.Trigger, isInterrupting: true, variables, variables, waits) is { } wrong)
                return wrong with { Message = $"The event '{caught.Id}' after the gateway cannot be waited for. {wrong.Message}" };
        }

        return null;
    }

    /// <summary>One event of an element.</summary>
    /// <param name="keyVariables">What the correlation key sees.</param>
    public static Problem? Prepare(
        Execution x,
        Node node,
        CatchTrigger trigger,
        bool isInterrupting,
        VisibleVariables variables,
        VisibleVariables keyVariables,
        List<Wait> waits)
    {
        switch (trigger)
        {
            case CatchTrigger.Timer timer:
                if (TimerEvaluation.Evaluate(x, timer, variables, out var schedule) is { } noTime) return noTime;
                waits.Add(new Wait(node, isInterrupting) { Timer = schedule });
                return null;
            case CatchTrigger.Message message:
                if (Evaluations.Text(x, message.Name, variables, "message name", out var name) is { } noName) return noName;
                if (Evaluations.CorrelationKey(x, message.CorrelationKey!, keyVariables, out var key) is { } noKey) return noKey;
                waits.Add(new Wait(node, isInterrupting) { Name = name, CorrelationKey = key });
                return null;
            case CatchTrigger.Signal signal:
                if (Evaluations.Text(x, signal.Name, variables, "signal name", out var signalName) is { } noSignal) return noSignal;
                waits.Add(new Wait(node, isInterrupting) { Name = signalName, IsSignal = true });
                return null;
            case CatchTrigger.Condition condition:
                if (Conditions.Prepare(x, condition, variables, out var isTrue) is { } noCondition) return noCondition;
                waits.Add(new Wait(node, isInterrupting) { IsCondition = true, IsTrue = isTrue });
                return null;
            case CatchTrigger.Coded:
                return null;
            default:
                throw new UnreachableException($"Nothing waits for {trigger}.");
        }
    }
}

/// <summary>Something an element is going to wait for: a timer, or else a message, a signal or a condition.</summary>
/// <param name="Catch">The element itself, its boundary event, or the start event of an event sub-process in it.</param>
internal sealed record Wait(Node Catch, bool IsInterrupting)
{
    public TimerSchedule? Timer { get; init; }

    public bool IsSignal { get; init; }

    public bool IsCondition { get; init; }

    /// <summary>Of the condition, now.</summary>
    public bool IsTrue { get; init; }

    /// <summary>Of the message or signal.</summary>
    public string Name { get; init; } = "";

    public string CorrelationKey { get; init; } = "";
}
