using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>Outside events that are kept instead of applied.</summary>
internal static class InboxHandler
{
    private static readonly TimeSpan KeptAtMost = TimeSpan.FromDays(36_500);

    public static Reply Handle(Execution x, Command.KeepInbound command)
    {
        const string Expectation = "Expected to keep an outside event";
        if (FindFault(command) is { } fault) return Refusal.InvalidArgument($"{Expectation}, but {fault}.");
        if (!JsonValues.TryReadObject(command.Payload, out _, out var problem))
            return Refusal.InvalidArgument($"{Expectation} that is a JSON object, but {problem}.");
        if (Fences.Refuse(x, "keep an outside event", command.Fence) is { } lost) return lost;
        if (Places.Refuse(x, "keep an outside event", command.Tenant, command.Place) is { } early) return early;

        if (Inbound.FindAnswer(x, command.DeduplicationKey) is { } first)
        {
            Move(x, command);
            return new Reply.Kept(first.Entry ?? default, Duplicate: true, first);
        }

        if (command.DeduplicationKey is { } name && x.State.Kept(name) is { } kept)
        {
            // A held event that comes again says nothing new of one with which something is wrong.
            var isNews = !command.IsHeld || kept.IsHeld;
            Try(x, kept, command.IsHeld && kept.IsHeld, isNews ? command.Code : kept.Code, isNews ? command.Reason : kept.Reason);
            Move(x, command);
            return new Reply.Kept(kept.Key, Duplicate: true, Known: null);
        }

        var target = command.Target;
        if (x.State.CountKept(command.Tenant, target.ProcessId, target.ElementId) >= x.Options.InboxKeptAtMost)
        {
            return Refusal.ResourceExhausted(
                $"{Expectation} for element '{target.ElementId}' of process '{target.ProcessId}', but {x.Options.InboxKeptAtMost:N0} are kept already. "
                + "Drive or discard some, or let more be kept (Broker:InboxKeptAtMost).");
        }

        var key = new InboxKey(x.NewKey());
        x.Emit(new Event.InboundKept(
            key,
            command.Tenant,
            target,
            command.IsHeld,
            command.Code,
            Texts.Cut(command.Reason, KeptInbound.ReasonAtMost),
            // A copy: the caller may use his buffer again.
            command.Payload.ToArray(),
            command.DeduplicationKey,
            command.MessageId,
            x.Now,
            x.Now + (command.KeepFor ?? x.Options.InboxKeptFor)));
        Move(x, command);
        return new Reply.Kept(key, Duplicate: false, Known: null);
    }

    public static Reply Handle(Execution x, Command.EditInbound command)
    {
        if (!JsonValues.TryReadObject(command.Payload, out _, out var problem))
            return Refusal.InvalidArgument($"Expected to change entry {command.Key.Value} of the inbox to a JSON object, but {problem}.");
        if (x.State.Kept(command.Key) is null) return NotFound("change", command.Key);
        x.Emit(new Event.InboundEdited(command.Key, command.Payload.ToArray()));
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.NoteInboundFailure command)
    {
        if (FindFault(command.Code) is { } fault)
            return Refusal.InvalidArgument($"Expected to note that entry {command.Key.Value} of the inbox failed, but {fault}.");
        if (x.State.Kept(command.Key) is not { } kept) return NotFound("note the failure of", command.Key);
        Try(x, kept, isHeld: false, command.Code, command.Reason);
        return new Reply.Done();
    }

    public static Reply Handle(Execution x, Command.DiscardInbound command)
    {
        if (x.State.Kept(command.Key) is not { } kept) return NotFound("discard", command.Key);
        Timestamp? until = kept.DeduplicationKey is null ? null : x.Now + x.Options.LedgerRetention;
        x.Emit(new Event.InboundEnded(kept.Key, InboundEnd.Discarded, 0, 0, null, until));
        return new Reply.Done();
    }

    /// <summary>
    /// Its time has come. What is held stays as long as its trigger is suspended, and once more as long afterwards: nobody could drive it
    /// before.
    /// </summary>
    public static void Expire(Execution x, KeptInbound kept)
    {
        var isSuspended = kept.IsHeld
            && (x.State.Suspension(kept.Tenant, kept.Target.ProcessId, elementId: null) is not null
                || x.State.Suspension(kept.Tenant, kept.Target.ProcessId, kept.Target.ElementId) is not null);
        if (isSuspended || (kept.IsHeld && kept.IsSpared))
            x.Emit(new Event.InboundKeptLonger(kept.Key, x.Now + x.Options.InboxKeptFor, isSuspended));
        else
            x.Emit(new Event.InboundEnded(kept.Key, InboundEnd.Expired, 0, 0, null, null));
    }

    private static void Try(Execution x, KeptInbound kept, bool isHeld, string code, string reason)
    {
        // From now on somebody has to look at it, and has the usual time for that.
        var until = kept.IsHeld && !isHeld ? x.Now + x.Options.InboxKeptFor : kept.KeptUntil;
        x.Emit(new Event.InboundTriedAgain(kept.Key, isHeld, code, Texts.Cut(reason, KeptInbound.ReasonAtMost), x.Now, until));
    }

    private static void Move(Execution x, Command.KeepInbound command)
    {
        if (command.Place is { } place) Places.Move(x, command.Tenant, place);
    }

    private static string? FindFault(Command.KeepInbound command) =>
        Inbound.FindFault(command.Target)
        ?? FindFault(command.Code)
        ?? Texts.FindLength("its deduplication key", command.DeduplicationKey, KeptInbound.NameAtMost)
        ?? Texts.FindLength("its message id", command.MessageId, KeptInbound.NameAtMost)
        ?? (command.Place is { } place ? Places.FindFault(place) : null)
        ?? (command.KeepFor is { } time && (time < TimeSpan.FromMilliseconds(1) || time > KeptAtMost)
            ? $"it is to be kept for {time}, and 1 ms to {KeptAtMost.TotalDays:N0} days are possible"
            : null);

    private static string? FindFault(string code) => Texts.FindLength("the code of its problem", code, KeptInbound.CodeAtMost);

    private static Reply.Rejected NotFound(string what, InboxKey key) => Refusal.NotFound(
        $"Expected to {what} entry {key.Value} of the inbox, but there is none: it was applied, discarded or kept for too long.");
}
