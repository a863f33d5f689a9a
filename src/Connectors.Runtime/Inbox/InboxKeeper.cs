using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// Puts aside in the cluster what cannot be applied. Only then is the sender answered. A cluster without an inbox keeps nothing: the
/// sender gets the same answer and must keep the event itself.
/// </summary>
public sealed class InboxKeeper(ICluster cluster, InboundGate gate, TimeProvider time)
{
    public const string Unreadable = "INBOUND_UNREADABLE";
    public const string NotMatched = "INBOUND_NOT_MATCHED";
    public const string ClusterRefused = "INBOUND_CLUSTER_REFUSED";

    internal static InboundTrigger TriggerOf(InboundElement element) => new(element.Type, element.Definition.ProcessId, element.ElementId);

    internal static CorrelationResult OfUnreadable(string problem) =>
        new CorrelationResult.InvalidInput(Unreadable, "The event cannot be read.", $"The event cannot be read: {problem} [{Unreadable}]");

    /// <summary>
    /// Whether trying again would give the same. Nobody waits for a sender that asks for an answer at once: it is told so, and keeps its
    /// event.
    /// </summary>
    internal static bool IsFinal(CorrelationResult result, InboundDecision.Effect effect) =>
        result is CorrelationResult.Refused refused && refused.Error switch
        {
            ClusterError.InvalidArgument or ClusterError.InvalidState => true,
            ClusterError.NotFound => effect.Element is not { IsSynchronous: true, Point: CorrelationPoint.Message },
            // Whoever delivers counts its attempts.
            ClusterError.Internal => false,
            ClusterError.AlreadyExists or ClusterError.ResourceExhausted or ClusterError.Unavailable or ClusterError.DeadlineExceeded => false,
        };

    /// <param name="elements">That the event was offered to, newest version first.</param>
    /// <param name="effect">What it would have done; null when that is not known.</param>
    /// <param name="problem">Why it does not.</param>
    /// <returns>The problem itself when it is kept already, or nowhere.</returns>
    internal async Task<CorrelationResult> QuarantineAsync(
        IReadOnlyList<InboundElement> elements,
        InboundArrival arrival,
        InboundDecision.Effect? effect,
        CorrelationResult problem,
        CancellationToken cancellation)
    {
        if (arrival.Entry is not null || cluster.Inbox is null)
            return problem;

        var (code, reason) = Describe(problem);
        return await KeepAsync(
            elements,
            arrival,
            effect,
            InboxState.Quarantined,
            (code, arrival.Redactor?.Clean(reason) ?? reason),
            kept => new CorrelationResult.Quarantined(kept.Key, kept.Duplicate, problem),
            problem,
            cancellation);
    }

    /// <param name="elements">That the event was offered to, newest version first.</param>
    /// <param name="effect">What it would do now; null when that is not known.</param>
    internal async Task<CorrelationResult> HoldAsync(
        IReadOnlyList<InboundElement> elements, InboundArrival arrival, InboundDecision.Effect? effect, CancellationToken cancellation)
    {
        var trigger = TriggerOf(elements[0]);
        gate.NoteHeld(elements[0].Definition.TenantId, trigger);
        var result = await KeepAsync(
            elements,
            arrival,
            effect,
            InboxState.Held,
            ("", ""),
            kept => new CorrelationResult.Held(kept.Key, kept.Duplicate),
            new CorrelationResult.Refused(ClusterError.InvalidArgument, "The inbox does not take this event."),
            cancellation);
        gate.NoteHeld(elements[0].Definition.TenantId, trigger);
        return result;
    }

    private async Task<CorrelationResult> KeepAsync(
        IReadOnlyList<InboundElement> elements,
        InboundArrival arrival,
        InboundDecision.Effect? effect,
        InboxState state,
        (string Code, string Reason) problem,
        Func<KeptEvent, CorrelationResult> answer,
        CorrelationResult otherwise,
        CancellationToken cancellation)
    {
        var newest = elements[0];
        try
        {
            var kept = await cluster.Inbox!.KeepAsync(
                new KeepEvent
                {
                    Trigger = TriggerOf(newest),
                    State = state,
                    Code = problem.Code,
                    Reason = problem.Reason,
                    Payload = InboxPayload.Of(arrival),
                    DeduplicationKey = effect is null
                        ? InboundDecider.DeduplicationKeyOf(newest, arrival.Context, arrival.MessageId, time.GetUtcNow())
                        : effect.DeduplicationKey,
                    MessageId = arrival.MessageId,
                    Cursor = arrival.Cursor,
                    Lease = arrival.Lease,
                    TenantId = newest.Definition.TenantId,
                },
                cancellation);
            // What was applied before needs no place: it is a repetition, and has the effect that the first one had.
            return kept.Known is not null ? new CorrelationResult.AlreadyAccepted(newest) { IsRepetition = true } : answer(kept);
        }
        catch (ClusterException refused) when (refused.Error is ClusterError.InvalidArgument)
        {
            // The inbox does not take it, now or later.
            return otherwise;
        }
        catch (ClusterException refused)
        {
            return new CorrelationResult.Refused(refused.Error, refused.Message);
        }
    }

    internal static (string Code, string Reason) Describe(CorrelationResult problem) => problem switch
    {
        CorrelationResult.NotMatched => (NotMatched, $"No activation condition is met by the event. [{NotMatched}]"),
        CorrelationResult.InvalidInput invalid => (invalid.Code, invalid.Detail),
        CorrelationResult.Refused refused => (
            ClusterRefused, $"The cluster refused the event ({refused.Error}): {refused.Message} [{ClusterRefused}]"),
        _ => throw new System.Diagnostics.UnreachableException($"{problem.GetType().Name} is no problem."),
    };
}
