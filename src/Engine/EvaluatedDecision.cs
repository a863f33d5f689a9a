namespace Fairlead.Engine;

/// <summary>
/// One decision of an evaluation, as it is kept. Values are UTF-8 JSON; what is long is cut, and ends in <c>…</c>.
/// </summary>
/// <param name="Type">As the REST API names it, for example <c>DECISION_TABLE</c>.</param>
/// <param name="Inputs">Of a decision table, as far as the evaluation came; otherwise empty.</param>
/// <param name="Rules">Of a decision table: those that matched, in their order.</param>
public sealed record EvaluatedDecision(
    DecisionKey Key,
    string Id,
    string Name,
    int Version,
    string Type,
    ReadOnlyMemory<byte> Output,
    IReadOnlyList<EvaluatedValue> Inputs,
    IReadOnlyList<MatchedRule> Rules);

/// <summary>An input of a decision table, or an output of a rule.</summary>
public sealed record EvaluatedValue(string Id, string Name, ReadOnlyMemory<byte> Value);

/// <param name="Index">One-based.</param>
public sealed record MatchedRule(string Id, int Index, IReadOnlyList<EvaluatedValue> Outputs);
