using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>A business rule task whose decision is evaluated here and now.</summary>
internal static class DecisionTask
{
    public static Problem? Activate(Execution x, ElementInstance element, DecisionNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (Evaluations.Text(x, node.DecisionId, entry.Variables, "called decision id", out var decisionId) is { } noId) return noId;
        if (Decisions.Find(x, decisionId, node.Binding, node.VersionTag, element.Definition) is not { } decision)
            return NotFound(node, decisionId);

        // A failure is written down, too: it is what people look for.
        var evaluated = Decisions.Evaluate(x, decision, entry.Variables, element, out var output);
        if (evaluated.Failure is { } failure) return Problem.DecisionEvaluation(failure);

        entry.Commit(x);
        entry.Activated(x);
        Completion.Complete(x, entry.Current(x), node, [new NamedValue(node.ResultVariable, output)]);
        return null;
    }

    private static Problem NotFound(DecisionNode node, string decisionId) => Problem.CalledDecision(node.Binding switch
    {
        CallBinding.Latest => $"There is no decision '{decisionId}' to evaluate: deploy it and resolve the incident.",
        CallBinding.Deployment =>
            $"There is no decision '{decisionId}' that was deployed together with this process: deploy them together, or bind it otherwise.",
        _ => $"There is no decision '{decisionId}' with version tag '{node.VersionTag}': deploy it and resolve the incident.",
    });
}
