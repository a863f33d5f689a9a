using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Elements;

/// <summary>
/// Runs what is chosen of its elements, each in an inner instance of its own together with what its flows lead to. Expressions choose
/// and say when it is enough, or a worker does: see <see cref="AdHocJob"/>.
/// </summary>
internal static class AdHocSubProcess
{
    public const string ElementsVariable = "adHocSubProcessElements";

    /// <summary>Bounds the work within one command.</summary>
    public const int ElementsAtMost = 1_000;

    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    private static readonly ReadOnlyMemory<byte> NoResults = "[]"u8.ToArray();

    public static Problem? Activate(Execution x, ElementInstance element, AdHocNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry, Given(node)) is { } problem) return problem;

        IReadOnlyList<string> chosen = [];
        var (type, retries) = ("", 0);
        var none = node.Worker is { } worker
            ? JobTask.Evaluate(x, worker.JobType, worker.Retries, entry.Variables, out type, out retries)
            : ReadChosen(x, node, entry.Variables, out chosen);
        if (none is not null) return none;

        entry.Commit(x);
        if (node.Worker is not null) AdHocJob.Create(x, element, type, retries);
        entry.Activated(x);
        foreach (var id in chosen) Begin(x, entry.Current(x), node, id, []);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    /// <summary>What an ad-hoc sub-process or an inner instance has before anything else; nothing for other scopes.</summary>
    /// <remarks>
    /// The result is a variable of the inner instance, or what the elements set would reach the scopes around and look like the result
    /// of others.
    /// </remarks>
    public static IReadOnlyList<NamedValue> Given(ScopeNode scope) => scope switch
    {
        AdHocNode { OutputCollection: { } output } node => [new(ElementsVariable, node.Description), new(output, NoResults)],
        AdHocNode node => [new(ElementsVariable, node.Description)],
        InnerInstanceNode { Scope: AdHocNode { Output.Path: [var result] } } => [new(result, Null)],
        _ => [],
    };

    /// <summary>Begins one of the elements. The same may be chosen several times.</summary>
    /// <param name="variables">Of the inner instance.</param>
    public static void Begin(
        Execution x, ElementInstance adHoc, AdHocNode node, string elementId, IReadOnlyList<NamedValue> variables)
    {
        var key = new ElementKey(x.NewKey());
        x.Emit(new Event.ElementActivating(key, adHoc.Instance, adHoc.Key, node.Inner.Id, node.Inner.Type, []));
        var given = Given(node.Inner).Where(own => variables.All(variable => variable.Name != own.Name));
        Scopes.SetLocal(x, x.State.Element(key)!, [.. variables, .. given]);
        x.Emit(new Event.ElementActivated(key, adHoc.Instance));
        Tokens.Enter(x, adHoc.Instance, key, node.Elements[elementId], [], []);
    }

    /// <summary>Before an inner instance or an event sub-process completes: keeps its result, and asks whether that was enough.</summary>
    /// <remarks>The output element belongs to what completes, the completion condition to the ad-hoc sub-process.</remarks>
    public static Problem? Collect(Execution x, ElementInstance element, AdHocNode node, out bool isEnough)
    {
        isEnough = false;
        var adHoc = x.State.Element(element.Scope!.Value)!;
        var around = new VisibleVariables(x.State, adHoc.Key);
        Event? kept = null;
        if (node.Output is not null && Keep(x, element, adHoc, node, around, out kept) is { } noResult) return noResult;
        var isAsked = node is { Until: not null, Worker: null } && adHoc is { Phase: ElementPhase.Activated, Interruption: null, IsFulfilled: false };
        if (isAsked && Evaluations.Boolean(x, node.Until!, around, "completion condition", out isEnough) is { } problem) return problem;
        if (kept is not null)
        {
            x.Emit(kept);
            Conditions.Changed(x, adHoc, node.OutputCollection!, isNew: false);
        }

        return null;
    }

    /// <summary>An inner instance or an event sub-process has completed.</summary>
    /// <param name="isEnough">Whether the completion condition is true.</param>
    public static void GoOn(Execution x, ElementKey key, AdHocNode node, bool isEnough)
    {
        var adHoc = x.State.Element(key)!;
        // An event sub-process that interrupted it decides about its end, whatever the worker or the condition would say.
        if (adHoc is not { Phase: ElementPhase.Activated, Interruption: null })
        {
            Tokens.CloseScope(x, key, node);
            return;
        }

        AdHocJob.GiveUp(x, adHoc);
        if (isEnough || adHoc.IsFulfilled) Fulfil(x, x.State.Element(key)!, node, isEnough && node.CancelsRemaining);
        else if (node.Worker is not null) AdHocJob.Ask(x, x.State.Element(key)!, node);
        else if (node.Until is null) Tokens.CloseScope(x, key, node);
    }

    /// <summary>
    /// An inner instance or an event sub-process was ended before its time. When it was the last one, the ad-hoc sub-process completes,
    /// unless its worker is still to decide.
    /// </summary>
    public static void ChildTerminated(Execution x, ElementKey key, AdHocNode node)
    {
        if (x.State.Element(key) is not { Phase: ElementPhase.Activated, Interruption: null, Job: not null })
            Tokens.CloseScope(x, key, node);
    }

    /// <summary>Completes it: at once, or when what still runs in it has ended.</summary>
    /// <param name="cancels">Whether what still runs ends now.</param>
    public static void Fulfil(Execution x, ElementInstance adHoc, AdHocNode node, bool cancels)
    {
        if (cancels || adHoc.ActiveChildren == 0) Completion.Complete(x, adHoc, node, []);
        else if (!adHoc.IsFulfilled) x.Emit(new Event.AdHocFulfilled(adHoc.Key, adHoc.Instance));
    }

    /// <summary>What it hands to the scope around it.</summary>
    public static void HandOver(Execution x, ElementInstance adHoc, AdHocNode node)
    {
        if (node.OutputCollection is { } name && x.State.Variable(adHoc.Key, name) is { } output)
            Scopes.Merge(x, adHoc.Scope!.Value, [new(name, output.Value)]);
    }

    /// <returns>Why they cannot be chosen, or null.</returns>
    public static string? Explain(AdHocNode node, IReadOnlyList<string> chosen)
    {
        if (chosen.Count > ElementsAtMost) return $"{chosen.Count:N0} elements are too many at once: choose at most {ElementsAtMost:N0}";
        var unknown = chosen.Where(id => !node.Elements.ContainsKey(id)).Distinct().Select(id => $"'{id}'").ToList();
        return unknown.Count == 0
            ? null
            : $"ad-hoc sub-process '{node.Id}' has no {(unknown.Count == 1 ? "element" : "elements")} {string.Join(", ", unknown)} to begin "
                + $"with: choose among {string.Join(", ", node.Elements.Keys.Select(id => $"'{id}'"))}";
    }

    private static Problem? ReadChosen(Execution x, AdHocNode node, VisibleVariables variables, out IReadOnlyList<string> chosen)
    {
        chosen = [];
        if (node.ActiveElements is not { } text) return null;
        if (Evaluations.Json(x, text, variables, "active elements collection", out var json) is { } problem) return problem;
        if (!TryReadIds(json, out var ids))
        {
            return Problem.ExtractValue(
                $"The active elements collection must be a list of element ids. {Evaluations.Explain(x, text, variables)}");
        }

        chosen = ids;
        return Explain(node, ids) is { } wrong
            ? Problem.ExtractValue($"The active elements collection {text} cannot be followed: {Evaluations.Shorten(wrong)}.")
            : null;
    }

    private static bool TryReadIds(ReadOnlyMemory<byte> json, out List<string> ids)
    {
        ids = [];
        if (!FeelValue.FromJson(json).TryGetList(out var items)) return false;
        foreach (var item in items)
        {
            if (!item.TryGetString(out var id)) return false;
            ids.Add(id);
        }

        return true;
    }

    /// <param name="around">Gets the list with the result, for the completion condition.</param>
    /// <param name="kept">Writes the result down.</param>
    private static Problem? Keep(
        Execution x, ElementInstance element, ElementInstance adHoc, AdHocNode node, VisibleVariables around, out Event? kept)
    {
        kept = null;
        var name = node.OutputCollection!;
        var inner = new VisibleVariables(x.State, element.Key);
        if (Evaluations.Json(x, node.Output!, inner, "output element", out var result) is { } problem) return problem;
        if (x.State.Variable(adHoc.Key, name) is not { List: { } results } output)
            return Problem.ExtractValue($"The output collection '{name}' must be a list, but something else was assigned to it.");
        var longer = results.With(results.Count, result);
        if (JsonValues.FindExcess(longer, results.Count) is { } excess) return Problem.ExtractValue($"The output collection '{name}' {excess}.");
        kept = new Event.LoopResultSet(output.Key, adHoc.Instance, adHoc.Key, name, results.Count, result);
        if (node.Until is not null) around.Assign(name, longer.Json);
        return null;
    }
}
