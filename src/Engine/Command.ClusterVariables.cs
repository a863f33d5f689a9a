namespace Fairlead.Engine;

public abstract partial record Command
{
    /// <param name="Name">Unique in its scope.</param>
    /// <param name="Value">UTF-8 JSON of any kind but null.</param>
    public sealed record CreateClusterVariable(ClusterScope Scope, string Name, ReadOnlyMemory<byte> Value) : Command;

    /// <param name="Value">As of <see cref="CreateClusterVariable"/>.</param>
    public sealed record UpdateClusterVariable(ClusterScope Scope, string Name, ReadOnlyMemory<byte> Value) : Command;

    public sealed record DeleteClusterVariable(ClusterScope Scope, string Name) : Command;
}
