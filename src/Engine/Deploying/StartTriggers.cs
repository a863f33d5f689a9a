using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Time;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Deploying;

/// <summary>What a start event of a definition waits for.</summary>
/// <param name="Name">Of the message or signal; empty for a timer.</param>
internal sealed record Start(StartNode Node, string Name, TimerSchedule? Timer)
{
    public bool IsSignal => Node.Trigger is CatchTrigger.Signal;
}

/// <summary>Opens and closes the start events of definitions. Only the latest version of a process has them open.</summary>
internal static class StartTriggers
{
    /// <summary>Evaluated once, at deployment, when there are no variables yet.</summary>
    public static Problem? Read(Execution x, string? tenant, StartNode start, out string name, out TimerSchedule? schedule)
    {
        name = "";
        schedule = null;
        // No element instance has this key: nothing is in sight but cluster variables.
        var nothing = new VisibleVariables(x.State, default, tenant);
        if (start.Trigger is CatchTrigger.Condition) return null;
        if (start.Trigger is CatchTrigger.Timer timer) return TimerEvaluation.Evaluate(x, timer, nothing, out schedule);
        var (text, what) = start.Trigger is CatchTrigger.Signal signal
            ? (signal.Name, "signal name")
            : (((CatchTrigger.Message)start.Trigger!).Name, "message name");
        if (Evaluations.Text(x, text, nothing, what, out name) is { } problem) return problem;
        return name.Length > 0 ? null : Problem.ExtractValue($"The {what} must not be empty, but {text} is.");
    }

    public static void Open(Execution x, Definition definition, IReadOnlyList<Start> starts)
    {
        foreach (var start in starts)
        {
            if (start.Node.Trigger is CatchTrigger.Condition)
            {
                x.Emit(new Event.ConditionOpened(new(x.NewKey()), null, null, definition.Key, start.Node.Id));
            }
            else if (start.IsSignal)
            {
                x.Emit(new Event.SignalSubscriptionOpened(new(x.NewKey()), null, null, definition.Key, start.Node.Id, start.Name));
            }
            else if (start.Timer is not { } timer)
            {
                x.Emit(new Event.MessageStartOpened(
                    new(x.NewKey()), definition.Key, definition.ProcessId, start.Node.Id, start.Name));
            }
            else if (timer.RepetitionsLeft is not 0)
            {
                x.Emit(new Event.TimerScheduled(
                    new(x.NewKey()), null, null, definition.Key, start.Node.Id, timer.Due, timer.RepetitionsLeft, timer.Interval));
            }
        }
    }

    /// <summary>
    /// The version is the latest again. Its start events are evaluated anew: a cycle begins from now on, and a date that has passed
    /// starts nothing a second time.
    /// </summary>
    public static void Reopen(Execution x, Definition definition)
    {
        var starts = new List<Start>();
        foreach (var start in x.Process(definition.Key).Root.TriggeredStarts)
        {
            // They saw no variables when they were deployed either: what could be evaluated then can be now, unless it names a cluster
            // variable that is gone.
            if (Read(x, definition.Tenant, start, out var name, out var schedule) is not null) continue;
            if (schedule is not { Interval: null } || schedule.Due > x.Now) starts.Add(new Start(start, name, schedule));
        }

        Open(x, definition, starts);
    }

    public static void Close(Execution x, DefinitionKey definition)
    {
        var use = x.State.Use(definition);
        foreach (var timer in use.Timers) x.Emit(new Event.TimerCanceled(timer));
        foreach (var subscription in use.MessageStarts) x.Emit(new Event.MessageStartClosed(subscription));
        foreach (var subscription in use.SignalStarts) x.Emit(new Event.SignalSubscriptionClosed(subscription));
        foreach (var subscription in use.ConditionStarts) x.Emit(new Event.ConditionClosed(subscription));
    }
}
