using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class DecisionFold
{
    public static void Apply(StateTables tables, Event.RequirementsDeployed e)
    {
        tables.UseKey(e.Key.Value);
        tables.UseKey(e.Deployment.Value);
        tables.Requirements.Add(e.Key, new Requirements(
            e.Key, e.Deployment, e.RequirementsId, e.Name, e.Version, e.ResourceName, e.Resource, [])
        {
            Tenant = e.Tenant,
        });
        tables.LatestRequirements.Put(new(e.Tenant, e.RequirementsId), new(e.Key));
        tables.RequirementsVersions.Add(new(e.Tenant, e.RequirementsId), e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.DecisionDeployed e)
    {
        tables.UseKey(e.Key.Value);
        var requirements = Fold.Expect(tables.Requirements.Find(e.Requirements), e.Requirements);
        tables.Requirements.Put(requirements.Key, requirements with { Decisions = requirements.Decisions.Add(e.Key) });
        tables.Decisions.Add(e.Key, new Decision(
            e.Key, requirements.Deployment, e.Requirements, e.DecisionId, e.Name, e.Version, e.VersionTag));
        tables.DecisionVersions.Add(new(requirements.Tenant, e.DecisionId), e.Key.Value);
        tables.LatestDecisions.Put(new(requirements.Tenant, e.DecisionId), new(e.Key));
    }

    public static void Apply(StateTables tables, Event.RequirementsDeleted e)
    {
        var requirements = Fold.Expect(tables.Requirements.Find(e.Key), e.Key);
        foreach (var key in requirements.Decisions) Delete(tables, requirements.Tenant, Fold.Expect(tables.Decisions.Find(key), key));
        var id = new Name(requirements.Tenant, requirements.RequirementsId);
        tables.Requirements.Remove(e.Key);
        tables.RequirementsVersions.Remove(id, e.Key.Value);
        ResourceFold.NeverAgain(tables, requirements.Tenant, VersionedKinds.DecisionModel, requirements.RequirementsId, requirements.Version);
        if (tables.RequirementsVersions.Last(id) is { } before) tables.LatestRequirements.Put(id, new(new RequirementsKey(before)));
        else tables.LatestRequirements.Remove(id);
    }

    private static void Delete(StateTables tables, string? tenant, Decision decision)
    {
        var id = new Name(tenant, decision.DecisionId);
        tables.Decisions.Remove(decision.Key);
        tables.DecisionVersions.Remove(id, decision.Key.Value);
        ResourceFold.NeverAgain(tables, tenant, VersionedKinds.Decision, decision.DecisionId, decision.Version);
        if (tables.DecisionVersions.Last(id) is { } before) tables.LatestDecisions.Put(id, new(new DecisionKey(before)));
        else tables.LatestDecisions.Remove(id);
    }
}
