using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>
/// Asks for instances that wait: looks again and again who does, asks equal questions once, and offers each answer to all who wait for it.
/// </summary>
/// <param name="guard">Around the work of each turn.</param>
internal sealed class WaitingPolls(
    Pollers pollers,
    PollAsking asking,
    InboundSession session,
    PollHealth health,
    Func<Func<Task<TimeSpan?>>, Task<TimeSpan?>> guard,
    CancellationToken stop)
{
    /// <summary>Handed over at once, for one answer.</summary>
    private const int DeliveriesAtMost = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<(ElementInstanceKey, string), WaitingVisit> _visits = [];
    private readonly Dictionary<string, WaitingQuestion> _questions = new(StringComparer.Ordinal);

    /// <summary>Questions that have no turn yet: they get it when nobody is in the way any more.</summary>
    private List<WaitingQuestion> _begun = [];

    /// <summary>Whether it asks for anybody.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _visits.Count > 0;
        }
    }

    public static IReadOnlyList<InboundElement> ElementsOf(InboundGroup group) =>
        [.. group.Elements.Where(element => element.WaitsAt is not null)];

    /// <summary>Finds who waits now: begins to ask for those who are new, and forgets those who are gone.</summary>
    public async Task LookAsync(IReadOnlyList<InboundElement> elements, CancellationToken cancellation)
    {
        try
        {
            var found = new List<(InboundElement Element, WaitingElement Visit)>();
            foreach (var version in elements.GroupBy(element => element.Definition.Key))
            {
                var visits = await pollers.Runs.Cluster.FindWaitingAsync(
                    version.Key, [.. version.Select(element => element.WaitsAt!).Distinct(StringComparer.Ordinal)], cancellation);
                found.AddRange(visits.SelectMany(visit =>
                    version.Where(element => element.WaitsAt == visit.ElementId).Select(element => (element, visit))));
            }

            var idle = Meet(found);
            Go();
            foreach (var question in idle)
                End(question);
            health.Looked(found.Count, problem: null);
        }
        catch (ClusterException refused)
        {
            health.Looked(waiting: null, $"The cluster cannot be asked who waits: {refused.Message}");
        }
    }

    /// <summary>Ends what was begun before.</summary>
    public async Task EndAsync()
    {
        List<PollTurn> turns;
        lock (_gate)
        {
            turns = [.. _questions.Values.Select(question => question.Turn).OfType<PollTurn>()];
            _questions.Clear();
            _visits.Clear();
        }

        await Task.WhenAll(turns.Select(turn => turn.EndAsync()));
    }

    /// <returns>Questions that nobody waits for any more.</returns>
    private List<WaitingQuestion> Meet(List<(InboundElement Element, WaitingElement Visit)> found)
    {
        lock (_gate)
        {
            var present = new HashSet<(ElementInstanceKey, string)>();
            foreach (var (element, visit) in found)
            {
                var name = (visit.Key, element.ElementId);
                present.Add(name);
                if (!_visits.TryGetValue(name, out var known))
                {
                    _visits[name] = known = new WaitingVisit(element, visit);
                    Place(known, isNews: true);
                    continue;
                }

                known.Element = element;
                if (known.See(visit.Variables) || (known is { Question: null, IsDone: false }))
                    Place(known, isNews: true);
            }

            foreach (var (name, gone) in _visits.Where(pair => !present.Contains(pair.Key)).ToList())
            {
                _visits.Remove(name);
                Leave(gone);
            }

            return [.. _questions.Values.Where(question => question.Visits.Count is 0)];
        }
    }

    /// <summary>Finds the question to ask for a visit.</summary>
    /// <param name="isNews">Whether it is to be asked at once.</param>
    private void Place(WaitingVisit visit, bool isNews)
    {
        if (visit.IsDone)
            return;

        try
        {
            var asked = asking.QuestionOf(visit.Element, visit.Context, visit.Cursor);
            if (visit.Question?.Key == asked.Key)
                return;
            Leave(visit);
            if (!_questions.TryGetValue(asked.Key, out var question))
                question = Begin(asked);
            else if (isNews && !question.IsDue)
                question.Turn?.Hasten();
            question.IsDue |= isNews;
            visit.HasSeen = false;
            visit.Question = question;
            question.Visits.Add(visit);
            health.Asked(visit, failure: null, isOver: true);
        }
        catch (ConnectorException unfit)
        {
            // Its variables may change; the others do not wait for it.
            Leave(visit);
            var reason = $"The settings for {visit.Element.ElementId} (element instance {visit.Key.Value}) cannot be made: {unfit.Message}";
            health.Asked(visit, reason, isOver: false);
        }
    }

    private void Leave(WaitingVisit visit)
    {
        visit.Question?.Visits.Remove(visit);
        visit.Question = null;
        health.Asked(visit, failure: null, isOver: true);
    }

    private WaitingQuestion Begin(PollQuestion asked)
    {
        var question = new WaitingQuestion(asked.Key, asking.Bind(asked));
        _questions[asked.Key] = question;
        _begun.Add(question);
        return question;
    }

    private void Go()
    {
        List<WaitingQuestion> begun;
        lock (_gate)
            (begun, _begun) = (_begun, []);
        foreach (var question in begun)
        {
            question.Turn = pollers.Questions.Add(
                token => guard(() => AskAsync(question, token)),
                question.IsDue ? TimeSpan.Zero : pollers.PauseOf(question.Bound.Interval, failures: 0, health.Spread()),
                stop);
        }
    }

    /// <returns>False when somebody waits for it.</returns>
    private bool End(WaitingQuestion question)
    {
        lock (_gate)
        {
            if (question.Visits.Count > 0)
                return false;
            if (_questions.GetValueOrDefault(question.Key) == question)
                _questions.Remove(question.Key);
        }

        _ = question.Turn?.EndAsync();
        health.Asked(question, failure: null, isOver: true);
        return true;
    }

    private async Task<TimeSpan?> AskAsync(WaitingQuestion question, CancellationToken cancellation)
    {
        List<WaitingVisit> visits;
        lock (_gate)
        {
            visits = [.. question.Visits.Where(visit => !visit.IsDone)];
            question.IsDue = false;
        }

        if (visits.Count is 0)
        {
            // Somebody may have come in between.
            return End(question) ? null : TimeSpan.Zero;
        }

        var validator = visits.All(visit => visit.HasSeen) ? question.Validator : null;
        var outcome = await asking.AskAsync(
            session,
            question.Bound,
            visits[0].Cursor,
            validator,
            async answer =>
            {
                var deliveries = await OfferAsync(answer, visits, cancellation);
                var hasMoved = Conclude(question, answer, visits);
                Go();
                return new PollTaken(deliveries, hasMoved);
            },
            cancellation);
        question.Failures = outcome.Count(question.Failures);
        health.Asked(question, outcome.Failure, isOver: question.Visits.Count is 0);
        var failures = outcome.Failure is null ? 0 : question.Failures;
        return outcome.PauseAfter(pollers.PauseOf(question.Bound.Interval, failures, health.Spread()));
    }

    /// <returns>For each event what became of it; null for one that nobody took.</returns>
    private async Task<Delivery?[]> OfferAsync(PollAnswer answer, IReadOnlyList<WaitingVisit> visits, CancellationToken cancellation)
    {
        var deliveries = new Delivery?[answer.Events.Count];
        if (answer.Events.Count is 0)
            return deliveries;

        var places = new Dictionary<InboundEvent, int>(ReferenceEqualityComparer.Instance);
        foreach (var (place, one) in answer.Events.Index())
            places[one] = place;
        var offers = visits
            .Select(visit => visit.Element)
            .Distinct()
            .ToDictionary(element => element, element => new WaitingOffer(element, answer.Events, session));
        // What the source forgets goes to one visit only, so they do not reach for it at the same time.
        var atOnce = answer.Receipt is null ? DeliveriesAtMost : 1;
        await Parallel.ForEachAsync(
            visits,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation },
            async (visit, token) =>
            {
                foreach (var one in offers[visit.Element].For(visit.AwaitedKey))
                {
                    var place = places[one];
                    if (answer.Receipt is not null && deliveries[place] is not (null or Delivery.Refused))
                        continue;
                    var own = one with { Id = answer.Receipt is null ? visit.MessageId : one.Id ?? visit.MessageId, Part = "", Cursor = null };
                    var delivery = await session.DeliverAsync(own, [visit.Element], token);
                    visit.WasRefused = delivery is Delivery.Refused;
                    if (deliveries[place] is null or Delivery.Refused)
                        deliveries[place] = delivery;
                    // What another visit had before is not for this one.
                    if (delivery is Delivery.Ignored or Delivery.Refused || (answer.Receipt is not null && delivery is Delivery.Duplicate))
                        continue;
                    visit.IsDone = true;
                    return;
                }
            });
        return deliveries;
    }

    /// <returns>Whether the cursor moved.</returns>
    private bool Conclude(WaitingQuestion question, PollAnswer answer, IReadOnlyList<WaitingVisit> visits)
    {
        var hasMoved = false;
        lock (_gate)
        {
            question.Validator = answer.Validator ?? question.Validator;
            foreach (var visit in visits)
            {
                // What the cluster did not want comes again, changed or not.
                visit.HasSeen = !visit.WasRefused;
                if (visit.IsDone)
                    Leave(visit);
            }

            if (answer.Cursor is not { } cursor)
                return false;
            foreach (var visit in visits.Where(visit => visit.Question == question))
            {
                var moved = visit.Cursor is not { } before || !JsonElement.DeepEquals(before, cursor);
                visit.Cursor = cursor;
                hasMoved |= moved;
                if (moved)
                    Place(visit, isNews: false);
            }
        }

        return hasMoved;
    }
}
