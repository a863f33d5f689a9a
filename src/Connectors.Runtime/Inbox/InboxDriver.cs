using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// Applies events that were kept, to the elements that are deployed now. The cluster ends an entry in the transaction that applies it: driven
/// twice, or with a crash in between, it is applied once.
/// </summary>
public sealed class InboxDriver(ICluster cluster, InboundSources sources, InboundForecaster forecaster, Correlator correlator)
{
    /// <summary>What would become of a kept event; nothing happens.</summary>
    /// <param name="payload">Takes the place of what it carries; null for that.</param>
    /// <returns>Null when there is no such entry, or when it is done.</returns>
    public async Task<DrivenEvent?> PreviewAsync(InboxKey key, ReadOnlyMemory<byte>? payload, CancellationToken cancellation)
    {
        if (await FindAsync(key, cancellation) is not { } entry)
            return null;
        if (payload is { } edited)
            entry = entry with { Payload = edited };
        var offer = await sources.OfAsync(entry.TenantId, entry.Trigger, cancellation);
        var forecast = await ForecastAsync(offer, entry, cancellation);
        return new DrivenEvent(
            key,
            forecast.Verdict switch
            {
                InboundVerdict.Apply => InboxDriveOutcome.Applied,
                InboundVerdict.Duplicate => InboxDriveOutcome.Duplicate,
                InboundVerdict.Consume => InboxDriveOutcome.Consumed,
                InboundVerdict.Quarantine when offer.IsAway => InboxDriveOutcome.NotNow,
                InboundVerdict.Quarantine => InboxDriveOutcome.Failed,
                var other => throw new System.Diagnostics.UnreachableException($"What is kept is not to be kept ({other})."),
            },
            forecast);
    }

    /// <summary>Applies a kept event.</summary>
    /// <param name="lease">Under which it happens; null when everybody may.</param>
    /// <returns>Null when there is no such entry, or when it is done.</returns>
    /// <exception cref="ClusterException">The cluster could not be asked.</exception>
    public async Task<DrivenEvent?> DriveAsync(InboxKey key, LeaseHold? lease, CancellationToken cancellation)
    {
        if (await FindAsync(key, cancellation) is not { } entry)
            return null;
        var offer = await sources.OfAsync(entry.TenantId, entry.Trigger, cancellation);
        var forecast = await ForecastAsync(offer, entry, cancellation);
        if (offer.IsAway)
            return new DrivenEvent(key, InboxDriveOutcome.NotNow, forecast);
        if (offer.Problem is not null || UnreadPayload.IsStill(entry))
            return await FailAsync(key, forecast, cancellation);

        var arrival = new InboundArrival
        {
            Context = InboundForecaster.ContextOf(entry.Payload),
            MessageId = entry.MessageId,
            Entry = key,
            Lease = lease,
            Redactor = offer.Redactor,
        };
        return await ConcludeAsync(key, offer, forecast, await correlator.CorrelateAsync(offer.Elements, arrival, cancellation), cancellation);
    }

    private async Task<DrivenEvent?> ConcludeAsync(
        InboxKey key, InboundOffer offer, InboundForecast forecast, CorrelationResult result, CancellationToken cancellation)
    {
        switch (result)
        {
            case CorrelationResult.InstanceCreated created:
                return Done(created) with { InstanceKey = created.Key };
            case CorrelationResult.MessagePublished published:
                return Done(published) with { MessageKey = published.Key };
            case CorrelationResult.MessageCorrelated correlated:
                return Done(correlated) with { MessageKey = correlated.Key, InstanceKey = correlated.InstanceKey };
            case CorrelationResult.AlreadyAccepted known:
                // The buffer of messages knew it, and no transaction ended the entry.
                await EndAsync(key, cancellation);
                return Done(known);
            case CorrelationResult.NotMatched { IsConsumed: true }:
                await EndAsync(key, cancellation);
                return new DrivenEvent(key, InboxDriveOutcome.Consumed, forecast);
            case CorrelationResult.Refused { Error: ClusterError.Unavailable or ClusterError.ResourceExhausted or ClusterError.DeadlineExceeded } away:
                return new DrivenEvent(key, InboxDriveOutcome.NotNow, forecast with { Reason = away.Message });
            // Somebody else was faster.
            case CorrelationResult.Refused when await FindAsync(key, cancellation) is null:
                return null;
            default:
                var (code, reason) = InboxKeeper.Describe(result);
                forecast = forecast with { Verdict = InboundVerdict.Quarantine, Code = code, Reason = offer.Redactor.Clean(reason) };
                return await FailAsync(key, forecast, cancellation);
        }

        DrivenEvent Done(CorrelationResult.Success success) =>
            new(key, success.IsRepetition ? InboxDriveOutcome.Duplicate : InboxDriveOutcome.Applied, forecast);
    }

    private async Task<DrivenEvent> FailAsync(InboxKey key, InboundForecast forecast, CancellationToken cancellation)
    {
        await cluster.Inbox!.NoteFailureAsync(key, forecast.Code, forecast.Reason, cancellation);
        return new DrivenEvent(key, InboxDriveOutcome.Failed, forecast);
    }

    private async Task EndAsync(InboxKey key, CancellationToken cancellation)
    {
        try
        {
            await cluster.Inbox!.DiscardAsync(key, cancellation);
        }
        catch (ClusterException gone) when (gone.Error is ClusterError.NotFound)
        {
            // It ended with the effect.
        }
    }

    private Task<InboundForecast> ForecastAsync(InboundOffer offer, InboxEntry entry, CancellationToken cancellation) =>
        UnreadPayload.IsStill(entry) ? Task.FromResult(InboundForecaster.OfUnread(entry)) : forecaster.OfAsync(
        offer, InboundForecaster.ContextOf(entry.Payload), entry.MessageId, entry.Key, isExplained: false, cancellation);

    private Task<InboxEntry?> FindAsync(InboxKey key, CancellationToken cancellation) => cluster.Inbox is { } inbox
        ? inbox.FindAsync(key, cancellation)
        : throw new ClusterException(ClusterError.InvalidState, "Expected to drive a kept event, but this cluster keeps none.");
}

/// <summary>What became of a kept event, or would.</summary>
/// <param name="Forecast">The element, the key and the variables; or why not.</param>
public sealed record DrivenEvent(InboxKey Key, InboxDriveOutcome Outcome, InboundForecast Forecast)
{
    /// <summary>The instance that it started or reached; null when it did not, or nobody knows.</summary>
    public ProcessInstanceKey? InstanceKey { get; init; }

    /// <summary>The message that it became; null for none.</summary>
    public MessageKey? MessageKey { get; init; }
}
