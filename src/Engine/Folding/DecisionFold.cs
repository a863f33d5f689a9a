using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class DecisionFold
{
    public static void Apply(StateTables tables, Event.RequirementsDeployed e)
    {
        tables.UseKey(e.Key.Value);
        tables.UseKey(e.Deployment.Value);
        tables.Requirements.Add(e.Key, new Requirements(
            e.Key, e.Deployment, e.RequirementsId, e.Name, e.Version, e.ResourceName, e.Resource, []));
        tables.LatestRequirements.Put(new(e.RequirementsId), new(e.Key));
    }

    public static void Apply(StateTables tables, Event.DecisionDeployed e)
    {
        tables.UseKey(e.Key.Value);
        var requirements = Fold.Expect(tables.Requirements.Find(e.Requirements), e.Requirements);
        tables.Requirements.Put(requirements.Key, requirements with { Decisions = requirements.Decisions.Add(e.Key) });
        tables.Decisions.Add(e.Key, new Decision(
            e.Key, requirements.Deployment, e.Requirements, e.DecisionId, e.Name, e.Version, e.VersionTag));
        tables.DecisionVersions.Add(new(e.DecisionId), e.Key.Value);
        tables.LatestDecisions.Put(new(e.DecisionId), new(e.Key));
    }
}
