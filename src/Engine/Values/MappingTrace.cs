using System.Text;

using Fairlead.Engine.Explaining;
using Fairlead.Engine.Model;
using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>Writes down what each mapping gives, and why it gives null. Only for people who ask: it makes evaluations slow.</summary>
internal sealed class MappingTrace
{
    private const int PartShownAtMost = 120;

    /// <summary>Each entry is two levels of JSON, of which clients usually read 64.</summary>
    public static FeelTraceLimits Limits { get; } = new() { DepthAtMost = 25 };

    private readonly List<ExplainedInput> _inputs = [];

    public IReadOnlyList<ExplainedInput> Inputs => _inputs;

    public void Add(Mapping mapping, ReadOnlyMemory<byte> literal) => _inputs.Add(new(mapping.Path, mapping.Source!.Literal!, literal, []));

    /// <param name="json">Empty when there is no value.</param>
    public void Add(Mapping mapping, FeelExpression expression, FeelResult result, ReadOnlyMemory<byte> json) => _inputs.Add(
        new ExplainedInput(mapping.Path, mapping.Source!.ToString(), json, [.. Nulls(expression, result)])
        {
            Trace = result.Trace?.ToJson() ?? ReadOnlyMemory<byte>.Empty,
        });

    private static IEnumerable<ExplainedNull> Nulls(FeelExpression expression, FeelResult result) =>
        result.Failure is { } failure ? [Of("", failure, expression.Text)]
            : result.Trace?.Nulls.Select(found => Of(found.Path, found.Reason, expression.Text)) ?? [];

    private static ExplainedNull Of(string path, FeelDiagnostic reason, string text)
    {
        var (line, column) = reason.PositionIn(text);
        return new ExplainedNull(path, OneLine(text.AsSpan(reason.Start, reason.Length)), reason.Code, reason.Message, line, column);
    }

    private static string OneLine(ReadOnlySpan<char> part)
    {
        var line = new StringBuilder();
        foreach (var character in part)
        {
            if (line.Length == PartShownAtMost) return line.Append('…').ToString();
            if (!char.IsWhiteSpace(character)) line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }

        return line.ToString();
    }
}
