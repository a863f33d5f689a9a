using System.Collections.Concurrent;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>One stretch of work at a source: from when it became ours until it is lost, given back, or fails. After that it refuses all.</summary>
/// <param name="group">As it is at the moment.</param>
/// <param name="lease">Under which everything is written; null when the cluster keeps none.</param>
/// <param name="owning">Until then the source is ours.</param>
internal sealed class InboundSession(
    OwnedRuns parts,
    InboundStart start,
    Func<InboundGroup> group,
    LeaseHold? lease,
    Redactor redactor,
    RunHealth health,
    CancellationToken owning)
{
    private readonly ConcurrentDictionary<string, PartOrder> _orders = new(StringComparer.Ordinal);

    public string Id => start.Group.SourceId;

    public InboundGroup Group => group();

    public LeaseHold? Lease => lease;

    public TimeProvider Time => parts.Time;

    /// <summary>Ways to the outside within the network policy, and documents. Nothing of it is written down.</summary>
    public CallInProgress Ways { get; } = WaysOf(parts, start, redactor, connections: null);

    /// <summary>The same for one question of many, where there is room for it.</summary>
    /// <param name="own">Knows the secrets of the settings, and learns what this question brings.</param>
    public CallInProgress WaysThrough(CallConnections connections, Redactor own) => WaysOf(parts, start, own, connections);

    private static CallInProgress WaysOf(OwnedRuns parts, InboundStart start, Redactor redactor, CallConnections? connections) => new(
        new JobFacts
        {
            Key = 0,
            Type = start.Group.Type,
            ProcessId = start.Group.ProcessId,
            ElementId = start.Group.Elements[0].ElementId,
            TenantId = start.Group.TenantId,
        },
        parts.Transport,
        parts.Time)
    {
        Records = false,
        RecordsBodies = false,
        DocumentService = parts.Documents,
        Redactor = redactor,
        ClusterId = parts.Cluster.Id,
        Metrics = parts.Metrics,
        Connections = connections,
    };

    public SubscriptionFacts Facts
    {
        get
        {
            var now = Group;
            return new SubscriptionFacts(
                now.Type,
                now.ProcessId,
                [.. now.Elements.Select(element => element.ElementId).Distinct(StringComparer.Ordinal)],
                now.TenantId,
                now.Elements[0].Property(InboundProperty.DeduplicationId));
        }
    }

    public string CursorName(string part) => part.Length is 0 ? Id : $"{Id}/{part}";

    /// <summary>How far the source is read by all that was handed over before.</summary>
    public async Task<string?> ReadCursorAsync(string part, CancellationToken cancellation)
    {
        if (parts.Cluster.Inbox is not { } inbox)
            return null;
        var order = OrderOf(part);
        await order.IdleAsync(cancellation);
        var place = await ReadPlaceAsync(inbox, part, cancellation);
        order.Know(place);
        return place;
    }

    /// <summary>In its order among the events of the part.</summary>
    public async Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation)
    {
        if (parts.Cluster.Inbox is null)
            return;
        using var turn = OrderOf(part).Enter(cursor);
        await turn.ReadyAsync(keepsPlaces: true, cancellation);
        await MoveAsync(turn, part, cancellation);
        turn.Settle();
    }

    public bool CanActivate(object variables) => parts.Correlator.CanActivate(Group.Elements, ContextOf(variables));

    /// <summary>Returns when what became of the event is durable; waits while the cluster is away.</summary>
    /// <param name="elements">Those that may take it; null for all of the group.</param>
    /// <exception cref="OperationCanceledException">The source is not ours any more.</exception>
    public async Task<Delivery> DeliverAsync(
        InboundEvent @event, IReadOnlyList<InboundElement>? elements, CancellationToken cancellation)
    {
        var arrival = new InboundArrival
        {
            Context = ContextOf(@event.Variables),
            MessageId = @event.Id,
            Trace = TraceContext.Read(@event.TraceParent, null),
            Lease = lease,
            Unreadable = @event.Unreadable,
            Redactor = redactor,
        };
        // Before anything that waits: the order of calls is the order of turns.
        using var turn = @event.Cursor is { } place ? OrderOf(@event.Part).Enter(place) : null;
        parts.Metrics.Trigger("triggered", start.Group.Type);
        start.Activities.Add(ActivitySeverity.Info, ActivityTag.Message, "An event arrived.");
        using var both = CancellationTokenSource.CreateLinkedTokenSource(owning, cancellation);
        if (turn is not null)
            await turn.ReadyAsync(parts.Cluster.Inbox is not null, both.Token);
        for (int refusals = 0, defects = 0; ; refusals++)
        {
            both.Token.ThrowIfCancellationRequested();
            var takers = elements ?? Group.Elements;
            arrival = arrival with { Cursor = turn?.Cursor };
            // It waits for the cluster, and whoever is next need not wait for that.
            var correlating = parts.Correlator.CorrelateAsync(takers, arrival, both.Token);
            turn?.Begin();
            var result = await correlating;
            if (turn?.After is not null && result is CorrelationResult.Refused { Error: ClusterError.InvalidState })
            {
                if (!await turn.TakeBackAsync(() => ReadPlaceAsync(parts.Cluster.Inbox!, @event.Part, both.Token), both.Token))
                    continue;
                result = new CorrelationResult.AlreadyAccepted(takers[0]) { IsRepetition = true };
            }

            turn?.IsUncertain |= result is CorrelationResult.Refused
            {
                Error: ClusterError.Unavailable or ClusterError.DeadlineExceeded or ClusterError.Internal
            };
            // One event that the cluster cannot bear must not hold up all behind it.
            if (result is CorrelationResult.Refused { Error: ClusterError.Internal } && ++defects >= parts.Options.AttemptsBeforeQuarantine)
                result = await parts.Keeper.QuarantineAsync(takers, arrival, effect: null, result, both.Token);
            if (await WhyAgainAsync(result, takers, defects, both.Token) is not { } reason)
            {
                health.Stuck(null);
                var delivery = Conclude(result, takers, @event.HappenedAt);
                // Written together with an effect or a kept event; there was neither.
                if (turn is not null && LeavesNoTrace(result, delivery))
                    await MoveAsync(turn, @event.Part, cancellation);
                turn?.Settle();
                return delivery;
            }

            health.Stuck(redactor.Clean(reason));
            await Task.Delay(InboundPause.Of(refusals, Id, parts.Options), parts.Time, both.Token);
        }
    }

    private static bool LeavesNoTrace(CorrelationResult result, Delivery delivery) =>
        delivery is Delivery.Ignored or Delivery.Refused || result is CorrelationResult.AlreadyAccepted { MovedNoPlace: true };

    private async Task MoveAsync(PartTurn turn, string part, CancellationToken cancellation)
    {
        if (parts.Cluster.Inbox is not { } inbox)
            return;
        await InsistAsync(
            async token =>
            {
                while (!await TryMoveAsync(token))
                {
                    // Again, when it is its turn.
                }

                return true;
            },
            cancellation);

        async Task<bool> TryMoveAsync(CancellationToken token)
        {
            try
            {
                // Said twice it is the same, so whether it was said is no question.
                turn.IsUncertain = true;
                var moving = inbox.MoveCursorAsync(start.Group.TenantId, turn.Cursor, lease, token);
                turn.Begin();
                await moving;
                return true;
            }
            catch (ClusterException early) when (early.Error is ClusterError.InvalidState && turn.After is not null)
            {
                return await turn.TakeBackAsync(() => ReadPlaceAsync(inbox, part, token), token);
            }
        }
    }

    private Task<string?> ReadPlaceAsync(IInbox inbox, string part, CancellationToken cancellation) => InsistAsync(
        token => inbox.ReadCursorAsync(start.Group.TenantId, CursorName(part), token), cancellation);

    private PartOrder OrderOf(string part) => _orders.GetOrAdd(part, static (part, session) => new PartOrder(session.CursorName(part)), this);

    public void ReportUp(IReadOnlyDictionary<string, string>? details)
    {
        if (!owning.IsCancellationRequested)
            health.Up(details?.ToDictionary(pair => pair.Key, pair => redactor.Clean(pair.Value), StringComparer.Ordinal));
    }

    public void ReportDown(string reason)
    {
        if (!owning.IsCancellationRequested)
            health.Down(redactor.Clean(reason), retryAt: null);
    }

    public void Log(string line) => start.Activities.Add(ActivitySeverity.Info, ActivityTag.Consumer, redactor.Clean(line));

    /// <summary>A refusal is about the event, or about the cluster, or about us. Only the second is worth another attempt.</summary>
    /// <returns>Null when trying again would change nothing.</returns>
    private async Task<string?> WhyAgainAsync(
        CorrelationResult result, IReadOnlyList<InboundElement> takers, int defects, CancellationToken cancellation)
    {
        switch (result)
        {
            // It was accepted, and nobody waits for the answer but us.
            case CorrelationResult.Refused { Error: ClusterError.DeadlineExceeded } when takers.Any(element => element.IsSynchronous):
                return null;
            case CorrelationResult.Refused { Error: ClusterError.Internal } when defects >= parts.Options.AttemptsBeforeQuarantine:
                return null;
            case CorrelationResult.Suspended:
                return "The trigger is suspended, and its model waits for a result: nothing is accepted until it is resumed.";
            case CorrelationResult.Refused { Error: ClusterError.InvalidState } when lease is not null && parts.Cluster.Leases is { } leases:
                var held = await InsistAsync(leases.FindLeasesAsync, cancellation);
                // Otherwise it is lost, and its keeper has not noticed yet.
                return held.Any(one => one.Hold == lease) ? null : throw new OperationCanceledException("The lease of this source is lost.");
            case CorrelationResult.Refused refused:
                return refused.Error switch
                {
                    ClusterError.Unavailable or ClusterError.ResourceExhausted or ClusterError.DeadlineExceeded or ClusterError.Internal =>
                        $"The cluster does not take events: {refused.Message}",
                    ClusterError.InvalidState or ClusterError.InvalidArgument or ClusterError.NotFound or ClusterError.AlreadyExists => null,
                };
            default:
                return null;
        }
    }

    private Delivery Conclude(CorrelationResult result, IReadOnlyList<InboundElement> takers, DateTimeOffset? happenedAt)
    {
        parts.Metrics.Trigger(result.MetricName, start.Group.Type);
        var (delivery, severity, message) = result switch
        {
            CorrelationResult.Success { IsRepetition: true } known =>
                (Delivery.Duplicate, ActivitySeverity.Info, $"{known.Element.ElementId} had accepted the event before."),
            CorrelationResult.Success success => (Delivery.Applied, ActivitySeverity.Info, success.Sentence),
            CorrelationResult.Refused { Error: ClusterError.DeadlineExceeded } when takers.Any(element => element.IsSynchronous) =>
                (Delivery.Applied, ActivitySeverity.Info, "The event was accepted; its instance did not end while somebody waited."),
            CorrelationResult.NotMatched { IsConsumed: true } =>
                (Delivery.Ignored, ActivitySeverity.Info, "No activation condition is met by the event; it is consumed."),
            CorrelationResult.Quarantined { IsRepetition: true } =>
                (Delivery.Duplicate, ActivitySeverity.Info, "The event was in quarantine before."),
            CorrelationResult.Quarantined kept => (
                Delivery.Quarantined,
                ActivitySeverity.Warning,
                $"The event could not be applied and is in quarantine as {kept.Key.Value}: {ProblemOf(kept.Problem)}"),
            CorrelationResult.Held { IsRepetition: true } => (Delivery.Duplicate, ActivitySeverity.Info, "The event was held before."),
            CorrelationResult.Held held => (Delivery.Held, ActivitySeverity.Info, $"The trigger is suspended; the event is held as {held.Key.Value}."),
            _ => (Delivery.Refused, ActivitySeverity.Warning, ProblemOf(result)),
        };
        start.Activities.Add(severity, ActivityTag.Correlation, message);
        if (happenedAt is { } at)
            start.Activities.Traffic.Happened(at);
        return delivery;
    }

    private string ProblemOf(CorrelationResult problem) => problem switch
    {
        CorrelationResult.NotMatched => "No activation condition is met by the event.",
        CorrelationResult.InvalidInput invalid => redactor.Clean(invalid.Detail),
        CorrelationResult.Refused refused => $"The cluster refused the event ({refused.Error}).",
        _ => throw new System.Diagnostics.UnreachableException($"{problem.GetType().Name} is no problem."),
    };

    private async Task<T> InsistAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(owning, cancellation);
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                both.Token.ThrowIfCancellationRequested();
                var answer = await ask(both.Token);
                health.Stuck(null);
                return answer;
            }
            catch (ClusterException away) when (away.Error is not (ClusterError.InvalidArgument or ClusterError.InvalidState or ClusterError.NotFound))
            {
                health.Stuck($"The cluster cannot be asked: {redactor.Clean(away.Message)}");
                await Task.Delay(InboundPause.Of(refusals, Id, parts.Options), parts.Time, both.Token);
            }
        }
    }

    /// <exception cref="ArgumentException">A defect of the connector.</exception>
    internal static FeelContext ContextOf(object variables)
    {
        if (variables is FeelContext context)
            return context;
        var value = FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(variables, variables.GetType(), ConnectorJson.Options));
        return value.TryGetContext(out var found)
            ? found
            : throw new ArgumentException("Expected an event whose variables are an object.", nameof(variables));
    }
}
