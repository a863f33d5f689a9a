using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class DefinitionFold
{
    public static void Apply(StateTables tables, Event.ProcessDeployed e)
    {
        tables.UseKey(e.Key.Value);
        tables.UseKey(e.Deployment.Value);
        tables.Definitions.Add(e.Key, new Definition(
            e.Key, e.Deployment, e.ProcessId, e.Name, e.Version, e.VersionTag, e.ResourceName, e.Resource));
        tables.AllDefinitions.Add(default, e.Key.Value);
        tables.Versions.Add(new(e.ProcessId), e.Key.Value);
        tables.Latest.Put(new(e.ProcessId), new(e.Key));
    }
}
