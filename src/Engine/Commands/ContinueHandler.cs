using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class ContinueHandler
{
    public static Reply Handle(Execution x, Command.Continue command)
    {
        x.StepsAtMost = Math.Min(x.StepsAtMost, command.StepsAtMost);
        foreach (var (key, work) in x.State.DeferredWork().Take(x.StepsAtMost).ToList())
        {
            x.Emit(new Event.WorkResumed(key));
            if (work.Kind is WorkKind.Broadcast) Signals.GoOn(x, new(work.Element.Value));
            else if (work.Kind is WorkKind.ForgetCompensations) Compensations.GoOnForgetting(x, work.Element);
            else if (work.Kind is WorkKind.EvaluateConditions) Conditions.GoOn(x, new(work.Element.Value));
            else if (x.State.Element(work.Element) is { } element) x.Later(work.Kind, element.Key, x.NodeOf(element));
        }

        return new Reply.Done();
    }
}
