using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>
/// Lets conditional events happen: when they begin to wait, and each time a variable gets a value that their condition reads and that
/// they see. However much one step changes, a condition is asked once for it; one that stays true happens again with the next change.
/// </summary>
/// <remarks>
/// A condition that cannot be evaluated, or is neither true nor false nor null, is an incident when the event begins to wait. Later it
/// is not true: whoever changed a variable is not to blame, and what waits shall go on.
/// </remarks>
internal static class Conditions
{
    /// <summary>To be said of every value that a variable gets.</summary>
    public static void Changed(Execution x, ElementInstance scope, string name, bool isNew)
    {
        var matters = x.Process(scope.Definition).ConditionVariables;
        if (matters.Count > 0 && matters.Contains(name))
            x.PendingConditions.Add(scope.Instance, new VariableChange(scope.Key, name, isNew, new(x.State.NextKey)));
    }

    /// <summary>Before the event begins to wait.</summary>
    public static Problem? Prepare(Execution x, CatchTrigger.Condition condition, VisibleVariables variables, out bool isTrue)
    {
        var expression = condition.Expression.Expression!;
        var result = expression.Evaluate(variables, x.Evaluation);
        isTrue = false;
        // A variable that is not there yet makes most conditions null.
        if (result.Failure is null && (result.Value.IsNull || result.Value.TryGetBoolean(out isTrue))) return null;
        return Problem.ExtractValue(
            $"The condition must be true or false. {Evaluations.Explain(x, expression, variables, result)}");
    }

    public static void Open(Execution x, ElementInstance element, Wait wait)
    {
        var key = new SubscriptionKey(x.NewKey());
        x.Emit(new Event.ConditionOpened(key, element.Key, element.Instance, element.Definition, wait.Catch.Id));
        if (wait.IsTrue) x.PendingConditions.Add(element.Instance, key);
    }

    /// <summary>Not an expression that failed.</summary>
    public static bool IsTrue(Execution x, CatchTrigger.Condition condition, VisibleVariables variables)
    {
        var result = condition.Expression.Expression!.Evaluate(variables, x.Evaluation);
        return result.Failure is null && result.Value.TryGetBoolean(out var isTrue) && isTrue;
    }

    /// <summary>Asks the conditions that depend on what the last step changed, and those that were true when they were opened.</summary>
    public static void Ask(Execution x)
    {
        // What happens may end others or change variables, and then there is one condition less: this comes to an end.
        while (x.PendingConditions.TryTake(out var instance, out var changes, out var opened))
        {
            if (changes.Count > 0) Ask(x, instance, changes, opened, after: default, deferred: null);
            else foreach (var key in opened) Ask(x, x.State.Condition(key));
        }
    }

    /// <summary>Goes on with what was put off.</summary>
    public static void GoOn(Execution x, ConditionalEvaluationKey key)
    {
        if (x.State.Evaluation(key) is { } evaluation) Ask(x, evaluation.Instance, evaluation.Changes, [], evaluation.After, key);
    }

    /// <summary>
    /// From the outside in, as scopes begin to wait before what lies in them: what an outer event ends, an inner one does not begin.
    /// </summary>
    private static void Ask(
        Execution x,
        InstanceKey instance,
        IReadOnlyList<VariableChange> changes,
        IReadOnlyList<SubscriptionKey> opened,
        SubscriptionKey after,
        ConditionalEvaluationKey? deferred)
    {
        var open = x.State.Conditions(instance)
            .SkipWhile(condition => condition.Key.Value <= after.Value)
            .Take(x.StepsAtMost + 1)
            .ToList();
        var asked = open.Count > x.StepsAtMost ? open[..x.StepsAtMost] : open;
        foreach (var condition in asked)
            if (opened.Contains(condition.Key) || DependsOnAny(x, condition, changes)) Ask(x, x.State.Condition(condition.Key));

        if (open.Count > asked.Count)
        {
            foreach (var key in opened.Where(key => key.Value > asked[^1].Key.Value)) Ask(x, x.State.Condition(key));
            var evaluation = deferred ?? new(x.NewKey());
            x.Emit(new Event.ConditionsDeferred(evaluation, instance, changes, asked[^1].Key));
            x.Emit(new Event.WorkDeferred(new(x.NewKey()), new(WorkKind.EvaluateConditions, new(evaluation.Value))));
        }
        else if (deferred is { } done)
        {
            x.Emit(new Event.ConditionsDone(done));
        }
    }

    /// <param name="condition">Null when it was closed meanwhile.</param>
    private static void Ask(Execution x, ConditionSubscription? condition)
    {
        if (condition is null || x.State.Element(condition.Element!.Value) is not { } element) return;
        var (caught, trigger) = Find(x, condition);
        // What completes sets variables that its own boundary events are not meant for.
        if (element.Phase is not ElementPhase.Activated || !CatchEvents.CanHappen(x, element, caught) || !IsReached(x, element)) return;
        if (IsTrue(x, trigger, new VisibleVariables(x.State, element.Key))) CatchEvents.Trigger(x, element, caught, default);
    }

    private static bool DependsOnAny(Execution x, ConditionSubscription condition, IReadOnlyList<VariableChange> changes)
    {
        var trigger = Find(x, condition).Trigger;
        foreach (var change in changes)
        {
            if (condition.Key.Value < change.Before.Value
                && trigger.DependsOn(change.Name, change.IsNew)
                && Sees(x, condition.Element!.Value, change))
            {
                return true;
            }
        }

        return false;
    }

    private static (Node Catch, CatchTrigger.Condition Trigger) Find(Execution x, ConditionSubscription condition)
    {
        var caught = x.Process(condition.Definition).Find(condition.CatchId);
        var trigger = caught switch
        {
            CatchNode own => own.Trigger,
            BoundaryNode boundary => boundary.Trigger,
            _ => ((StartNode)caught).Trigger,
        };
        return (caught, (CatchTrigger.Condition)trigger!);
    }

    /// <summary>Whether the variable lies in a scope around, and none nearer has one of its name.</summary>
    private static bool Sees(Execution x, ElementKey from, VariableChange change)
    {
        for (var scope = x.State.Element(from); scope is not null; scope = scope.Scope is { } outer ? x.State.Element(outer) : null)
        {
            if (scope.Key == change.Scope) return true;
            if (scope.VariableNames.Contains(change.Name)) return false;
        }

        return false;
    }

    /// <summary>Whether nothing around is about to end.</summary>
    private static bool IsReached(Execution x, ElementInstance element)
    {
        for (var around = element.Scope; around is { } key; around = x.State.Element(key)!.Scope)
            if (!x.State.Element(key)!.IsOpen) return false;
        return true;
    }
}
