using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>A script task in FEEL: evaluated here and now.</summary>
internal static class ScriptTask
{
    public static Problem? Activate(Execution x, ElementInstance element, ScriptNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        var expression = node.Expression.Expression!;
        var result = expression.Evaluate(entry.Variables, x.Evaluation);
        if (result.Failure is not null)
            return Problem.ExtractValue($"The script could not be evaluated. {Evaluations.Explain(x, expression, entry.Variables, result)}");
        if (JsonValues.FindExcess(result.Value, out var json) is { } excess) return Problem.ExtractValue($"The result of the script {excess}.");

        entry.Commit(x);
        entry.Activated(x);
        Completion.Complete(x, entry.Current(x), node, [new NamedValue(node.ResultVariable, json)]);
        return null;
    }
}
