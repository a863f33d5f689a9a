using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>
/// Asks for what starts instances: nobody waits, and how far the source is read is kept in the cluster, with what it caused.
/// </summary>
internal sealed class StandingPoll(Pollers pollers, PollAsking asking, InboundSession session, PollHealth health)
{
    /// <summary>Ids in the last answer, all of which are done: most sources give the same items again.</summary>
    private HashSet<string> _settled = new(StringComparer.Ordinal);

    private PollPlace? _place;
    private int _failures;

    /// <summary>The newest element decides what is asked.</summary>
    public static IReadOnlyList<InboundElement> ElementsOf(InboundGroup group) =>
        [.. group.Elements.Where(element => element.WaitsAt is null)];

    /// <returns>The pause until the next question; null when there is nothing to ask for any more.</returns>
    public async Task<TimeSpan?> AskAsync(CancellationToken cancellation)
    {
        var elements = ElementsOf(session.Group);
        if (elements.Count is 0)
            return null;

        _place ??= PollPlace.Read(await session.ReadCursorAsync("", cancellation));
        var interval = PollingInbound.IntervalWithoutSettings;
        PollOutcome outcome;
        try
        {
            var bound = asking.Bind(asking.QuestionOf(elements[0], instance: null, _place.Cursor));
            interval = bound.Interval;
            outcome = await asking.AskAsync(
                session, bound, _place.Cursor, _place.Validator, answer => DeliverAsync(answer, elements, cancellation), cancellation);
        }
        catch (ConnectorException unfit)
        {
            outcome = new PollOutcome(null, unfit.Message, unfit.Retry.Delay);
        }

        _failures = outcome.Count(_failures);
        health.Asked(this, outcome.Failure, isOver: false);
        return outcome.PauseAfter(pollers.PauseOf(interval, outcome.Failure is null ? 0 : _failures, health.Spread()));
    }

    private async Task<PollTaken> DeliverAsync(PollAnswer answer, IReadOnlyList<InboundElement> elements, CancellationToken cancellation)
    {
        var next = _place!.After(answer);
        var place = next == _place ? null : next.Write();
        var deliveries = answer.Events.Select(one => Judge(elements, one)).ToArray();
        var taken = Enumerable.Range(0, deliveries.Length).Where(index => deliveries[index] is Delivery.Applied).ToList();
        foreach (var index in taken)
        {
            // The place moves with the last of them: whatever happens before comes again, and is known by its id.
            var cursor = index == taken[^1] ? place : null;
            deliveries[index] = await session.DeliverAsync(answer.Events[index] with { Part = "", Cursor = cursor }, elements, cancellation);
        }

        if (taken.Count is 0 && place is not null)
            await session.MoveCursorAsync("", place, cancellation);
        _place = next;
        if (answer.Events.Count > 0)
            _settled = [.. answer.Events.Where((_, index) => IsDone(deliveries[index], answer)).Select(one => one.Id).OfType<string>()];
        return new PollTaken(deliveries, HasMoved: place is not null);
    }

    /// <summary>A source that would forget it has to hear once more that nothing became of it.</summary>
    private static bool IsDone(Delivery? delivery, PollAnswer answer) =>
        delivery is not null && (delivery is not Delivery.Refused || answer.Receipt is null);

    /// <summary>What no condition takes is nothing new; it is not put aside, as it would be where somebody had sent it.</summary>
    /// <returns>Applied for what is to be handed over; else what it is without that, null for nobody's.</returns>
    private Delivery? Judge(IReadOnlyList<InboundElement> elements, InboundEvent one)
    {
        if (one.Id is { } id && _settled.Contains(id))
            return Delivery.Duplicate;
        if (one.Unreadable is not null)
            return Delivery.Applied;
        return InboundDecider.Decide(elements, InboundSession.ContextOf(one.Variables), one.Id, session.Time.GetUtcNow()) switch
        {
            InboundDecision.NotMatched { IsConsumed: true } => Delivery.Ignored,
            InboundDecision.NotMatched => null,
            _ => Delivery.Applied,
        };
    }
}
