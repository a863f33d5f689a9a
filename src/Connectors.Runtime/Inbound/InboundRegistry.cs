using System.Collections.Immutable;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Shows how the inbound connectors are doing: each that a deployed model asks for is here, running or with a reason.</summary>
public sealed class InboundRegistry
{
    private ImmutableArray<Entry> _entries = [];

    /// <summary>As they are at this moment, in order of process and element.</summary>
    public IReadOnlyList<InboundStatus> Snapshot() =>
        [.. _entries
            .Select(StatusOf)
            .OrderBy(status => status.ProcessId, StringComparer.Ordinal)
            .ThenBy(status => status.Elements[0].ElementId, StringComparer.Ordinal)
            .ThenByDescending(status => status.Elements[0].Version)];

    internal void Publish(IEnumerable<InboundExecutable> executables) =>
        ImmutableInterlocked.InterlockedExchange(
            ref _entries,
            [.. executables.Select(executable => new Entry(executable.Group, executable.Run, executable.Refusal, executable.Activities))]);

    private static InboundStatus StatusOf(Entry entry)
    {
        var health = entry.Run?.Health ?? entry.Refusal;
        return new InboundStatus(
            entry.Group.Id,
            entry.Group.Type,
            entry.Group.TenantId,
            entry.Group.ProcessId,
            [.. entry.Group.Elements.Select(element =>
                new InboundElementStatus(element.ElementId, element.Definition.Version, element.Definition.Key.Value))],
            health.State,
            health.Reason,
            entry.Run?.Path ?? entry.Group.Elements[0].Property(InboundProperty.Context),
            health.RetryAt,
            entry.Activities)
        {
            Since = health.Since,
            Details = health.Details ?? new Dictionary<string, string>(),
        };
    }

    private sealed record Entry(InboundGroup Group, IInboundRun? Run, InboundHealth Refusal, ActivityLog Activities);
}
