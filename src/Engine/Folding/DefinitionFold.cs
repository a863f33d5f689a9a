using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class DefinitionFold
{
    public static void Apply(StateTables tables, Event.ProcessDeployed e)
    {
        tables.UseKey(e.Key.Value);
        tables.UseKey(e.Deployment.Value);
        tables.Definitions.Add(e.Key, new Definition(
            e.Key, e.Deployment, e.ProcessId, e.Name, e.Version, e.VersionTag, e.ResourceName, e.Resource)
        {
            Tenant = e.Tenant,
        });
        tables.AllDefinitions.Add(default, e.Key.Value);
        tables.Versions.Add(new(e.Tenant, e.ProcessId), e.Key.Value);
        tables.Latest.Put(new(e.Tenant, e.ProcessId), new(e.Key));
    }

    /// <summary>Only its own instances know it from now on.</summary>
    public static void Apply(StateTables tables, Event.ProcessDraining e)
    {
        var definition = Fold.Expect(tables.Definitions.Find(e.Key), e.Key);
        var id = new Name(definition.Tenant, definition.ProcessId);
        tables.Definitions.Put(e.Key, definition with { IsDraining = true });
        tables.Versions.Remove(id, e.Key.Value);
        ResourceFold.NeverAgain(tables, definition.Tenant, VersionedKinds.Process, definition.ProcessId, definition.Version);
        if (tables.Latest.Find(id)!.Value != e.Key) return;
        if (tables.Versions.Last(id) is { } before) tables.Latest.Put(id, new(new DefinitionKey(before)));
        else tables.Latest.Remove(id);
    }

    public static void Apply(StateTables tables, Event.ProcessDeleted e)
    {
        tables.Definitions.Remove(e.Key);
        tables.AllDefinitions.Remove(default, e.Key.Value);
        if (tables.Uses.Find(e.Key) is not null) tables.Uses.Remove(e.Key);
    }
}
