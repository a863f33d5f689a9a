namespace Fairlead.Engine;

public abstract partial record Command
{
    /// <summary>Keeps an outside event that is not applied now.</summary>
    /// <param name="Payload">UTF-8 JSON object.</param>
    public sealed record KeepInbound(InboundTarget Target, bool IsHeld, string Code, string Reason, ReadOnlyMemory<byte> Payload) : Command
    {
        /// <summary>Null for the default tenant.</summary>
        public string? Tenant { get; init; }

        public string? DeduplicationKey { get; init; }

        public string? MessageId { get; init; }

        public SourcePlace? Place { get; init; }

        public Fence? Fence { get; init; }

        /// <summary>Null for as long as the options say.</summary>
        public TimeSpan? KeepFor { get; init; }
    }

    /// <param name="Payload">UTF-8 JSON object.</param>
    public sealed record EditInbound(InboxKey Key, ReadOnlyMemory<byte> Payload) : Command;

    public sealed record NoteInboundFailure(InboxKey Key, string Code, string Reason) : Command;

    public sealed record DiscardInbound(InboxKey Key) : Command;

    /// <param name="Tenant">Null for the default tenant.</param>
    /// <param name="ElementId">Null for all of the process.</param>
    public sealed record SuspendTrigger(string? Tenant, string ProcessId, string? ElementId) : Command;

    /// <param name="Tenant">As of <see cref="SuspendTrigger"/>.</param>
    /// <param name="ElementId">As of <see cref="SuspendTrigger"/>.</param>
    public sealed record ResumeTrigger(string? Tenant, string ProcessId, string? ElementId) : Command;

    /// <summary>Takes or renews a lease that nobody else holds.</summary>
    public sealed record AcquireLease(string Name, string Owner, TimeSpan Duration) : Command;

    /// <summary>Does nothing when it is lost.</summary>
    public sealed record ReleaseLease(Fence Fence) : Command;

    /// <param name="Tenant">Null for the default tenant.</param>
    public sealed record MovePlace(string? Tenant, SourcePlace Place, Fence? Fence) : Command;
}
