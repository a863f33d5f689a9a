using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>
/// The outside event behind a command: checked before the effect, and written with it. Its answer is remembered, so that a repetition gets
/// the first answer and has no effect.
/// </summary>
internal static class Inbound
{
    private static readonly TimeSpan RememberedAtMost = TimeSpan.FromDays(36_500);

    /// <summary>Why the event must not have an effect at all.</summary>
    /// <param name="what">What is asked for, behind "Expected to".</param>
    public static Reply.Rejected? Refuse(Execution x, string what, string? tenant, InboundSource? source)
    {
        if (source is null) return null;
        if (FindFault(source) is { } fault) return Refusal.InvalidArgument($"Expected to {what} for an outside event, but {fault}.");
        return Fences.Refuse(x, $"{what} for an outside event", source.Fence)
            ?? Places.Refuse(x, $"{what} for an outside event", tenant, source.Place);
    }

    /// <summary>What the event led to before.</summary>
    public static LedgerEntry? FindAnswer(Execution x, string? deduplicationKey) =>
        deduplicationKey is null ? null : x.State.Ledger(deduplicationKey);

    /// <summary>Refuses what was kept and is done already. An event of unknown answer would be applied twice.</summary>
    public static Reply.Rejected? RefuseEntry(Execution x, string what, string? tenant, InboundSource? source) =>
        source?.Entry is { } entry && (x.State.Kept(entry) is not { } kept || kept.Tenant != tenant)
            ? Refusal.NotFound(
                $"Expected to {what} for entry {entry.Value} of the inbox, but {Refusal.Of(tenant)}there is none: it was applied, discarded or kept for "
                + "too long.")
            : null;

    /// <summary>Gives the first answer again. What was kept of the event is done with that, and its source is read further.</summary>
    public static Reply Repeat(
        Execution x, string? tenant, string? deduplicationKey, InboundSource? source, LedgerEntry first, Reply answer)
    {
        if (answer is not Reply.Rejected)
            Settle(x, tenant, deduplicationKey, source, first.AnswerKey, first.AnswerInstance, first.AnswerDefinition);
        return answer;
    }

    /// <summary>Writes what the event led to. Behind everything that could still be refused.</summary>
    public static void Accept(
        Execution x,
        string? tenant,
        string? deduplicationKey,
        InboundSource? source,
        long answerKey,
        long answerInstance,
        DefinitionKey? definition = null)
    {
        if (deduplicationKey is not null)
        {
            var until = RememberedUntil(x, source);
            x.Emit(source is null
                ? new Event.InboundAccepted(deduplicationKey, answerKey, answerInstance, until, definition)
                : new Event.InboundApplied(
                    tenant,
                    source.Target,
                    deduplicationKey,
                    source.Entry,
                    answerKey,
                    answerInstance == 0 ? null : new InstanceKey(answerInstance),
                    until,
                    definition));
        }

        Settle(x, tenant, deduplicationKey, source, answerKey, answerInstance, definition);
    }

    private static void Settle(
        Execution x,
        string? tenant,
        string? deduplicationKey,
        InboundSource? source,
        long answerKey,
        long answerInstance,
        DefinitionKey? definition)
    {
        if (source?.Entry is { } entry && x.State.Kept(entry) is { } driven && driven.Tenant == tenant) End(driven);
        // It was kept, and has come again and could be applied.
        if (deduplicationKey is not null && x.State.Kept(deduplicationKey) is { } kept) End(kept);
        if (source?.Place is { } place) Places.Move(x, tenant, place);

        void End(KeptInbound ended)
        {
            // A name of its own is remembered beside that of the command.
            Timestamp? until = ended.DeduplicationKey is { } own && own != deduplicationKey ? RememberedUntil(x, source) : null;
            // One that somebody discarded before stays without effect.
            var end = answerKey == 0 ? InboundEnd.Discarded : InboundEnd.Applied;
            x.Emit(new Event.InboundEnded(ended.Key, end, answerKey, answerInstance, definition, until));
        }
    }

    private static Timestamp RememberedUntil(Execution x, InboundSource? source) =>
        x.Now + (source?.RememberFor ?? x.Options.LedgerRetention);

    private static string? FindFault(InboundSource source) =>
        FindFault(source.Target)
        ?? (source.Place is { } place ? Places.FindFault(place) : null)
        ?? (source.RememberFor is { } time && (time < TimeSpan.FromMilliseconds(1) || time > RememberedAtMost)
            ? $"it is to be remembered for {time}, and 1 ms to {RememberedAtMost.TotalDays:N0} days are possible"
            : null);

    public static string? FindFault(InboundTarget target) =>
        Texts.FindFault("the type of its connector", target.Type, InboundTarget.TextAtMost)
        ?? Texts.FindFault("the id of its process", target.ProcessId, InboundTarget.TextAtMost)
        ?? Texts.FindFault("the id of its element", target.ElementId, InboundTarget.TextAtMost);
}
