using System.Globalization;
using System.Text;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>
/// Runs an activity once for each item of a list, at the same time or one after the other. The list is read again before more instances
/// are created; results lie in the body, each at the place of its item, until the body completes.
/// </summary>
internal static class MultiInstance
{
    /// <summary>Instances created in one step.</summary>
    private const int BatchAtMost = 100;

    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    public static Problem? Activate(Execution x, ElementInstance element, LoopNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (ReadItems(x, element, node, out var items) is { } noList) return noList;

        entry.Commit(x);
        if (node.OutputCollection is { } output)
            Scopes.SetLocal(x, element, [new(output, JsonValues.WriteList(Enumerable.Repeat(Null, items.Count)))]);
        entry.Activated(x);
        x.Emit(new Event.LoopBegun(element.Key, element.Instance, items.Count));
        if (items.Count == 0) x.Later(WorkKind.Complete, element.Key, node);
        else Create(x, entry.Current(x), node, items);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    /// <summary>Creates the next instances.</summary>
    public static void Spread(Execution x, ElementInstance body, LoopNode node)
    {
        if (ReadItems(x, body, node, out var items) is { } problem) Incidents.Raise(x, body, problem);
        else Create(x, body, node, items);
    }

    /// <summary>Before an instance completes: keeps its result, and asks whether that was enough.</summary>
    public static Problem? Collect(Execution x, ElementInstance element, LoopNode node, out bool isEnough)
    {
        isEnough = false;
        var body = x.State.Element(element.Scope!.Value)!;
        var variables = new VisibleVariables(x.State, element.Key);
        if (node.Output is { } output)
        {
            if (Evaluations.Json(x, output, variables, "output element", out var result) is { } problem) return problem;
            if (Keep(x, body, node.OutputCollection!, element.LoopCounter - 1, result) is { } noList) return noList;
        }

        if (node.Until is not { } until) return null;
        variables.Assign("numberOfInstances", Number(body.Loop!.Items));
        variables.Assign("numberOfActiveInstances", Number(body.ActiveChildren - 1));
        variables.Assign("numberOfCompletedInstances", Number(body.Loop.Completed + 1));
        variables.Assign("numberOfTerminatedInstances", Number(body.Loop.Terminated));
        return Evaluations.Boolean(x, until, variables, "completion condition", out isEnough);
    }

    /// <summary>An instance has ended.</summary>
    /// <param name="isEnough">Then the body completes, whatever still runs in it.</param>
    public static void GoOn(Execution x, ElementKey key, LoopNode node, bool isEnough)
    {
        var body = x.State.Element(key)!;
        if (body is not { Phase: ElementPhase.Activated, Loop: { } loop })
            Tokens.CloseScope(x, key, node);
        else if (isEnough)
            Completion.Complete(x, body, node, []);
        else if (node.IsSequential)
            x.Later(WorkKind.Spread, key, node);
        else if (body.ActiveChildren == 0 && loop.Created >= loop.Items)
            x.Later(WorkKind.Complete, key, node);
    }

    /// <summary>What the body hands to the scope around it.</summary>
    public static void HandOver(Execution x, ElementInstance body, LoopNode node)
    {
        if (node.OutputCollection is { } name && x.State.Variable(body.Key, name) is { } output)
            Scopes.Merge(x, body.Scope!.Value, [new(name, output.Value)]);
    }

    private static void Create(Execution x, ElementInstance body, LoopNode node, List<ReadOnlyMemory<byte>> items)
    {
        var created = body.Loop!.Created;
        if (node.IsSequential)
        {
            if (created < items.Count) CreateOne(x, body, node, created + 1, items[created]);
            else if (body.ActiveChildren == 0) x.Later(WorkKind.Complete, body.Key, node);
            return;
        }

        var last = Math.Min(created + BatchAtMost, body.Loop.Items);
        // The list may have become shorter since the body began.
        for (; created < last; created++) CreateOne(x, body, node, created + 1, created < items.Count ? items[created] : Null);
        if (last < body.Loop.Items) x.Later(WorkKind.Spread, body.Key, node);
    }

    private static void CreateOne(Execution x, ElementInstance body, LoopNode node, int counter, ReadOnlyMemory<byte> item)
    {
        var variables = new List<NamedValue>();
        if (node.InputElement is { } name) variables.Add(new(name, item));
        variables.Add(new("loopCounter", Number(counter)));
        // A variable of its own, or what the activity sets would reach the scopes around.
        if (node.Output?.Path is [var result] && variables.TrueForAll(variable => variable.Name != result)) variables.Add(new(result, Null));
        Tokens.Enter(x, body.Instance, body.Key, node.Inner, [], variables);
    }

    /// <summary>The list belongs to the scope around: what the body itself holds is not in sight.</summary>
    private static Problem? ReadItems(Execution x, ElementInstance body, LoopNode node, out List<ReadOnlyMemory<byte>> items)
    {
        items = [];
        var around = new VisibleVariables(x.State, body.Scope!.Value);
        if (Evaluations.Json(x, node.Input, around, "input collection", out var json) is { } problem) return problem;
        return JsonValues.TryReadList(json, out items)
            ? null
            : Problem.ExtractValue($"The input collection must be a list. {Evaluations.Explain(x, node.Input, around)}");
    }

    private static Problem? Keep(Execution x, ElementInstance body, string name, int place, ReadOnlyMemory<byte> result)
    {
        if (x.State.Variable(body.Key, name) is not { List: { } results } output)
            return Problem.ExtractValue($"The output collection '{name}' must be a list, but something else was assigned to it.");
        if (place < results.Count && results[place].Span.SequenceEqual(result.Span)) return null;
        if (JsonValues.FindExcess(results.With(place, result), place) is { } excess)
            return Problem.ExtractValue($"The output collection '{name}' {excess}.");
        // The item alone: the whole list with each result would make the journal grow with the square of their number.
        x.Emit(new Event.LoopResultSet(output.Key, body.Instance, body.Key, name, place, result));
        Conditions.Changed(x, body, name, isNew: false);
        return null;
    }

    private static ReadOnlyMemory<byte> Number(int number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
