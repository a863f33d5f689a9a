using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>
/// Finds names of variables that are a slip of the pen. Whoever starts a process, and every worker and message, may set variables of which
/// the model says nothing; so a name is told only when nothing in the process sets it and something sets one that is nearly the same.
/// </summary>
internal static class VariableCheck
{
    public static void Check(BpmnProcess process, IReadOnlyList<ExpressionSite> sites, Expressions expressions, Findings findings)
    {
        var written = Written(process, expressions);
        foreach (var (elementId, line, what, expression) in sites)
        {
            foreach (var reference in expression.References)
            {
                var name = reference.Path[0];
                if (written.Contains(name) || written.FirstOrDefault(other => Near.IsSlip(name, other)) is not { } meant)
                    continue;
                var problem = new FeelDiagnostic(
                    "VARIABLE_UNKNOWN",
                    $"Nothing in the process sets the variable '{name}', but something sets '{meant}': did you mean that?",
                    reference.Start,
                    reference.Length);
                findings.Warn(problem.Code, ExpressionCheck.Message(what, expression, problem), elementId, line);
            }
        }
    }

    private static HashSet<string> Written(BpmnProcess process, Expressions expressions)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in process.Nodes)
        {
            foreach (var mapping in node.Inputs.Concat(node.Outputs))
                written.Add(mapping.Target.Split('.')[0]);
            foreach (var name in Results(node, expressions))
            {
                if (!string.IsNullOrWhiteSpace(name))
                    written.Add(name.Trim());
            }
        }

        return written;
    }

    private static IEnumerable<string?> Results(FlowNode node, Expressions expressions)
    {
        if (node.Loop is { } loop)
        {
            yield return loop.InputElement;
            yield return loop.OutputCollection;
        }

        switch (node)
        {
            case FlowNode.ScriptTask script:
                yield return script.ResultVariable;
                break;
            case FlowNode.DecisionTask decision:
                yield return decision.Called.ResultVariable;
                break;
            case FlowNode.AdHocSubProcess { AdHoc: var adHoc }:
                yield return adHoc.OutputCollection;
                break;
            case FlowNode.JobTask { Task.Headers: var headers }:
                foreach (var name in Mapped(headers.Select(header => (header.Key, header.Value)), expressions))
                    yield return name;
                break;
        }

        if (node.Properties.ContainsKey("inbound.type"))
        {
            foreach (var name in Mapped(node.Properties.Select(property => (property.Key, property.Value)), expressions))
                yield return name;
        }
    }

    private static IEnumerable<string> Mapped(IEnumerable<(string Name, string Value)> settings, Expressions expressions)
    {
        foreach (var (name, value) in settings)
        {
            if (name is "resultVariable")
                yield return value;
            if (name is not "resultExpression" || string.IsNullOrWhiteSpace(value))
                continue;
            if (expressions.Get(value).Evaluate(FeelContext.Empty).Value.TryGetContext(out var result))
            {
                foreach (var entry in result.Entries)
                    yield return entry.Key;
            }
        }
    }
}
