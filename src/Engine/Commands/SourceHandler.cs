using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Sources of outside events: who reads them, up to where, and whether what they bring is applied.</summary>
internal static class SourceHandler
{
    public static Reply Handle(Execution x, Command.SuspendTrigger command)
    {
        const string Expectation = "Expected to suspend a trigger";
        if (FindFault(command.ProcessId, command.ElementId) is { } fault) return Refusal.InvalidArgument($"{Expectation}, but {fault}.");
        if (x.State.Suspension(command.Tenant, command.ProcessId, command.ElementId) is not null) return new Reply.Done();
        if (x.State.CountSuspensions() >= Suspension.CountAtMost)
        {
            return Refusal.ResourceExhausted(
                $"{Expectation}, but {Suspension.CountAtMost:N0} are suspended already: suspend all of a process, which counts once.");
        }

        x.Emit(new Event.TriggerSuspended(new(x.NewKey()), command.Tenant, command.ProcessId, command.ElementId, x.Now));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.ResumeTrigger command)
    {
        if (FindFault(command.ProcessId, command.ElementId) is { } fault)
            return Refusal.InvalidArgument($"Expected to resume a trigger, but {fault}.");
        if (x.State.Suspension(command.Tenant, command.ProcessId, command.ElementId) is { } suspension)
            x.Emit(new Event.TriggerResumed(suspension.Key));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.AcquireLease command)
    {
        const string Expectation = "Expected to acquire a lease";
        var fault = Texts.FindFault("its name", command.Name, Lease.TextAtMost) ?? Texts.FindFault("its owner", command.Owner, Lease.TextAtMost);
        if (fault is not null) return Refusal.InvalidArgument($"{Expectation}, but {fault}.");
        if (command.Duration < Lease.ShortestDuration || command.Duration > Lease.LongestDuration)
        {
            return Refusal.InvalidArgument(
                $"{Expectation} '{command.Name}', but it is to last {command.Duration}, and {Lease.ShortestDuration} to {Lease.LongestDuration} are possible.");
        }

        var lease = x.State.Lease(command.Name);
        if (lease is not null && lease.Until > x.Now)
        {
            var until = x.Now + command.Duration;
            if (lease.Owner == command.Owner && lease.Until != until) x.Emit(new Event.LeaseRenewed(lease.Token, until));
            return new Reply.Leased(x.State.Lease(command.Name)!);
        }

        if (lease is null && x.State.CountLeases() >= Lease.CountAtMost)
            return Refusal.ResourceExhausted($"{Expectation} '{command.Name}', but {Lease.CountAtMost:N0} are held already.");
        // Its time is over: even the same owner may have missed that, and gets a new token.
        if (lease is not null) x.Emit(new Event.LeaseEnded(lease.Token));
        x.Emit(new Event.LeaseTaken(command.Name, command.Owner, x.NewKey(), x.Now + command.Duration));
        return new Reply.Leased(x.State.Lease(command.Name)!);
    }

    public static Reply Handle(Execution x, Command.ReleaseLease command)
    {
        if (x.State.Lease(command.Fence.Name) is { } lease && lease.Token == command.Fence.Token)
            x.Emit(new Event.LeaseEnded(lease.Token));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.MovePlace command)
    {
        if (Places.FindFault(command.Place) is { } fault)
            return Refusal.InvalidArgument($"Expected to note how far a source is read, but {fault}.");
        if (Fences.Refuse(x, "note how far a source is read", command.Fence) is { } lost) return lost;
        // Said again, it is as it should be.
        if (x.State.Place(command.Tenant, command.Place.Name) == command.Place.Value) return new Reply.Done();
        if (Places.Refuse(x, "note how far a source is read", command.Tenant, command.Place) is { } early) return early;
        Places.Move(x, command.Tenant, command.Place);
        return new Reply.Done();
    }

    private static string? FindFault(string processId, string? elementId) =>
        Texts.FindFault("the id of its process", processId, InboundTarget.TextAtMost)
        ?? (elementId is null ? null : Texts.FindFault("the id of its element", elementId, InboundTarget.TextAtMost));
}
