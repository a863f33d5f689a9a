using System.Collections.Frozen;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// Knows whose events are held instead of applied: those of suspended triggers, and after that those of triggers for which earlier ones wait
/// still. What the cluster says is looked at again and again; what is done through this process counts at once.
/// </summary>
public sealed class InboundGate(ICluster cluster)
{
    private readonly Lock _writing = new();
    private volatile View? _view;

    // Counts what was held by this process, so that a look that began before does not say "nothing" afterwards.
    private long _holds;

    /// <summary>Set when something is held that could be driven: what waits should be looked through.</summary>
    private volatile bool _mayDrive = true;

    /// <summary>Reads anew what is suspended, and whether anything is held.</summary>
    /// <exception cref="ClusterException">The cluster cannot be asked; what was known goes on.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (cluster.Inbox is not { } inbox)
            return;

        var holds = Interlocked.Read(ref _holds);
        var suspensions = await inbox.FindSuspensionsAsync(cancellation);
        var held = await inbox.FindKeptAsync(new FindKept { State = InboxState.Held, AtMost = 1 }, cancellation);
        var suspended = suspensions.Select(one => new Name(one.TenantId, one.ProcessId, one.ElementId)).ToFrozenSet();
        lock (_writing)
        {
            if (_view is not { } before || !before.Suspended.SetEquals(suspended))
                _mayDrive = true;
            _view = new View(suspended, held.Count > 0 || holds != Interlocked.Read(ref _holds));
        }
    }

    /// <summary>Whether an event for the element has to wait.</summary>
    internal async ValueTask<bool> HoldsAsync(InboundElement element, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation);
        var (tenant, process) = (element.Definition.TenantId, element.Definition.ProcessId);
        if (view.Holds(tenant, process, element.ElementId))
            return true;
        // In the order in which they came: behind those that wait still.
        return view.HasHeld
            && (await cluster.Inbox!.FindKeptAsync(
                new FindKept
                {
                    TenantId = tenant,
                    ProcessId = process,
                    ElementId = element.ElementId,
                    State = InboxState.Held,
                    AtMost = 1,
                },
                cancellation)).Count > 0;
    }

    /// <summary>Whether all events of the element's process have to wait, also those that nothing takes at the moment.</summary>
    internal async ValueTask<bool> HoldsAllAsync(InboundElement element, CancellationToken cancellation) =>
        (await ViewAsync(cancellation)).HoldsAll(element.Definition.TenantId, element.Definition.ProcessId);

    internal bool IsSuspended(string tenantId, InboundTrigger trigger) =>
        _view is { } view && view.Holds(tenantId, trigger.ProcessId, trigger.ElementId);

    /// <summary>Before and after an event is held.</summary>
    internal void NoteHeld(string tenantId, InboundTrigger trigger)
    {
        Interlocked.Increment(ref _holds);
        lock (_writing)
        {
            if (_view is { } view)
                _view = view with { HasHeld = true };
        }

        if (!IsSuspended(tenantId, trigger))
            _mayDrive = true;
    }

    /// <summary>Whether anything that is held could be driven since this was asked last.</summary>
    internal bool TakeMayDrive()
    {
        if (!_mayDrive || _view is not { HasHeld: true })
            return false;
        _mayDrive = false;
        return true;
    }

    /// <summary>What is held should be looked through again.</summary>
    internal void MayDrive() => _mayDrive = true;

    private async ValueTask<View> ViewAsync(CancellationToken cancellation)
    {
        if (_view is { } known)
            return known;
        await RefreshAsync(cancellation);
        return _view!;
    }

    /// <param name="Element">Null for all of the process.</param>
    private sealed record Name(string Tenant, string Process, string? Element);

    private sealed record View(FrozenSet<Name> Suspended, bool HasHeld)
    {
        public bool Holds(string tenant, string process, string element) =>
            Suspended.Count > 0
            && (HoldsAll(tenant, process) || Suspended.Contains(new Name(tenant, process, element)));

        public bool HoldsAll(string tenant, string process) => Suspended.Contains(new Name(tenant, process, null));
    }
}
