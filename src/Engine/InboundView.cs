using Fairlead.Engine.Tables;
using Fairlead.Engine.Values;

namespace Fairlead.Engine;

/// <summary>What the state knows of outside events and their sources. Like the processor: only for whoever owns the state.</summary>
public sealed class InboundView
{
    private readonly State _state;

    internal InboundView(State state) => _state = state;

    public KeptInbound? Find(InboxKey key) => _state.Kept(key);

    /// <returns>UTF-8 JSON object; null when nothing is kept under the key.</returns>
    public ReadOnlyMemory<byte>? FindPayload(InboxKey key) => _state.KeptPayload(key);

    /// <summary>What is kept of everybody.</summary>
    /// <param name="isHeld">Null for both.</param>
    public IReadOnlyList<KeptInbound> FindKept(bool? isHeld, InboxKey after, int atMost) =>
        Find(isHeld, held => new(KeptGroup.All, held, null, "", ""), after, atMost);

    /// <summary>What is kept of a tenant.</summary>
    /// <param name="tenant">Null for the default tenant.</param>
    /// <param name="processId">Null for all of the tenant.</param>
    /// <param name="elementId">Null for all of the process.</param>
    /// <param name="isHeld">Null for both.</param>
    public IReadOnlyList<KeptInbound> FindKept(
        string? tenant, string? processId, string? elementId, bool? isHeld, InboxKey after, int atMost) =>
        Find(
            isHeld,
            held => processId is null ? new(KeptGroup.OfTenant, held, tenant, "", "")
                : elementId is null ? new(KeptGroup.OfProcess, held, tenant, processId, "")
                : KeptGroup.Of(held, tenant, processId, elementId),
            after,
            atMost);

    public KnownInbound FindKnown(string deduplicationKey) => new(_state.Ledger(deduplicationKey), _state.Kept(deduplicationKey));

    /// <param name="tenant">Null for the default tenant.</param>
    public string? FindPlace(string? tenant, string name) => _state.Place(tenant, name);

    /// <summary>Those that are held at the moment, in order of their names.</summary>
    public IReadOnlyList<Lease> FindLeases(Timestamp now) =>
        [.. _state.Leases().Where(lease => lease.Until > now).OrderBy(lease => lease.Name, StringComparer.Ordinal)];

    /// <summary>In order of tenant, process and element.</summary>
    public IReadOnlyList<Suspension> FindSuspensions() =>
    [
        .. _state.Suspensions()
            .OrderBy(suspension => suspension.Tenant ?? "", StringComparer.Ordinal)
            .ThenBy(suspension => suspension.ProcessId, StringComparer.Ordinal)
            .ThenBy(suspension => suspension.ElementId ?? "", StringComparer.Ordinal),
    ];

    /// <summary>Those visits that are active still and of these elements, with all that they see, in the order given.</summary>
    public IReadOnlyList<SeenElement> FindWaiting(DefinitionKey definition, IReadOnlyList<string> elementIds, IEnumerable<ElementKey> visits)
    {
        var found = new List<SeenElement>();
        foreach (var key in visits)
        {
            if (_state.Element(key) is { Phase: ElementPhase.Activated } visit && visit.Definition == definition && elementIds.Contains(visit.ElementId))
                found.Add(new(key, visit.Instance, visit.ElementId, Scopes.WriteVisible(_state, key, [])));
        }

        return found;
    }

    private IReadOnlyList<KeptInbound> Find(bool? isHeld, Func<bool, KeptGroup> group, InboxKey after, int atMost)
    {
        var held = isHeld is false ? [] : _state.KeptAfter(group(true), after).Take(atMost);
        var others = isHeld is true ? [] : _state.KeptAfter(group(false), after).Take(atMost);
        return [.. held.Concat(others).OrderBy(key => key.Value).Take(atMost).Select(key => _state.Kept(key)!)];
    }
}

/// <summary>An active element instance.</summary>
/// <param name="Variables">UTF-8 JSON object: all that the element sees.</param>
public sealed record SeenElement(ElementKey Key, InstanceKey Instance, string ElementId, ReadOnlyMemory<byte> Variables);
