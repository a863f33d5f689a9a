using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Time;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>What a start event of a definition waits for.</summary>
/// <param name="MessageName">Empty for a timer.</param>
internal sealed record Start(string ElementId, string MessageName, TimerSchedule? Timer);

/// <summary>Opens and closes the start events of definitions. Only the latest version of a process has them open.</summary>
internal static class StartTriggers
{
    /// <summary>Evaluated once, at deployment, when there are no variables yet.</summary>
    public static Problem? Read(Execution x, StartNode start, out string messageName, out TimerSchedule? schedule)
    {
        messageName = "";
        schedule = null;
        // No element instance has this key: nothing is in sight.
        var nothing = new VisibleVariables(x.State, default);
        if (start.Trigger is CatchTrigger.Timer timer) return TimerEvaluation.Evaluate(x, timer, nothing, out schedule);
        var name = ((CatchTrigger.Message)start.Trigger!).Name;
        if (Evaluations.Text(x, name, nothing, "message name", out messageName) is { } problem) return problem;
        return messageName.Length > 0 ? null : Problem.ExtractValue($"The message name must not be empty, but {name} is.");
    }

    public static void Open(Execution x, Definition definition, IReadOnlyList<Start> starts)
    {
        foreach (var start in starts)
        {
            if (start.Timer is not { } timer)
            {
                x.Emit(new Event.MessageStartOpened(
                    new(x.NewKey()), definition.Key, definition.ProcessId, start.ElementId, start.MessageName));
            }
            else if (timer.RepetitionsLeft is not 0)
            {
                x.Emit(new Event.TimerScheduled(
                    new(x.NewKey()), null, null, definition.Key, start.ElementId, timer.Due, timer.RepetitionsLeft, timer.Interval));
            }
        }
    }

    public static void Close(Execution x, DefinitionKey definition)
    {
        var use = x.State.Use(definition);
        foreach (var timer in use.Timers) x.Emit(new Event.TimerCanceled(timer));
        foreach (var subscription in use.MessageStarts) x.Emit(new Event.MessageStartClosed(subscription));
    }
}
