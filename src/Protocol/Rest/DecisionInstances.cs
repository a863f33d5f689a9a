namespace Fairlead.Protocol.Rest;

/// <summary>One decision of an evaluation, as searches find it. Values are JSON text, cut when they are long.</summary>
public sealed record DecisionInstanceItem
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>The version that was evaluated.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>Name of the decision.</summary>
    public required string DecisionDefinitionName { get; init; }

    /// <summary>What its logic is.</summary>
    public required DecisionDefinitionType DecisionDefinitionType { get; init; }

    /// <summary>Counts from 1 for each id.</summary>
    public required int DecisionDefinitionVersion { get; init; }

    /// <summary>The key of the evaluation and the place in it, from 1: <c>2251799813685260-1</c>.</summary>
    public required string DecisionEvaluationInstanceKey { get; init; }

    /// <summary>The evaluation that it is a part of.</summary>
    public required DecisionEvaluationKey DecisionEvaluationKey { get; init; }

    /// <summary>The business rule task; null for a decision that was evaluated for itself.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>When it was evaluated.</summary>
    public required DateTimeOffset EvaluationDate { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? EvaluationFailure { get; init; }

    /// <summary>The version of the process; null for a decision that was evaluated for itself.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>The instance; null for a decision that was evaluated for itself.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>JSON text.</summary>
    public required string Result { get; init; }

    /// <summary>The decision that was asked for.</summary>
    public required DecisionDefinitionKey RootDecisionDefinitionKey { get; init; }

    /// <summary>The instance at the top of the calls; null for a decision that was evaluated for itself.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>Whether it failed.</summary>
    public required DecisionInstanceState State { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;
}

/// <summary>One decision of an evaluation, with how its value came about.</summary>
public sealed record DecisionInstanceResult
{
    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionId"/>.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionKey"/>.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionName"/>.</summary>
    public required string DecisionDefinitionName { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionType"/>.</summary>
    public required DecisionDefinitionType DecisionDefinitionType { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionVersion"/>.</summary>
    public required int DecisionDefinitionVersion { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionEvaluationInstanceKey"/>.</summary>
    public required string DecisionEvaluationInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionEvaluationKey"/>.</summary>
    public required DecisionEvaluationKey DecisionEvaluationKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ElementInstanceKey"/>.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.EvaluationDate"/>.</summary>
    public required DateTimeOffset EvaluationDate { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.EvaluationFailure"/>.</summary>
    public string? EvaluationFailure { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ProcessDefinitionKey"/>.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ProcessInstanceKey"/>.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>JSON text.</summary>
    public required string Result { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.RootDecisionDefinitionKey"/>.</summary>
    public required DecisionDefinitionKey RootDecisionDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.RootProcessInstanceKey"/>.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.State"/>.</summary>
    public required DecisionInstanceState State { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Of a decision table, as far as the evaluation came.</summary>
    public required IReadOnlyList<EvaluatedDecisionInputItem> EvaluatedInputs { get; init; }

    /// <summary>Of a decision table, in the order of the rules.</summary>
    public required IReadOnlyList<MatchedDecisionRuleItem> MatchedRules { get; init; }
}

/// <summary>What evaluated decisions must be like.</summary>
public sealed record DecisionInstanceFilter
{
    /// <summary>See <see cref="DecisionInstanceItem.DecisionEvaluationInstanceKey"/>.</summary>
    public Filter<string>? DecisionEvaluationInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.State"/>.</summary>
    public Filter<DecisionInstanceState>? State { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.EvaluationFailure"/>.</summary>
    public string? EvaluationFailure { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.EvaluationDate"/>.</summary>
    public Filter<DateTimeOffset>? EvaluationDate { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionId"/>.</summary>
    public string? DecisionDefinitionId { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionName"/>.</summary>
    public string? DecisionDefinitionName { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionVersion"/>.</summary>
    public int? DecisionDefinitionVersion { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionType"/>.</summary>
    public DecisionDefinitionType? DecisionDefinitionType { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionEvaluationKey"/>.</summary>
    public DecisionEvaluationKey? DecisionEvaluationKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ProcessDefinitionKey"/>.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ProcessInstanceKey"/>.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.DecisionDefinitionKey"/>.</summary>
    public Filter<DecisionDefinitionKey>? DecisionDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.ElementInstanceKey"/>.</summary>
    public Filter<ElementInstanceKey>? ElementInstanceKey { get; init; }

    /// <summary>See <see cref="DecisionInstanceItem.RootDecisionDefinitionKey"/>.</summary>
    public Filter<DecisionDefinitionKey>? RootDecisionDefinitionKey { get; init; }

    /// <summary>The version of the DMN file.</summary>
    public Filter<DecisionRequirementsKey>? DecisionRequirementsKey { get; init; }
}

/// <summary>What the logic of a decision is.</summary>
public enum DecisionDefinitionType
{
    /// <summary>A decision table.</summary>
    DecisionTable,

    /// <summary>One expression.</summary>
    LiteralExpression,

    /// <summary>On the wire <c>UNSPECIFIED</c>.</summary>
    Unspecified,

    /// <summary>Another kind of boxed expression.</summary>
    Unknown,
}

/// <summary>How the evaluation of a decision ended.</summary>
public enum DecisionInstanceState
{
    /// <summary>It has a value.</summary>
    Evaluated,

    /// <summary>Its logic failed.</summary>
    Failed,

    /// <summary>On the wire <c>UNSPECIFIED</c>.</summary>
    Unspecified,

    /// <summary>A state that this version does not know.</summary>
    Unknown,
}
