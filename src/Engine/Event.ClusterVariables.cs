namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <param name="IsGlobal">Whether every tenant sees it.</param>
    /// <param name="Tenant">Of one that is not global; null for the default tenant.</param>
    /// <param name="Value">UTF-8 JSON.</param>
    public sealed record ClusterVariableCreated(
        ClusterVariableKey Key, bool IsGlobal, string? Tenant, string Name, ReadOnlyMemory<byte> Value) : Event;

    /// <param name="Value">UTF-8 JSON.</param>
    public sealed record ClusterVariableUpdated(ClusterVariableKey Key, ReadOnlyMemory<byte> Value) : Event;

    public sealed record ClusterVariableDeleted(ClusterVariableKey Key) : Event;
}
