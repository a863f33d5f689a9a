using Fairlead.Engine.Commands;
using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Migrating;

/// <summary>Does what was planned.</summary>
internal static class Migration
{
    /// <returns>What cannot be waited for in the new process; then the command is to be undone.</returns>
    public static Problem? Do(Execution x, Definition target, MigrationMap map, IReadOnlyList<ElementMigration> elements)
    {
        var root = elements[0].Element;
        x.Emit(new Event.InstanceMigrated(
            root.Instance, target.Key, target.ProcessId, target.Version, [.. root.Root!.EndsAfter.Select(id => map.Find(id) ?? id)]));
        foreach (var element in elements) Move(x, target, element);
        foreach (var element in elements)
            if (element.Opened.Count > 0 && Open(x, element) is { } problem) return problem;

        foreach (var element in elements)
        {
            if (element.BecomesUserTask
                && UserTaskElement.Begin(x, x.State.Element(element.Element.Key)!, (UserTaskNode)element.Now) is { } problem)
            {
                return problem;
            }
        }

        foreach (var element in elements)
            if (element.Opened.Count > 0) Correlation.TakeBuffered(x, element.Element.Key);
        foreach (var element in elements)
            if (element.Now is ScopeNode { InclusiveJoins.Length: > 0 } scope) InclusiveJoins.Check(x, element.Element.Key, scope);
        if (root.Root is { StartLock: { } startLock, ProcessId: var before } && before != target.ProcessId)
            Correlation.StartNext(x, target.Tenant, before, startLock);
        Deletion.Finish(x, root.Definition);
        return null;
    }

    /// <summary>Closes what the element does not wait for any more, and takes along all else that it has.</summary>
    private static void Move(Execution x, Definition target, ElementMigration migration)
    {
        Close(x, migration);
        if (migration.BecomesUserTask) TakeBackJob(x, migration.Element);
        var element = x.State.Element(migration.Element.Key)!;
        var headers = element.Job is { } job ? ActivateJobsHandler.HeadersOf(x, x.State.Job(job)!) : null;
        x.Emit(new Event.ElementMigrated(
            element.Key,
            element.Instance,
            target.Key,
            target.ProcessId,
            target.Version,
            migration.Now.Id,
            migration.Flows,
            [
                .. migration.Kept.SelectMany(kept => (string[])[kept.Before.Id, kept.Now.Id]),
                .. migration.Undone.SelectMany(pair => (string[])[pair.Before, pair.Now]),
            ],
            [.. migration.Kept.Select(kept => kept.Now).Where(Watched.IsInterrupting).Select(node => node.Id)],
            element.Job,
            headers is null ? [] : [.. headers.OrderBy(header => header.Key, StringComparer.Ordinal).SelectMany(header => (string[])[header.Key, header.Value])],
            element.Incident));
    }

    private static void Close(Execution x, ElementMigration migration)
    {
        var element = migration.Element;
        foreach (var timer in element.Timers)
            if (!IsKept(x.State.Timer(timer)!.CatchId)) x.Emit(new Event.TimerCanceled(timer));
        foreach (var subscription in element.Subscriptions)
            if (!IsKept(x.State.Subscription(subscription)!.CatchId)) x.Emit(new Event.SubscriptionClosed(subscription));
        foreach (var signal in element.Signals)
            if (!IsKept(x.State.SignalSubscription(signal)!.CatchId)) x.Emit(new Event.SignalSubscriptionClosed(signal));
        foreach (var condition in element.Conditions)
            if (!IsKept(x.State.Condition(condition)!.CatchId)) x.Emit(new Event.ConditionClosed(condition));

        bool IsKept(string id) => migration.Kept.Exists(kept => kept.Before.Id == id);
    }

    private static void TakeBackJob(Execution x, ElementInstance element)
    {
        if (element.Job is { } job) x.Emit(new Event.JobCanceled(job));
        if (element.Incident is { } incident) x.Emit(new Event.IncidentResolved(incident, element.Instance, element.Key));
    }

    private static Problem? Open(Execution x, ElementMigration migration)
    {
        var element = x.State.Element(migration.Element.Key)!;
        var variables = new VisibleVariables(x.State, element.Key);
        var waits = new List<Wait>();
        foreach (var caught in migration.Opened)
        {
            var keyVariables = caught is BoundaryNode ? new VisibleVariables(x.State, element.Scope!.Value) : variables;
            if (CatchEvents.Prepare(x, caught, Watched.TriggerOf(caught)!, Watched.IsInterrupting(caught), variables, keyVariables, waits) is { } problem)
                return problem with { Message = $"The event '{caught.Id}' cannot wait. {problem.Message}" };
        }

        CatchEvents.Open(x, element, waits);
        return null;
    }
}
