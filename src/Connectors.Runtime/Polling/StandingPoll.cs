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
            outcome = await asking.AskAsync(session, bound, _place.Cursor, _place.Validator, cancellation);
            if (outcome.Answer is { } answer)
                await DeliverAsync(answer, elements, cancellation);
        }
        catch (ConnectorException unfit)
        {
            outcome = new PollOutcome(null, unfit.Message, unfit.Retry.Delay);
        }

        _failures = outcome.Count(_failures);
        health.Asked(this, outcome.Failure, isOver: false);
        return outcome.PauseAfter(pollers.PauseOf(interval, outcome.Failure is null ? 0 : _failures, health.Spread()));
    }

    private async Task DeliverAsync(PollAnswer answer, IReadOnlyList<InboundElement> elements, CancellationToken cancellation)
    {
        var next = _place!.After(answer);
        var place = next == _place ? null : next.Write();
        var news = answer.Events.Where(one => one.Id is not { } id || !_settled.Contains(id)).ToList();
        var taken = news.Where(one => IsFor(elements, one)).ToList();
        for (var index = 0; index < taken.Count; index++)
        {
            // The place moves with the last of them: whatever happens before comes again, and is known by its id.
            var cursor = index == taken.Count - 1 ? place : null;
            await session.DeliverAsync(taken[index] with { Part = "", Cursor = cursor }, elements, cancellation);
        }

        if (taken.Count is 0 && place is not null)
            await session.MoveCursorAsync("", place, cancellation);
        _place = next;
        if (answer.Events.Count > 0)
            _settled = [.. answer.Events.Select(one => one.Id).OfType<string>()];
    }

    /// <summary>What no condition takes is nothing new; it is not put aside, as it would be where somebody had sent it.</summary>
    private bool IsFor(IReadOnlyList<InboundElement> elements, InboundEvent one) =>
        InboundDecider.Decide(elements, InboundSession.ContextOf(one.Variables), one.Id, session.Time.GetUtcNow())
            is not InboundDecision.NotMatched;
}
