using System.Collections.Immutable;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Shows how the inbound connectors are doing: each that a deployed model asks for is here, running or with a reason.</summary>
public sealed class InboundRegistry
{
    private readonly InboundOptions _options;
    private readonly TimeProvider _time;
    private ImmutableArray<Entry> _entries = [];

    public InboundRegistry(IOptions<InboundOptions> options, RuntimeMetrics metrics, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        InboundGauges.AddTo(metrics.Meter, Snapshot, time);
    }

    /// <summary>As they are at this moment, in order of process and element.</summary>
    public IReadOnlyList<InboundStatus> Snapshot() =>
        [.. _entries
            .Select(StatusOf)
            .OrderBy(status => status.ProcessId, StringComparer.Ordinal)
            .ThenBy(status => status.Elements[0].ElementId, StringComparer.Ordinal)
            .ThenByDescending(status => status.Elements[0].Version)];

    /// <summary>What deployed models ask for, running or not.</summary>
    internal IEnumerable<InboundGroup> Groups => _entries.Select(entry => entry.Group);

    internal void Publish(IEnumerable<InboundExecutable> executables) =>
        ImmutableInterlocked.InterlockedExchange(
            ref _entries,
            [.. executables.Select(executable => new Entry(executable.Group, executable.Run, executable.Refusal, executable.Activities))]);

    private InboundStatus StatusOf(Entry entry)
    {
        var health = entry.Run?.Health ?? entry.Refusal;
        var expected = InboundSilence.ExpectationOf(entry.Group, _options);
        var traffic = entry.Activities.Traffic.Counts;
        var silentSince = health.State is InboundState.Active ? InboundSilence.SinceOf(traffic, expected, _time.GetUtcNow()) : null;
        return new InboundStatus(
            entry.Group.Id,
            entry.Group.Type,
            entry.Group.TenantId,
            entry.Group.ProcessId,
            [.. entry.Group.Elements.Select(element =>
                new InboundElementStatus(element.ElementId, element.Definition.Version, element.Definition.Key.Value))],
            health.State,
            silentSince is null ? health.Reason : InboundSilence.ReasonOf(traffic, expected!.Value),
            entry.Run?.Path ?? entry.Group.Elements[0].Property(InboundProperty.Context),
            health.RetryAt,
            entry.Activities)
        {
            Since = silentSince ?? health.Since,
            Word = WordOf(health.State, isSilent: silentSince is not null),
            ExpectedEvery = expected,
            Details = health.Details ?? new Dictionary<string, string>(),
        };
    }

    private static InboundWord WordOf(InboundState state, bool isSilent) => state switch
    {
        InboundState.Active => isSilent ? InboundWord.Silent : InboundWord.Up,
        InboundState.Starting => InboundWord.Unknown,
        InboundState.Standby => InboundWord.Standby,
        InboundState.Queued or InboundState.Down or InboundState.Cancelled or InboundState.ConnectorNotRegistered
            or InboundState.FailedToActivate or InboundState.InvalidDefinition => InboundWord.Down,
    };

    private sealed record Entry(InboundGroup Group, IInboundRun? Run, InboundHealth Refusal, ActivityLog Activities);
}
