using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Translating;

/// <summary>Outside events and their sources, as the engine has them.</summary>
internal static class InboundRequests
{
    public static InboundSource? ToSource(InboundOrigin? origin) => origin is null ? null : new(ToTarget(origin.Trigger))
    {
        Entry = origin.Entry is { } entry ? new Engine.InboxKey(entry.Value) : null,
        Place = ToPlace(origin.Cursor),
        Fence = ToFence(origin.Lease),
        RememberFor = origin.RememberFor,
    };

    public static Command.KeepInbound ToCommand(KeepEvent request, Tenancy tenancy) => new(
        ToTarget(request.Trigger),
        ToIsHeld(request.State),
        request.Code,
        request.Reason,
        Variables.Check(request.Payload))
    {
        Tenant = tenancy.ToEngine(request.TenantId),
        DeduplicationKey = request.DeduplicationKey,
        MessageId = request.MessageId,
        Place = ToPlace(request.Cursor),
        Fence = ToFence(request.Lease),
        KeepFor = request.KeepFor,
    };

    /// <exception cref="ClusterException">Events of this state are not kept.</exception>
    public static bool ToIsHeld(InboxState state) => state switch
    {
        InboxState.Held => true,
        InboxState.Quarantined => false,
        InboxState.Applied or InboxState.Discarded or InboxState.Expired => throw new ClusterException(
            ClusterError.InvalidArgument, $"Expected the state {InboxState.Quarantined} or {InboxState.Held}, but it is {state}."),
    };

    public static SourcePlace? ToPlace(InboundCursor? cursor) => cursor is null ? null : new(cursor.Name, cursor.Value) { After = cursor.After };

    public static Fence? ToFence(LeaseHold? lease) => lease is null ? null : new(lease.Name, lease.Token);

    private static InboundTarget ToTarget(InboundTrigger trigger) => new(trigger.Type, trigger.ProcessId, trigger.ElementId);
}
