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

    /// <summary>Before they are cut: writing them out takes time, too.</summary>
    private const int WrittenBytesAtMost = 16 << 20;

    private static readonly byte[] Cut = "…"u8.ToArray();

    private int _bytes;
    private long _written;

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
        if (_bytes >= BytesAtMost || _written >= WrittenBytesAtMost) return Cut;
        var json = value.ToJson();
        _written += json.Length;
        _bytes += Math.Min(json.Length, ValueBytesAtMost);
        if (json.Length <= ValueBytesAtMost) return json;
        var end = ValueBytesAtMost;
        // Not within a character.
        while ((json[end] & 0xC0) == 0x80) end--;
        return (byte[])[.. json.AsSpan(0, end), .. Cut];
    }
}
