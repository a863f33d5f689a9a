using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ClusterVariableFold
{
    public static void Apply(StateTables tables, Event.ClusterVariableCreated e)
    {
        var scope = new ClusterScope(e.IsGlobal, e.Tenant);
        tables.UseKey(e.Key.Value);
        tables.ClusterVariables.Add(e.Key, new ClusterVariable(e.Key, scope, e.Name, e.Value));
        tables.ClusterVariableNames.Add(new(scope, e.Name), new(e.Key));
        tables.ClusterVariablesOf.Add(scope, e.Key.Value);
        tables.ClusterContexts.Clear();
    }

    public static void Apply(StateTables tables, Event.ClusterVariableUpdated e)
    {
        var variable = Fold.Expect(tables.ClusterVariables.Find(e.Key), e.Key);
        tables.ClusterVariables.Put(e.Key, variable with { Value = e.Value });
        tables.ClusterContexts.Clear();
    }

    public static void Apply(StateTables tables, Event.ClusterVariableDeleted e)
    {
        var variable = Fold.Expect(tables.ClusterVariables.Find(e.Key), e.Key);
        tables.ClusterVariables.Remove(e.Key);
        tables.ClusterVariableNames.Remove(new(variable.Scope, variable.Name));
        tables.ClusterVariablesOf.Remove(variable.Scope, e.Key.Value);
        tables.ClusterContexts.Clear();
    }
}
