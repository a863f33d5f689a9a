using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Feel;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>
/// Takes an event to the process it is for. The cluster writes the event's identity, its place and its lease together with what it causes,
/// so an event that is sent again is answered again and done once. What cannot be applied is kept, where the cluster can keep it.
/// </summary>
public sealed class Correlator(
    ICluster cluster, InboundGate gate, InboxKeeper keeper, IOptions<InboundOptions> options, TimeProvider time)
{
    /// <summary>Whether some element would take an event; nothing happens. For deciding on expensive work before the event is handed over.</summary>
    /// <param name="elements">Of one running connector, newest version first.</param>
    public bool CanActivate(IReadOnlyList<InboundElement> elements, FeelContext @event) =>
        InboundDecider.CanActivate(elements, @event, time.GetUtcNow());

    /// <summary>
    /// Tries once. What was applied or kept is durable, and the place in the source with it; an event that leaves no trace moves no place.
    /// </summary>
    /// <param name="elements">Of one running connector, newest version first.</param>
    public async Task<CorrelationResult> CorrelateAsync(
        IReadOnlyList<InboundElement> elements, InboundArrival arrival, CancellationToken cancellation)
    {
        try
        {
            if (arrival.Unreadable is { } unreadable)
                return await keeper.QuarantineAsync(elements, arrival, effect: null, InboxKeeper.OfUnreadable(unreadable), cancellation);

            var decision = InboundDecider.Decide(elements, arrival.Context, arrival.MessageId, time.GetUtcNow());
            return await HoldAsync(elements, arrival, decision, cancellation) ?? await ConcludeAsync(elements, arrival, decision, cancellation);
        }
        catch (ClusterException refused)
        {
            return new CorrelationResult.Refused(refused.Error, refused.Message);
        }
    }

    /// <returns>Null when the event is not to be held.</returns>
    private async Task<CorrelationResult?> HoldAsync(
        IReadOnlyList<InboundElement> elements, InboundArrival arrival, InboundDecision decision, CancellationToken cancellation)
    {
        // What is driven again was held long enough, and what the model wants to be dropped would only fill the inbox.
        if (arrival.Entry is not null || cluster.Inbox is null || decision is InboundDecision.NotMatched { IsConsumed: true })
            return null;

        // Whoever suspends all of a process may be about to mend what does not fit the event.
        var taker = (decision as InboundDecision.Effect)?.Element;
        if (!(taker is null ? await gate.HoldsAllAsync(elements[0], cancellation) : await gate.HoldsAsync(taker, cancellation)))
            return null;
        if (taker?.IsSynchronous ?? elements.All(element => element.IsSynchronous))
            return new CorrelationResult.Suspended();

        return await keeper.HoldAsync(taker is null ? elements : [taker], arrival, decision as InboundDecision.Effect, cancellation);
    }

    private async Task<CorrelationResult> ConcludeAsync(
        IReadOnlyList<InboundElement> elements, InboundArrival arrival, InboundDecision decision, CancellationToken cancellation)
    {
        switch (decision)
        {
            case InboundDecision.NotMatched { IsConsumed: true }:
                return new CorrelationResult.NotMatched(IsConsumed: true);
            case InboundDecision.NotMatched:
                return await keeper.QuarantineAsync(
                    elements, arrival, effect: null, new CorrelationResult.NotMatched(IsConsumed: false), cancellation);
            case InboundDecision.Unfit unfit:
                var problem = new CorrelationResult.InvalidInput(unfit.Code, unfit.Reason, unfit.Detail);
                return await keeper.QuarantineAsync(unfit.Element is { } taker ? [taker] : elements, arrival, effect: null, problem, cancellation);
            case InboundDecision.Effect effect:
                var result = await ApplyAsync(effect, arrival, cancellation);
                return InboxKeeper.IsFinal(result, effect) && !MayBeEarly(result, arrival)
                    ? await keeper.QuarantineAsync([effect.Element], arrival, effect, result, cancellation)
                    : result;
            default:
                throw new System.Diagnostics.UnreachableException($"No rule for {decision.GetType().Name}.");
        }
    }

    /// <summary>Whether it may be refused for what comes before it, and not for itself.</summary>
    private static bool MayBeEarly(CorrelationResult result, InboundArrival arrival) =>
        arrival.Cursor?.After is not null && result is CorrelationResult.Refused { Error: ClusterError.InvalidState };

    private async Task<CorrelationResult> ApplyAsync(InboundDecision.Effect effect, InboundArrival arrival, CancellationToken cancellation)
    {
        try
        {
            foreach (var awaited in effect.WhereAwaited)
            {
                if (await TryReachAsync(awaited, arrival, cancellation) is { } reached)
                    return reached;
            }

            return (effect.Element.Point, effect.Element.IsSynchronous) switch
            {
                (CorrelationPoint.Start, _) => await CreateAsync(effect, arrival, cancellation),
                (CorrelationPoint.Message message, true) => await CorrelateAsync(effect, arrival, message.Name, cancellation),
                (CorrelationPoint.Message message, false) => await PublishAsync(effect, arrival, message.Name, cancellation),
                _ => throw new System.Diagnostics.UnreachableException($"No rule for {effect.Element.Point.GetType().Name}."),
            };
        }
        catch (ClusterException known) when (known.Error is ClusterError.AlreadyExists)
        {
            return new CorrelationResult.AlreadyAccepted(effect.Element) { IsRepetition = true, MovedNoPlace = true };
        }
        catch (ClusterException refused)
        {
            return new CorrelationResult.Refused(refused.Error, refused.Message);
        }
    }

    private async Task<CorrelationResult> CreateAsync(InboundDecision.Effect effect, InboundArrival arrival, CancellationToken cancellation)
    {
        // Whoever drives a kept event again waits for no answer.
        var waits = effect.Element.IsSynchronous && arrival.Entry is null;
        var created = await cluster.CreateInstanceAsync(
            new CreateInstance
            {
                DefinitionKey = effect.Element.Definition.Key,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                AwaitCompletion = waits,
                Wait = options.Value.ResultWait,
                DeduplicationKey = effect.DeduplicationKey,
                Origin = OriginOf(effect.Element, arrival),
                Trace = arrival.Trace,
            },
            cancellation);
        if (created.Key.Value is 0)
            return WithoutEffect(effect.Element);
        return new CorrelationResult.InstanceCreated(
            effect.Element, created.Key, waits && !created.Variables.IsEmpty ? created.Variables : (ReadOnlyMemory<byte>?)null)
        {
            IsRepetition = created.Duplicate,
        };
    }

    private async Task<CorrelationResult> PublishAsync(
        InboundDecision.Effect effect, InboundArrival arrival, string name, CancellationToken cancellation)
    {
        var published = await cluster.PublishMessageAsync(
            new PublishMessage
            {
                Name = name,
                CorrelationKey = effect.CorrelationKey,
                TimeToLive = effect.Element.MessageTimeToLive,
                MessageId = effect.MessageId,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                DeduplicationKey = effect.DeduplicationKey,
                Origin = OriginOf(effect.Element, arrival),
                Trace = arrival.Trace,
            },
            cancellation);
        if (published.Key.Value is 0)
            return WithoutEffect(effect.Element);
        return new CorrelationResult.MessagePublished(effect.Element, published.Key) { IsRepetition = published.Duplicate };
    }

    // Neither a time to live nor a message id: who waits for the answer learns at once whether somebody took it.
    private async Task<CorrelationResult> CorrelateAsync(
        InboundDecision.Effect effect, InboundArrival arrival, string name, CancellationToken cancellation)
    {
        var correlated = await cluster.CorrelateMessageAsync(
            new CorrelateMessage
            {
                Name = name,
                CorrelationKey = effect.CorrelationKey,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                DeduplicationKey = effect.DeduplicationKey,
                Origin = OriginOf(effect.Element, arrival),
                Trace = arrival.Trace,
            },
            cancellation);
        if (correlated.Key.Value is 0)
            return WithoutEffect(effect.Element);
        return new CorrelationResult.MessageCorrelated(effect.Element, correlated.Key, correlated.InstanceKey)
        {
            IsRepetition = correlated.Duplicate,
        };
    }

    /// <returns>Null when no instance waits.</returns>
    private async Task<CorrelationResult?> TryReachAsync(InboundDecision.Effect effect, InboundArrival arrival, CancellationToken cancellation)
    {
        try
        {
            return await CorrelateAsync(effect, arrival, ((CorrelationPoint.Message)effect.Element.Point).Name, cancellation);
        }
        catch (ClusterException nobody) when (nobody.Error is ClusterError.NotFound)
        {
            return null;
        }
    }

    /// <summary>Somebody decided before that this event has none.</summary>
    private static CorrelationResult.AlreadyAccepted WithoutEffect(InboundElement element) => new(element) { IsRepetition = true };

    private static InboundOrigin OriginOf(InboundElement element, InboundArrival arrival) => new()
    {
        Trigger = InboxKeeper.TriggerOf(element),
        Entry = arrival.Entry,
        Cursor = arrival.Cursor,
        Lease = arrival.Lease,
        RememberFor = element.RememberFor,
    };
}
