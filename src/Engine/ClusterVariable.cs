namespace Fairlead.Engine;

/// <summary>A value that all processes of its scope read, and none writes.</summary>
/// <param name="Value">UTF-8 JSON.</param>
public sealed record ClusterVariable(ClusterVariableKey Key, ClusterScope Scope, string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int NameAtMost = 256;

    /// <summary>Longest value. All of them lie in memory.</summary>
    public const int ValueAtMostBytes = 64 << 10;

    /// <summary>Variables in one scope.</summary>
    public const int CountAtMost = 1_000;
}

/// <summary>Who sees a cluster variable: everyone, or one tenant.</summary>
/// <param name="Tenant">Of one that is not global; null for the default tenant.</param>
public readonly record struct ClusterScope(bool IsGlobal, string? Tenant)
{
    public static ClusterScope Global { get; } = new(IsGlobal: true, Tenant: null);

    /// <param name="tenant">Null for the default tenant.</param>
    public static ClusterScope Of(string? tenant) => new(IsGlobal: false, tenant);
}
