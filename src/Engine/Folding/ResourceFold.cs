using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ResourceFold
{
    public static void Apply(StateTables tables, Event.ResourceDeployed e)
    {
        tables.UseKey(e.Key.Value);
        tables.UseKey(e.Deployment.Value);
        tables.Resources.Add(e.Key, new DeployedResource(
            e.Key, e.Deployment, e.Kind, e.ResourceId, e.Version, e.VersionTag, e.ResourceName, e.Content)
        {
            Tenant = e.Tenant,
        });
        tables.ResourceVersions.Add(new(e.Tenant, e.Kind, e.ResourceId), e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.ResourceDeleted e)
    {
        var resource = Fold.Expect(tables.Resources.Find(e.Key), e.Key);
        tables.Resources.Remove(e.Key);
        tables.ResourceVersions.Remove(new(resource.Tenant, resource.Kind, resource.ResourceId), e.Key.Value);
        NeverAgain(tables, resource.Tenant, VersionedKinds.Of(resource.Kind), resource.ResourceId, resource.Version);
    }

    /// <summary>Remembers a version that is deleted, so that no later one gets its number.</summary>
    /// <param name="kind">One of <see cref="VersionedKinds"/>.</param>
    public static void NeverAgain(StateTables tables, string? tenant, string kind, string id, int version)
    {
        var used = tables.UsedVersions.Find(new(tenant, kind, id))?.Value ?? 0;
        if (version > used) tables.UsedVersions.Put(new(tenant, kind, id), new(version));
    }
}
