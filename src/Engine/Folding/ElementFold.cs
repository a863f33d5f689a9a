using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ElementFold
{
    public static void Apply(StateTables tables, Event.InstanceCreated e)
    {
        tables.UseKey(e.Key.Value);
        tables.Elements.Add(e.Key.Root, new ElementInstance
        {
            Key = e.Key.Root,
            Instance = e.Key,
            Scope = null,
            Definition = e.Definition,
            ElementId = e.ProcessId,
            Type = "PROCESS",
            Phase = ElementPhase.Activating,
            Root = new RootPart(e.ProcessId, e.Version, e.AwaitResult, [.. e.FetchVariables], StartLock: null)
            {
                Tags = [.. e.Tags ?? []],
                BusinessId = e.BusinessId,
            },
        });
        InstanceCount.Add(tables, e.Definition, 1);
        if (e.BusinessId is not null) tables.BusinessIds.Add(new(tables.TenantOf(e.Definition), e.ProcessId, e.BusinessId), e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.InstanceCalled e)
    {
        Apply(tables, new Event.InstanceCreated(e.Key, e.Definition, e.ProcessId, e.Version, AwaitResult: false, []));
        var root = Fold.Expect(tables.Elements.Find(e.Key.Root), e.Key);
        tables.Elements.Put(root.Key, root with
        {
            Root = root.Root! with
            {
                Caller = new(e.Caller, e.CallerInstance, e.Depth),
                BusinessId = e.BusinessId,
                Trace = TelemetryFold.Inherit(tables, e.CallerInstance),
            },
        });
        tables.Elements.Put(e.Caller, Fold.Expect(tables.Elements.Find(e.Caller), e.Caller) with { Called = e.Key });
    }

    public static void Apply(StateTables tables, Event.ElementActivating e)
    {
        tables.UseKey(e.Key.Value);
        var scope = Fold.Expect(tables.Elements.Find(e.Scope), e.Scope);
        tables.Elements.Add(e.Key, new ElementInstance
        {
            Key = e.Key,
            Instance = e.Instance,
            Scope = e.Scope,
            Definition = scope.Definition,
            ElementId = e.ElementId,
            Type = e.Type,
            Phase = ElementPhase.Activating,
            LoopCounter = scope.Loop is { } around ? around.Created + 1 : 0,
        });
        tables.Children.Add(e.Scope, e.Key.Value, isNewGroup: !tables.Elements.IsStored(e.Scope));

        var tokens = scope.Tokens;
        for (var i = 0; i < e.Flows.Count; i++)
        {
            var index = tokens.IndexOf(e.Flows[i]);
            if (index < 0) throw new UnreachableException($"No token lies on flow {e.Flows[i]} in scope {e.Scope.Value}.");
            tokens = tokens.RemoveAt(index);
        }

        tables.Elements.Put(e.Scope, scope with
        {
            ActiveChildren = scope.ActiveChildren + 1,
            Tokens = tokens,
            Loop = scope.Loop is { } loop ? loop with { Created = loop.Created + 1 } : null,
            // Nothing else begins in a scope that is interrupted.
            Interruption = scope.Interruption is { IsTaken: false } pending ? pending with { IsTaken = true, Variables = default } : scope.Interruption,
        });
        TakeTrigger(tables, e);
    }

    public static void Enter(StateTables tables, ElementKey key, ElementPhase phase) =>
        tables.Elements.Put(key, Fold.Expect(tables.Elements.Find(key), key) with { Phase = phase, Listening = null });

    public static void End(StateTables tables, ElementKey key, bool isCompleted)
    {
        var element = Fold.Expect(tables.Elements.Find(key), key);
        if (element is not { ActiveChildren: 0, Job: null, Incident: null, Timers.Length: 0, Subscriptions.Length: 0, Signals.Length: 0, Conditions.Length: 0, Called: null, UserTask: null })
            throw new UnreachableException($"Element instance {key.Value} of {element.ElementId} ends but still has something open.");

        foreach (var name in element.VariableNames) tables.Variables.Remove(new(key, name));
        tables.Elements.Remove(key);
        tables.Children.Close(key);
        if (element.Compensation?.Thrower is { } thrower) CompensationFold.EndHandler(tables, thrower);
        if (element.Root is not null) InstanceCount.Add(tables, element.Definition, -1);
        if (element.Scope is { } scopeKey)
        {
            var scope = Fold.Expect(tables.Elements.Find(scopeKey), scopeKey);
            tables.Elements.Put(scopeKey, scope with
            {
                ActiveChildren = scope.ActiveChildren - 1,
                Loop = scope.Loop is not { } loop ? null
                    : isCompleted ? loop with { Completed = loop.Completed + 1 }
                    : loop with { Terminated = loop.Terminated + 1 },
            });
            tables.Children.Remove(scopeKey, key.Value);
        }
        else if (element.Root is { Caller.Element: var caller })
        {
            tables.Elements.Put(caller, Fold.Expect(tables.Elements.Find(caller), caller) with { Called = null });
        }
        else if (element.Root is { } root)
        {
            if (root is { StartLock: null, BusinessId: null }) return;
            var tenant = tables.TenantOf(element.Definition);
            if (root.StartLock is { } startLock) tables.StartLocks.Remove(new(tenant, root.ProcessId, startLock));
            if (root.BusinessId is { } businessId) tables.BusinessIds.Remove(new(tenant, root.ProcessId, businessId), key.Value);
        }
    }

    public static void Apply(StateTables tables, Event.SequenceFlowTaken e)
    {
        var scope = Fold.Expect(tables.Elements.Find(e.Scope), e.Scope);
        tables.Elements.Put(e.Scope, scope with { Tokens = scope.Tokens.Add(e.FlowId) });
    }

    public static void Apply(StateTables tables, Event.VariableSet e)
    {
        tables.UseKey(e.Key.Value);
        var scope = Fold.Expect(tables.Elements.Find(e.Scope), e.Scope);
        var variable = new Variable(e.Key, e.Value);
        if (tables.FindVariable(scope, e.Name) is not null)
        {
            tables.Variables.Put(new(e.Scope, e.Name), variable);
            return;
        }

        tables.Variables.Add(new(e.Scope, e.Name), variable);
        tables.Elements.Put(e.Scope, scope with { VariableNames = scope.VariableNames.Add(e.Name) });
    }

    public static void Apply(StateTables tables, Event.EventTriggered e)
    {
        var element = Fold.Expect(tables.Elements.Find(e.Element), e.Element);
        tables.Elements.Put(
            e.Element, element with { Triggers = element.Triggers.Add(new(e.CatchId, e.Interrupting, e.Variables)) });
    }

    public static void Apply(StateTables tables, Event.LoopBegun e) => tables.Elements.Put(
        e.Body, Fold.Expect(tables.Elements.Find(e.Body), e.Body) with { Loop = new LoopCount(e.Items, 0, 0, 0) });

    public static void Apply(StateTables tables, Event.ScopeInterrupted e)
    {
        var scope = Fold.Expect(tables.Elements.Find(e.Scope), e.Scope);
        tables.Elements.Put(e.Scope, scope with { Tokens = [], Interruption = new(e.CatchId, IsTaken: false, e.Variables) });
    }

    /// <summary>
    /// A boundary event that activates takes the oldest trigger of its id from the activity that it is attached to. Interrupting
    /// triggers are left alone: theirs went with the activity, and one that is found belongs to another visit that still ends.
    /// </summary>
    private static void TakeTrigger(StateTables tables, Event.ElementActivating e)
    {
        if (e.Flows.Count > 0 || e.Type != "BOUNDARY_EVENT") return;
        foreach (var key in tables.Children.Items(e.Scope))
        {
            var sibling = Fold.Expect(tables.Elements.Find(new(key)), key);
            for (var i = 0; i < sibling.Triggers.Length; i++)
            {
                if (sibling.Triggers[i].Interrupting || sibling.Triggers[i].CatchId != e.ElementId) continue;
                tables.Elements.Put(sibling.Key, sibling with { Triggers = sibling.Triggers.RemoveAt(i) });
                return;
            }
        }
    }
}
