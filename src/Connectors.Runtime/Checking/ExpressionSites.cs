using Fairlead.Bpmn;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>An expression that the engine evaluates.</summary>
/// <param name="What">For example "input mapping to url".</param>
internal sealed record ExpressionSite(string ElementId, int Line, string What, FeelExpression Expression);

/// <summary>Finds the expressions of a process that are FEEL and can be read; the engine itself refuses those that cannot.</summary>
internal static class ExpressionSites
{
    public static IReadOnlyList<ExpressionSite> Of(BpmnProcess process)
    {
        var sites = new List<ExpressionSite>();
        foreach (var flow in process.Flows)
            Add(flow.Id, flow.Line, "condition", flow.Condition);
        foreach (var node in process.Nodes)
        {
            foreach (var mapping in node.Inputs)
                AddText(node.Id, mapping.Line, $"input mapping to {mapping.Target}", mapping.Source);
            foreach (var mapping in node.Outputs)
                AddText(node.Id, mapping.Line, $"output mapping to {mapping.Target}", mapping.Source);
            foreach (var (what, text) in TextsOf(node))
                Add(node.Id, node.Line, what, text);
        }

        return sites;

        void AddText(string id, int line, string what, Text text) => Add(id, line, what, text.IsExpression ? text.Value : null);

        void Add(string id, int line, string what, string? text)
        {
            if (text is not null && FeelExpression.Parse(text) is { IsValid: true } expression)
                sites.Add(new ExpressionSite(id, line, what, expression));
        }
    }

    private static IEnumerable<(string What, string? Text)> TextsOf(FlowNode node)
    {
        if (node.Loop is { } loop)
        {
            yield return ("input collection", loop.InputCollection);
            yield return ("output element", loop.OutputElement);
            yield return ("completion condition", loop.CompletionCondition);
        }

        switch (node)
        {
            case FlowNode.ScriptTask script:
                yield return ("script", script.Expression);
                break;
            case FlowNode.JobTask { Task: var task }:
                yield return ("job type", Of(task.Type));
                yield return ("retries", Of(task.Retries));
                break;
            case FlowNode.AdHocSubProcess { AdHoc: var adHoc }:
                yield return ("active elements collection", adHoc.ActiveElements);
                yield return ("output element", adHoc.OutputElement);
                yield return ("completion condition", adHoc.CompletionCondition);
                break;
            case FlowNode.ReceiveTask { Message: var message }:
                yield return ("correlation key", message.CorrelationKey);
                break;
            case FlowNode.CatchEvent { Definition: var definition }:
                yield return OfDefinition(definition);
                break;
            case FlowNode.BoundaryEvent { Definition: var definition }:
                yield return OfDefinition(definition);
                break;
        }
    }

    private static (string What, string? Text) OfDefinition(EventDefinition definition) => definition switch
    {
        EventDefinition.Timer timer => ("timer", Of(timer.Value)),
        EventDefinition.Message message => ("correlation key", message.Ref.CorrelationKey),
        EventDefinition.Condition condition => ("condition", condition.Expression),
        _ => ("", null),
    };

    private static string? Of(Text text) => text.IsExpression ? text.Value : null;
}

/// <summary>Tells what will go wrong in an expression whatever the variables are.</summary>
internal static class ExpressionCheck
{
    public static void Check(IReadOnlyList<ExpressionSite> sites, Findings findings)
    {
        foreach (var (elementId, line, what, expression) in sites)
        {
            foreach (var problem in expression.Check())
                findings.Warn(problem.Code, Message(what, expression, problem), elementId, line);
        }
    }

    /// <summary>With the place in the expression, and without the code, which stands beside it.</summary>
    public static string Message(string what, FeelExpression expression, FeelDiagnostic problem) =>
        $"The {what}: {problem.Describe(expression.Text)[(problem.Code.Length + 3)..]}";
}
