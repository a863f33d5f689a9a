using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Migrating;

/// <summary>Finds out what becomes of everything that is active in an instance, and everything that speaks against it. Changes nothing.</summary>
internal sealed class MigrationPlanner(Execution x, ExecutableProcess target, MigrationMap map, List<string> problems)
{
    /// <summary>Outermost first.</summary>
    public List<ElementMigration> Elements { get; } = [];

    public void Plan(ElementInstance root) => Plan(root, x.NodeOf(root), target.Root);

    private void Plan(ElementInstance element, Node before, Node now)
    {
        if (WhyNotWaiting(element) is { } reason) problems.Add($"{Name(element)} does not wait: {reason}.");
        var migration = new ElementMigration(element, now, [.. element.Tokens.Select(flow => Flow(element, before, now, flow)).OfType<string>()])
        {
            BecomesUserTask = before is JobNode && now is UserTaskNode && element.Phase is ElementPhase.Activated,
        };
        PlanEvents(migration, before);
        if (element.Compensation is { Open: > 0 }) PlanCompensations(migration, element.Key, now);
        Elements.Add(migration);
        foreach (var key in x.State.Children(element.Key))
        {
            var child = x.State.Element(key)!;
            var node = x.NodeOf(child);
            if (Find(child, node, (ScopeNode)now) is { } found) Plan(child, node, found);
        }
    }

    /// <returns>Null when it has none; the reason is noted.</returns>
    private Node? Find(ElementInstance element, Node before, ScopeNode scope)
    {
        // What the diagram does not show goes with what it belongs to.
        if (before is InnerInstanceNode) return ((AdHocNode)scope).Inner;
        if (map.Find(element.ElementId) is not { } id)
        {
            problems.Add($"{Name(element)} is active and has no mapping. Map it to an element of type {before.Type} in scope '{scope.Id}'.");
            return null;
        }

        var found = before.Scope is LoopNode ? (scope as LoopNode)?.Inner : target.FindOuter(id);
        var why = found is null || found.Id != id ? "that is no element"
            : Difference(before, found) is { } difference ? difference
            : element.IsCompensationHandler ? IsHandler(found) ? null : "that is no compensation handler"
            : found.Scope != scope ? $"that lies in scope '{found.Scope?.Id}', but the scope '{before.Scope!.Id}' around becomes '{scope.Id}'"
            : null;
        if (why is null) return found;
        problems.Add($"{Name(element)} cannot become '{id}': {why}.");
        return null;
    }

    /// <returns>Why the one cannot go on as the other; null when it can.</returns>
    private static string? Difference(Node before, Node now) => (before, now) switch
    {
        (LoopNode { IsSequential: true }, LoopNode { IsSequential: false }) or (LoopNode { IsSequential: false }, LoopNode { IsSequential: true }) =>
            "its instances run one after the other in one of them and at the same time in the other",
        (LoopNode many, LoopNode target) => Difference(many.Inner, target.Inner),
        (LoopNode, _) or (_, LoopNode) => "only one of them is a multi-instance activity",
        _ when before.Type != now.Type => $"the one is of type {before.Type}, the other of type {now.Type}",
        (JobNode, UserTaskNode) => null,
        _ when before.GetType() != now.GetType() => "they are not done in the same way, as a job, as an expression or by a decision",
        (AdHocNode { Worker: var one }, AdHocNode { Worker: var other }) when one is null != other is null =>
            "only one of them has a worker that chooses",
        (ThrowingNode one, ThrowingNode other) when one.Kind != other.Kind => "the events are of different kinds",
        _ when Watched.TriggerOf(before)?.GetType() != Watched.TriggerOf(now)?.GetType() => "the events are of different kinds",
        _ => null,
    };

    private void PlanEvents(ElementMigration migration, Node before)
    {
        var (element, now) = (migration.Element, migration.Now);
        if (Watched.TriggerOf(before) is not null) migration.Kept.Add((before, now));
        var targets = Watched.Of(now).ToList();
        foreach (var caught in Watched.Of(before))
        {
            if (map.FindCatch(caught) is not { } found) continue;
            var why = !targets.Contains(found) ? $"that belongs to another element than '{now.Id}'"
                : Watched.TriggerOf(caught)?.GetType() != Watched.TriggerOf(found)?.GetType() ? "the events are of different kinds"
                : migration.Kept.Exists(kept => kept.Now == found) ? $"'{migration.Kept.Find(kept => kept.Now == found).Before.Id}' becomes that, too"
                : null;
            if (why is null) migration.Kept.Add((caught, found));
            else problems.Add($"event '{caught.Id}' of {Name(element)} cannot become '{found.Id}': {why}.");
        }

        // What has not begun finds its events when it does; what completes or was interrupted waits for no more of them.
        if (element.Phase is not ElementPhase.Activated) return;
        foreach (var found in targets)
        {
            if (Watched.TriggerOf(found) is CatchTrigger.Coded || migration.Kept.Exists(kept => kept.Now == found)) continue;
            if (found is StartNode && (element.Interruption is not null || HasNotStarted(element))) continue;
            migration.Opened.Add(found);
        }
    }

