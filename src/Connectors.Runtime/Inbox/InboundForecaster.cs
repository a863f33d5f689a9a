using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Feel;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>Says what would become of an event. Decides as the correlator does, and changes nothing.</summary>
public sealed class InboundForecaster(ICluster cluster, InboundGate gate, TimeProvider time)
{
    /// <param name="entry">Where it is kept; null when it comes fresh from outside.</param>
    /// <param name="isExplained">Whether the course of each expression is wanted.</param>
    internal async Task<InboundForecast> OfAsync(
        InboundOffer offer, FeelContext @event, string? messageId, InboxKey? entry, bool isExplained, CancellationToken cancellation)
    {
        if (offer.Problem is { } problem)
            return Quarantine(offer, offer.Code, problem);

        var now = time.GetUtcNow();
        var trace = isExplained ? new DecisionTrace() : null;
        var forecast = InboundDecider.Decide(offer.Elements, @event, messageId, now, trace) switch
        {
            InboundDecision.NotMatched { IsConsumed: true } => new InboundForecast
            {
                Verdict = InboundVerdict.Consume,
                Reason = "No activation condition is met, and the model wants such events to be dropped.",
            },
            InboundDecision.NotMatched => Quarantine(offer, InboxKeeper.NotMatched, "No activation condition is met by the event."),
            InboundDecision.Unfit unfit => Quarantine(offer, unfit.Code, unfit.Detail) with { Element = unfit.Element },
            InboundDecision.Effect effect => await OfEffectAsync(effect, cancellation),
            var other => throw new System.Diagnostics.UnreachableException($"No forecast for {other.GetType().Name}."),
        };
        forecast = await WithSuspensionAsync(forecast, offer, entry, cancellation);
        return trace is null ? forecast : forecast with { Steps = [.. trace.Steps.Select(step => ToStep(step, offer.Redactor))], Nulls = NullsOf(forecast, @event, now) };
    }

    private async Task<InboundForecast> OfEffectAsync(InboundDecision.Effect effect, CancellationToken cancellation)
    {
        var known = effect.DeduplicationKey is { } key && cluster.Inbox is { } inbox
            ? await inbox.FindKnownAsync(key, cancellation)
            : null;
        // What is kept only, here or as another entry, had no effect yet.
        var isDone = known is { State: InboxState.Applied or InboxState.Discarded };
        var message = effect.Element.Point as CorrelationPoint.Message;
        return new InboundForecast
        {
            Action = message is null ? InboundAction.CreateInstance
                : effect.Element.IsSynchronous ? InboundAction.CorrelateMessage
                : InboundAction.PublishMessage,
            MessageName = message?.Name ?? "",
            TimeToLive = effect.Element.MessageTimeToLive,
            Verdict = isDone ? InboundVerdict.Duplicate : InboundVerdict.Apply,
            Reason = isDone ? "An event with the same identity had its effect before." : WhereAwaited(effect),
            Element = effect.Element,
            CorrelationKey = effect.CorrelationKey,
            MessageId = effect.MessageId,
            DeduplicationKey = effect.DeduplicationKey,
            Variables = effect.Variables,
            Known = known,
        };
    }

    private static string WhereAwaited(InboundDecision.Effect effect) => effect.WhereAwaited.Count is 0
        ? ""
        : "An instance that waits for it gets it first: " + string.Join(", ", effect.WhereAwaited.Select(awaited =>
            $"{awaited.Element.ElementId} of version {awaited.Element.Definition.Version} with key '{awaited.CorrelationKey}'")) + ".";

    private async Task<InboundForecast> WithSuspensionAsync(
        InboundForecast forecast, InboundOffer offer, InboxKey? entry, CancellationToken cancellation)
    {
        if (entry is not null || cluster.Inbox is null || forecast.Verdict is InboundVerdict.Consume or InboundVerdict.Duplicate)
            return forecast;
        var taker = forecast.Verdict is InboundVerdict.Apply ? forecast.Element : null;
        if (!(taker is null ? await gate.HoldsAllAsync(offer.Elements[0], cancellation) : await gate.HoldsAsync(taker, cancellation)))
            return forecast;
        return (taker?.IsSynchronous ?? offer.Elements.All(element => element.IsSynchronous))
            ? forecast with { Verdict = InboundVerdict.Refuse, Reason = "The trigger is suspended, and the sender waits for an answer." }
            : forecast with { Verdict = InboundVerdict.Hold, Reason = "The trigger is suspended, or events that came before wait still." };
    }

    private static InboundForecast Quarantine(InboundOffer offer, string code, string reason) => new()
    {
        Verdict = InboundVerdict.Quarantine,
        Code = code,
        Reason = offer.Redactor.Clean(reason),
    };

    /// <summary>Of an entry that nobody can read: until somebody makes something of it, nothing would become of it.</summary>
    internal static InboundForecast OfUnread(InboxEntry entry) => new()
    {
        Verdict = InboundVerdict.Quarantine,
        Code = entry.Code,
        Reason = entry.Reason,
    };

    private static ForecastStep ToStep(DecisionStep step, Redactor redactor)
    {
        var (result, element) = (step.Result, step.Element);
        // The model's own words: what was evaluated may have secrets in it.
        var text = step.Step switch
        {
            InboundStep.ActivationCondition => element.ActivationConditionText,
            InboundStep.MessageId => element.MessageId?.Text,
            InboundStep.CorrelationKey => element.CorrelationKey?.Text,
            InboundStep.Result => element.Result.Expression?.Text,
        };
        var problem = result.Failure ?? result.Trace?.Cause;
        return new ForecastStep(
            element,
            step.Step,
            (text ?? "").Trim().TrimStart('=').Trim(),
            redactor.Clean(result.Trace?.Root.ValueText ?? ""),
            problem is null ? null : redactor.Clean($"{problem.Message.TrimEnd('.')}. [{problem.Code}]"),
            result.Trace is { } trace ? redactor.CleanJson(trace.ToJson()) : default);
    }

    private static IReadOnlyList<NullEntry> NullsOf(InboundForecast forecast, FeelContext @event, DateTimeOffset now) =>
        forecast.Element?.Result.Expression is { } expression && !forecast.Variables.IsEmpty
            ? NullTrace.Of(expression, new Response(FeelValue.From(@event)).Spread(), now)?.Entries ?? []
            : [];

    /// <summary>An event as it is kept.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    internal static FeelContext ContextOf(ReadOnlyMemory<byte> payload) =>
        FeelValue.FromJson(payload).TryGetContext(out var context) ? context : FeelContext.Empty;
}
