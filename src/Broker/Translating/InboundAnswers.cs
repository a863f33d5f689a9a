using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Translating;

/// <summary>Outside events and their sources, as callers get them.</summary>
internal static class InboundAnswers
{
    public static KnownEvent ToKnown(LedgerEntry known) => new(
        known.Entry is { } entry ? new Protocol.InboxKey(entry.Value) : null,
        known.AnswerKey,
        known.AnswerInstance == 0 ? null : new ProcessInstanceKey(known.AnswerInstance))
    {
        State = known.AnswerKey == 0 ? InboxState.Discarded : InboxState.Applied,
    };

    public static InboxEntry ToEntry(KeptInbound kept, ReadOnlyMemory<byte> payload) => new()
    {
        Key = new(kept.Key.Value),
        Trigger = new(kept.Target.Type, kept.Target.ProcessId, kept.Target.ElementId),
        State = ToState(kept.IsHeld),
        Code = kept.Code,
        Reason = kept.Reason,
        Payload = payload,
        PayloadBytes = kept.PayloadBytes,
        DeduplicationKey = kept.DeduplicationKey,
        MessageId = kept.MessageId,
        Attempts = kept.Attempts,
        ReceivedAt = ToMoment(kept.ReceivedAt),
        LastAttemptAt = ToMoment(kept.LastAttemptAt),
        KeptUntil = ToMoment(kept.KeptUntil),
        TenantId = Tenancy.ToCaller(kept.Tenant),
    };

    public static InboxState ToState(bool isHeld) => isHeld ? InboxState.Held : InboxState.Quarantined;

    public static Protocol.Suspension ToSuspension(Engine.Suspension suspension) => new(
        Tenancy.ToCaller(suspension.Tenant), suspension.ProcessId, suspension.ElementId, ToMoment(suspension.Since));

    public static Protocol.Lease ToLease(Engine.Lease lease, DateTimeOffset now)
    {
        var until = ToMoment(lease.Until);
        return new(lease.Name, lease.Owner, lease.Token, until, until > now ? until - now : TimeSpan.Zero);
    }

    public static WaitingElement ToWaiting(SeenElement visit) =>
        new(new(visit.Key.Value), new(visit.Instance.Value), visit.ElementId, visit.Variables);

    private static DateTimeOffset ToMoment(Timestamp at) => DateTimeOffset.FromUnixTimeMilliseconds(at.UnixMilliseconds);
}