    /// <summary>What completed and can be undone must have something that undoes it: nobody would miss it before it is too late.</summary>
    /// <param name="scope">It may have completed, too.</param>
    private void PlanCompensations(ElementMigration migration, ElementKey scope, Node now)
    {
        foreach (var subscription in x.State.Compensations(scope))
        {
            var id = map.Find(subscription.ActivityId);
            var found = id is null ? null : target.FindOuter(id) as ActivityNode;
            var why = id is null ? $"has no mapping. Map it to an activity with a compensation handler in scope '{now.Id}'"
                : found is null ? $"cannot become '{id}': that is no activity"
                : found.Scope != now ? $"cannot become '{id}': that lies in scope '{found.Scope?.Id}', and not in '{now.Id}'"
                : subscription.HandlerId is not null && found.CompensationHandler is null ? $"cannot become '{id}': that has no compensation handler"
                : subscription.HasContent && found is not ScopeNode ? $"cannot become '{id}': nothing can have completed in that"
                : null;
            if (why is not null)
            {
                problems.Add($"activity '{subscription.ActivityId}' has completed and can be compensated, and {why}.");
                continue;
            }

            migration.Undone.Add((subscription.ActivityId, id!));
            if (subscription.HandlerId is { } handler) migration.Undone.Add((handler, found!.CompensationHandler!.Id));
            if (subscription.HasContent) PlanCompensations(migration, subscription.Activity, found!);
        }
    }

    private bool IsHandler(Node node) => target.Nodes.OfType<ActivityNode>().Any(activity => activity.CompensationHandler == node);

    /// <summary>The event sub-processes of a process begin to wait when its start event is done.</summary>
    private bool HasNotStarted(ElementInstance element) => element.Root is not null
        && x.State.Children(element.Key).Any(child => x.NodeOf(x.State.Element(child)!) is StartNode);

    /// <returns>What the flow is called now, that a token lies on before a joining gateway.</returns>
    private string? Flow(ElementInstance scope, Node before, Node now, string id)
    {
        var flow = x.Process(scope.Definition).Nodes.SelectMany(node => node.Outgoing).First(flow => flow.Id == id);
        var join = flow.Target;
        if (map.Find(join.Id) is not { } joinId)
        {
            problems.Add($"gateway '{join.Id}' has tokens that wait and no mapping. Map it to a gateway of type {join.Type} in scope '{now.Id}'.");
            return null;
        }

        var found = target.FindOuter(joinId);
        var why = found is null ? "that is no element"
            : found.Type != join.Type ? $"the one is of type {join.Type}, the other of type {found.Type}"
            : found.Scope != now ? $"that lies in scope '{found.Scope?.Id}', but the scope '{before.Id}' around becomes '{now.Id}'"
            : found.Incoming.Length < join.Incoming.Length ? "it has fewer incoming flows"
            : null;
        if (why is not null)
        {
            problems.Add($"gateway '{join.Id}' cannot become '{joinId}': {why}.");
            return null;
        }

        // By the mapping of the flow, by its id, or by the element that it comes from.
        var from = map.Find(flow.Source.Id) ?? flow.Source.Id;
        var flowId = map.Find(id) ?? id;
        var chosen = Array.Find(found!.Incoming, incoming => incoming.Id == flowId)
            ?? (found.Incoming.Count(incoming => incoming.Source.Id == from) == 1 ? Array.Find(found.Incoming, incoming => incoming.Source.Id == from) : null);
        if (chosen is null) problems.Add($"flow '{id}' has a token that waits at '{join.Id}', and leads to no gateway '{joinId}'. Map it to a flow that does.");
        return chosen?.Id;
    }

    /// <returns>Null when nothing happens in the element until something comes from outside.</returns>
    private static string? WhyNotWaiting(ElementInstance element) => element switch
    {
        { Phase: ElementPhase.Terminating } => "it is about to end",
        { Interruption.IsTaken: false } => "an event sub-process is about to take its place",
        { Phase: ElementPhase.Activated } => null,
        { Incident: null, Job: null, Phase: ElementPhase.Activating } => "it has not begun yet",
        { Incident: null, Job: null } => "it is about to complete",
        { Root: not null, Phase: ElementPhase.Activating } => "the process has not begun yet",
        _ => null,
    };

    private static string Name(ElementInstance element) => $"element '{element.ElementId}' ({element.Key.Value})";
}
