using System.Text;

namespace Fairlead.Dmn.Tests;

/// <summary>Models, diagnostics and results as lines for a reviewer.</summary>
internal static class Rendering
{
    public static string Of(DmnReadResult result)
    {
        var text = new StringBuilder();
        if (result.Model is { } model)
        {
            text.AppendLine($"{model.Id} \"{model.Name}\"");
            foreach (var decision in model.Decisions)
                text.AppendLine(
                    $"{decision.Line}: decision {decision.Id} \"{decision.Name}\", {decision.Type.ToApiName()}"
                    + (decision.VersionTag is { } tag ? $", version {tag}" : ""));
            foreach (var service in model.Services)
                text.AppendLine($"{service.Line}: service {service.Id} \"{service.Name}\"");
        }
        text.AppendLine(result.IsValid ? "valid" : "");
        foreach (var diagnostic in result.Diagnostics)
            text.AppendLine(diagnostic.ToString());
        return text.ToString();
    }

    public static string Of(DecisionResult result)
    {
        var text = new StringBuilder();
        foreach (var decision in result.EvaluatedDecisions)
        {
            text.AppendLine($"    {decision.Id} = {decision.Output}");
            foreach (var input in decision.Inputs)
                text.AppendLine($"        input {input.Id} \"{input.Name}\": {input.Value}");
            foreach (var rule in decision.MatchedRules)
                text.AppendLine(
                    $"        rule {rule.Index} {rule.Id}: "
                    + string.Join(", ", rule.Outputs.Select(output => $"{output.Id} \"{output.Name}\" {output.Value}")));
        }
        foreach (var warning in result.Warnings)
        {
            var where = warning.Expression.Length > 0 ? $" at {warning.Diagnostic.Start} of '{OneLine(warning.Expression)}'" : "";
            text.AppendLine($"    warning in {warning.DecisionId}, {warning}{where}");
        }
        if (result.Failure is { } failure)
            text.AppendLine($"    failed in {failure.DecisionId}, {failure.ElementId}: {OneLine(failure.Message)} [{failure.Code}]");
        return text.AppendLine($"    → {Encoding.UTF8.GetString(result.Output.ToJson())}").ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
