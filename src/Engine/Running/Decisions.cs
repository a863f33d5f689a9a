using System.Diagnostics;
using System.Text;

using Fairlead.Bpmn;
using Fairlead.Dmn;
using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Running;

/// <summary>Finds decisions and evaluates them.</summary>
internal static class Decisions
{
    private const int ShownAtMost = 8;

    /// <param name="bound">The process: of its tenant, and perhaps of its deployment.</param>
    public static Decision? Find(Execution x, string decisionId, CallBinding binding, string? versionTag, DefinitionKey bound) =>
        Find(x, x.State.TenantOf(bound), decisionId, binding, versionTag, bound);

    private static Decision? Find(
        Execution x, string? tenant, string decisionId, CallBinding binding, string? versionTag, DefinitionKey bound) => binding switch
    {
        CallBinding.Latest => x.State.LatestDecision(tenant, decisionId),
        CallBinding.Deployment => x.State.VersionsOfDecision(tenant, decisionId)
            .LastOrDefault(decision => decision.Deployment == x.State.Definition(bound)!.Deployment),
        CallBinding.VersionTag => x.State.VersionsOfDecision(tenant, decisionId).LastOrDefault(decision => decision.VersionTag == versionTag),
        _ => throw new UnreachableException($"No binding {binding}."),
    };

    /// <summary>Evaluates a decision and writes down how it went.</summary>
    /// <param name="element">The business rule task; null when it is evaluated for itself.</param>
    /// <param name="output">UTF-8 JSON; null when it failed.</param>
    public static Event.DecisionEvaluated Evaluate(
        Execution x, Decision decision, IFeelVariables variables, ElementInstance? element, out ReadOnlyMemory<byte> output)
    {
        var file = x.DecisionsOf(decision.Requirements);
        var result = file.Model.Evaluate(decision.DecisionId, variables, x.Evaluation);
        var evaluated = new DecisionRecord(file).Of(result);
        var excess = JsonValues.FindExcess(result.Output, out output);
        var (failed, failure) = result.Failure is { } reason ? (reason.DecisionId, Explain(decision, reason, result, evaluated))
            : excess is not null ? (decision.DecisionId, $"The result of the decision '{decision.DecisionId}' {excess}.")
            : ((string?)null, (string?)null);
        if (failure is not null) output = "null"u8.ToArray();
        var record = new Event.DecisionEvaluated(
            new(x.NewKey()),
            decision.Key,
            decision.Requirements,
            element?.Key,
            element?.Instance,
            element?.Definition,
            evaluated,
            failed,
            failure);
        x.Emit(record);
        return record;
    }

    private static string Describe(DecisionWarning warning) =>
        $"{warning.ElementId ?? warning.DecisionId}: {warning.Diagnostic.Describe(warning.Expression)}";

    /// <summary>Which decision failed, where, why, and with which inputs.</summary>
    private static string Explain(
        Decision decision, DecisionFailure failure, DecisionResult result, IReadOnlyList<EvaluatedDecision> evaluated)
    {
        var text = new StringBuilder($"The decision '{decision.DecisionId}' could not be evaluated");
        if (failure.DecisionId != decision.DecisionId) text.Append($": it requires the decision '{failure.DecisionId}', which failed");
        if (failure.ElementId is { } place && place != failure.DecisionId) text.Append($" at '{place}'");
        text.Append($": {Evaluations.Sentence(failure.Message)} [{failure.Code}]");
        foreach (var warning in result.Warnings.Select(Describe).Distinct().Take(ShownAtMost)) text.Append($" {warning}");
        if (evaluated.LastOrDefault(own => own.Id == failure.DecisionId) is { Inputs: { Count: > 0 } inputs })
        {
            var values = inputs.Take(ShownAtMost).Select(input => $"{input.Name} = {Evaluations.Shorten(Encoding.UTF8.GetString(input.Value.Span))}");
            text.Append($" The inputs were: {string.Join(", ", values)}{(inputs.Count > ShownAtMost ? ", …" : "")}.");
        }

        return text.ToString();
    }
}
