using Fairlead.Engine.Model;
using Fairlead.Engine.Time;

namespace Fairlead.Engine.Running;

/// <summary>Fires timers and schedules their repetitions.</summary>
internal static class TimerFiring
{
    public static void Fire(Execution x, TimerRecord timer)
    {
        x.Emit(new Event.TimerFired(timer.Key));
        Repeat(x, timer);
        var caught = x.Process(timer.Definition).Find(timer.CatchId);
        if (timer.Element is not { } key)
            Instances.Start(x, x.State.Definition(timer.Definition)!, (StartNode)caught, default);
        else if (x.State.Element(key) is { } element && CatchEvents.CanHappen(x, element, caught))
            CatchEvents.Trigger(x, element, caught, default);
    }

    /// <summary>Counted from when it was due, not from when it fired: what came late does not shift the series.</summary>
    private static void Repeat(Execution x, TimerRecord timer)
    {
        if (timer is not { Interval: { } text, RepetitionsLeft: null or > 1 }) return;
        if (TimerText.Next(text, timer.Due) is not { } due) return;
        x.Emit(new Event.TimerScheduled(
            new(x.NewKey()), timer.Element, timer.Instance, timer.Definition, timer.CatchId, due, timer.RepetitionsLeft - 1, text));
    }
}
