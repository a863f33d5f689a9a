using Fairlead.Feel;

namespace Fairlead.Dmn;

/// <summary>What came out of the evaluation of a decision.</summary>
public sealed record DecisionResult
{
    /// <summary>The decision, or the service, that was asked for.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Null when there is a failure; also when no rule of a table matches.</summary>
    public required FeelValue Output { get; init; }

    /// <summary>Every decision that was evaluated, once, those before others that require them; the one that failed last.</summary>
    public required IReadOnlyList<EvaluatedDecision> EvaluatedDecisions { get; init; }

    /// <summary>Why there is no output; null when there is one.</summary>
    public DecisionFailure? Failure { get; init; }

    /// <summary>What explains unexpected nulls, in the order in which it happened; at most 100.</summary>
    public required IReadOnlyList<DecisionWarning> Warnings { get; init; }
}

/// <param name="Output">Null when the decision failed.</param>
/// <param name="Inputs">Of a decision table: all of them, as far as the evaluation came. Otherwise empty.</param>
/// <param name="MatchedRules">Of a decision table, in the order of the rules; with the policy FIRST only the first.</param>
public sealed record EvaluatedDecision(
    string Id,
    string Name,
    DecisionType Type,
    FeelValue Output,
    IReadOnlyList<EvaluatedInput> Inputs,
    IReadOnlyList<MatchedRule> MatchedRules);

/// <param name="Name">The label, or the first 30 characters of the input expression when there is none.</param>
public sealed record EvaluatedInput(string Id, string Name, FeelValue Value);

/// <param name="Index">One-based.</param>
public sealed record MatchedRule(string Id, int Index, IReadOnlyList<EvaluatedOutput> Outputs);

/// <param name="Name">The label, or the name when there is none.</param>
public sealed record EvaluatedOutput(string Id, string Name, FeelValue Value);

/// <param name="DecisionId">The decision whose logic failed.</param>
/// <param name="ElementId">The part of it that failed; null when that part has no id.</param>
public sealed record DecisionFailure(string Code, string Message, string DecisionId, string? ElementId);

/// <param name="DecisionId">The decision in whose logic it happened.</param>
/// <param name="ElementId">The part of it; null when that part has no id.</param>
/// <param name="Expression">What was evaluated; empty when it was no expression.</param>
/// <param name="Diagnostic">What happened, and where in the expression.</param>
public sealed record DecisionWarning(string DecisionId, string? ElementId, string Expression, FeelDiagnostic Diagnostic)
{
    public override string ToString() => $"{ElementId ?? DecisionId}: {Diagnostic.Message} [{Diagnostic.Code}]";
}
