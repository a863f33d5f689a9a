namespace Fairlead.Engine;

/// <summary>
/// Tenants by name. Within the engine null is the default tenant, in events and entries as in memory: what was written before there were
/// tenants keeps its bytes and belongs to it.
/// </summary>
public static class Tenant
{
    /// <summary>What the default tenant is called outside.</summary>
    public const string Default = "<default>";
}
