using Fairlead.Dmn;
using Fairlead.Engine.Model;
using Fairlead.Feel;

namespace Fairlead.Engine.Running;

/// <summary>
/// Writes down what an evaluation did. Its size is bounded, however large the values are: what people look at is how it came about.
/// </summary>
internal sealed class DecisionRecord(ExecutableDecisions file)
{
    /// <summary>Of one value; the rest is cut.</summary>
    private const int ValueBytesAtMost = 32 << 10;

    /// <summary>Of all values together; those that come after are left out.</summary>
    private const int BytesAtMost = 1 << 20;

    private static readonly byte[] Cut = "…"u8.ToArray();

    private int _bytes;

    public IReadOnlyList<EvaluatedDecision> Of(DecisionResult result) => [.. result.EvaluatedDecisions.Select(Of)];

    private EvaluatedDecision Of(Dmn.EvaluatedDecision evaluated)
    {
        var decision = file.ById[evaluated.Id];
        return new(
            decision.Key,
            decision.DecisionId,
            decision.Name,
            decision.Version,
            evaluated.Type.ToApiName(),
            Json(evaluated.Output),
            [.. evaluated.Inputs.Select(input => new EvaluatedValue(input.Id, input.Name, Json(input.Value)))],
            [.. evaluated.MatchedRules.Select(Of)]);
    }

    private MatchedRule Of(Dmn.MatchedRule rule) => new(
        rule.Id,
        rule.Index,
        [.. rule.Outputs.Select(output => new EvaluatedValue(output.Id, output.Name, Json(output.Value)))]);

    private ReadOnlyMemory<byte> Json(FeelValue value)
    {
        if (_bytes >= BytesAtMost) return Cut;
        var isWhole = value.TryToJson(ValueBytesAtMost, out var json);
        _bytes += json.Length;
        return isWhole ? json : (byte[])[.. json, .. Cut];
    }
}
