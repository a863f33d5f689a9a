namespace Fairlead.Protocol.Rest;

/// <summary>Evaluates a decision. Either an id, for its latest version, or a key.</summary>
public sealed record DecisionEvaluationRequest
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public string? DecisionDefinitionId { get; init; }

    /// <summary>A version of it.</summary>
    public DecisionDefinitionKey? DecisionDefinitionKey { get; init; }

    /// <summary>What the decision may see.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }
}

/// <summary>What came out of a decision. One that failed is an answer, too.</summary>
public sealed record EvaluateDecisionResult
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>The version that was evaluated.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>Name of the decision.</summary>
    public required string DecisionDefinitionName { get; init; }

    /// <summary>Counts from 1 for each id.</summary>
    public required int DecisionDefinitionVersion { get; init; }

    /// <summary>Identifies the evaluation.</summary>
    public required DecisionEvaluationKey DecisionEvaluationKey { get; init; }

    /// <summary>Equals <see cref="DecisionEvaluationKey"/>.</summary>
    public required DecisionEvaluationKey DecisionInstanceKey { get; init; }

    /// <summary>Id of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsId { get; init; }

    /// <summary>The version of the DMN file.</summary>
    public required DecisionRequirementsKey DecisionRequirementsKey { get; init; }

    /// <summary>Every decision that was evaluated, those before others that require them; the one that failed last.</summary>
    public required IReadOnlyList<EvaluatedDecisionItem> EvaluatedDecisions { get; init; }

    /// <summary>The decision whose logic failed; null when none did.</summary>
    public string? FailedDecisionDefinitionId { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>JSON text; <c>null</c> when it failed, and when no rule matched.</summary>
    public required string Output { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;
}

/// <summary>One decision of an evaluation. Values are JSON text, cut when they are long.</summary>
public sealed record EvaluatedDecisionItem
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>Name of the decision.</summary>
    public required string DecisionDefinitionName { get; init; }

    /// <summary>Counts from 1 for each id.</summary>
    public required int DecisionDefinitionVersion { get; init; }

    /// <summary>What its logic is, for example <c>DECISION_TABLE</c>.</summary>
    public required string DecisionDefinitionType { get; init; }

    /// <summary>JSON text.</summary>
    public required string Output { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Of a decision table, in the order of the rules.</summary>
    public required IReadOnlyList<MatchedDecisionRuleItem> MatchedRules { get; init; }

    /// <summary>Of a decision table, as far as the evaluation came.</summary>
    public required IReadOnlyList<EvaluatedDecisionInputItem> EvaluatedInputs { get; init; }

    /// <summary>The version that was evaluated.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>The key of the evaluation and the place in it, from 1: <c>2251799813685260-1</c>.</summary>
    public required string DecisionEvaluationInstanceKey { get; init; }
}

/// <summary>An input of a decision table with its value.</summary>
public sealed record EvaluatedDecisionInputItem
{
    /// <summary>Id in the DMN file.</summary>
    public required string InputId { get; init; }

    /// <summary>The label, or the beginning of the expression.</summary>
    public required string InputName { get; init; }

    /// <summary>JSON text.</summary>
    public required string InputValue { get; init; }
}

/// <summary>A rule of a decision table that matched.</summary>
public sealed record MatchedDecisionRuleItem
{
    /// <summary>Id in the DMN file.</summary>
    public required string RuleId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int RuleIndex { get; init; }

    /// <summary>What it gives.</summary>
    public required IReadOnlyList<EvaluatedDecisionOutputItem> EvaluatedOutputs { get; init; }
}

/// <summary>An output of a rule with its value.</summary>
public sealed record EvaluatedDecisionOutputItem
{
    /// <summary>Id in the DMN file.</summary>
    public required string OutputId { get; init; }

    /// <summary>The label or the name.</summary>
    public required string OutputName { get; init; }

    /// <summary>JSON text.</summary>
    public required string OutputValue { get; init; }

    /// <summary>The rule that it belongs to.</summary>
    public string? RuleId { get; init; }

    /// <summary>The rule that it belongs to; counts from 1.</summary>
    public int? RuleIndex { get; init; }
}
