using System.Text;
using Fairlead.Engine;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Broker.Translating;

/// <summary>Evaluated decisions, as the REST API has them.</summary>
internal static class Evaluations
{
    public static EvaluateDecisionResult ToResult(Reply.Evaluated reply) => new()
    {
        TenantId = Tenancy.ToCaller(reply.Tenant),
        DecisionDefinitionId = reply.Decision.DecisionId,
        DecisionDefinitionKey = new(reply.Decision.Key.Value),
        DecisionDefinitionName = reply.Decision.Name,
        DecisionDefinitionVersion = reply.Decision.Version,
        DecisionEvaluationKey = new(reply.Record.Key.Value),
        DecisionInstanceKey = new(reply.Record.Key.Value),
        DecisionRequirementsId = reply.RequirementsId,
        DecisionRequirementsKey = new(reply.Record.Requirements.Value),
        EvaluatedDecisions = [.. reply.Record.Evaluated.Select((decision, index) => ToItem(reply.Record, decision, index + 1) with
        {
            TenantId = Tenancy.ToCaller(reply.Tenant),
        })],
        FailedDecisionDefinitionId = reply.Record.FailedDecisionId,
        FailureMessage = reply.Record.Failure,
        Output = Text(reply.Output),
    };

    public static IReadOnlyList<EvaluatedDecisionInputItem> Inputs(EvaluatedDecision decision) =>
    [
        .. decision.Inputs.Select(input => new EvaluatedDecisionInputItem
        {
            InputId = input.Id,
            InputName = input.Name,
            InputValue = Text(input.Value),
        }),
    ];

    public static IReadOnlyList<MatchedDecisionRuleItem> Rules(EvaluatedDecision decision) =>
    [
        .. decision.Rules.Select(rule => new MatchedDecisionRuleItem
        {
            RuleId = rule.Id,
            RuleIndex = rule.Index,
            EvaluatedOutputs =
            [
                .. rule.Outputs.Select(output => new EvaluatedDecisionOutputItem
                {
                    OutputId = output.Id,
                    OutputName = output.Name,
                    OutputValue = Text(output.Value),
                    RuleId = rule.Id,
                    RuleIndex = rule.Index,
                }),
            ],
        }),
    ];

    private static EvaluatedDecisionItem ToItem(Event.DecisionEvaluated record, EvaluatedDecision decision, int number) => new()
    {
        DecisionDefinitionId = decision.Id,
        DecisionDefinitionName = decision.Name,
        DecisionDefinitionVersion = decision.Version,
        DecisionDefinitionType = decision.Type,
        Output = Text(decision.Output),
        MatchedRules = Rules(decision),
        EvaluatedInputs = Inputs(decision),
        DecisionDefinitionKey = new(decision.Key.Value),
        DecisionEvaluationInstanceKey = Invariant($"{record.Key.Value}-{number}"),
    };

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
