using System.Collections.Immutable;

using Fairlead.Connectors.Runtime.Webhooks;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Shows how the inbound connectors are doing: each that a deployed model asks for is here, running or with a reason.</summary>
public sealed class InboundRegistry(WebhookRoutes routes)
{
    private ImmutableArray<(InboundStatus Status, WebhookEndpoint? Endpoint)> _entries = [];

    /// <summary>In order of process and element.</summary>
    public IReadOnlyList<InboundStatus> Snapshot() =>
        [.. _entries
            .Select(entry => entry.Endpoint is { } endpoint && routes.FindRival(endpoint) is { } rival
                ? Queue(entry.Status, rival)
                : entry.Status)
            .OrderBy(status => status.ProcessId, StringComparer.Ordinal)
            .ThenBy(status => status.Elements[0].ElementId, StringComparer.Ordinal)
            .ThenByDescending(status => status.Elements[0].Version)];

    internal void Publish(IEnumerable<InboundExecutable> executables) =>
        ImmutableInterlocked.InterlockedExchange(
            ref _entries, [.. executables.Select(executable => (StatusOf(executable), executable.Endpoint))]);

    private static InboundStatus Queue(InboundStatus status, WebhookEndpoint rival) => status with
    {
        State = InboundState.Queued,
        Reason = $"The path {rival.Path} is in use by process {rival.Group.ProcessId} ({rival.Group.Elements[0].ElementId}): choose another "
            + "inbound.context, or remove that webhook.",
    };

    private static InboundStatus StatusOf(InboundExecutable executable) => new(
        executable.Group.Id,
        executable.Group.Type,
        executable.Group.TenantId,
        executable.Group.ProcessId,
        [.. executable.Group.Elements.Select(element =>
            new InboundElementStatus(element.ElementId, element.Definition.Version, element.Definition.Key.Value))],
        executable.State,
        executable.Reason,
        executable.Endpoint?.Path ?? executable.Group.Elements[0].Property(InboundProperty.Context),
        executable.RetryAt,
        executable.Activities);
}
