using Fairlead.Engine.Migrating;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class MigrateInstanceHandler
{
    public static Reply Handle(Execution x, Command.MigrateInstance command)
    {
        var expectation = $"Expected to migrate process instance {command.Key.Value} to definition {command.Target.Value}, but";
        if (x.State.Element(command.Key.Root) is not { Root: not null } root)
            return Refusal.NotFound($"{expectation} there is no such active instance.");
        if (x.State.Definition(command.Target) is not { IsDraining: false } target || target.Tenant != x.State.TenantOf(root.Definition))
            return Refusal.NotFound($"{expectation} there is no such definition.");
        if (target.Key == root.Definition) return Refusal.InvalidArgument($"{expectation} it runs that already.");

        var problems = new List<string>();
        var map = new MigrationMap(x.Process(root.Definition), x.Process(target.Key), command.Mappings, problems);
        if (problems.Count > 0) return Refusal.InvalidArgument($"{expectation} {Refusal.Together(problems)}");

        var plan = new MigrationPlanner(x, x.Process(target.Key), map, problems);
        plan.Plan(root);
        if (IsTaken(x, root, target) is { } other)
            problems.Add($"instance {other.Value} of process '{target.ProcessId}' is active with the same business id.");
        if (problems.Count > 0) return Refusal.InvalidState($"{expectation} {Refusal.Together(problems)}");

        if (Migration.Do(x, target, map, plan.Elements) is { } problem)
        {
            x.Undo();
            return Refusal.InvalidState($"{expectation} something could not begin to wait. {problem.Message}");
        }

        // Versions with waiting instances matter to those who keep inbound connectors.
        x.Notify(new Notice.DefinitionsChanged());
        return new Reply.Done();
    }

    private static InstanceKey? IsTaken(Execution x, ElementInstance root, Definition target)
    {
        if (!x.Options.BusinessIdsAreUnique || root.Root is not { Caller: null, BusinessId: { } businessId } || root.Root.ProcessId == target.ProcessId)
            return null;
        foreach (var other in x.State.Instances(target.Tenant, target.ProcessId, businessId)) return other;
        return null;
    }
}
