using Fairlead.Dmn.Evaluation;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <summary>Makes one value of what the matching rules give.</summary>
/// <remarks>Source: DMN 1.5 §8.2.10.</remarks>
internal static class HitPolicies
{
    private const int RulesNamedAtMost = 10;

    /// <param name="rules">At least one, in the order of the table.</param>
    /// <param name="values">What they give, output by output.</param>
    public static FeelValue Apply(Run run, DecisionTable table, IReadOnlyList<TableRule> rules, FeelValue[][] values) =>
        table.Policy switch
        {
            HitPolicy.Unique when rules.Count > 1 => run.Refuse(
                DmnCode.HitPolicy,
                $"The hit policy UNIQUE allows one matching rule, but the {Named(rules)} match. Make them exclude each other, or "
                + "choose another policy.",
                table.Place),
            HitPolicy.Any when Array.Exists(values, outputs => !outputs.AsSpan().SequenceEqual(values[0])) => run.Refuse(
                DmnCode.HitPolicy,
                $"The hit policy ANY allows several matching rules with the same outputs, but the {Named(rules)} match and differ.",
                table.Place),
            HitPolicy.Unique or HitPolicy.First or HitPolicy.Any => table.Together(values[0]),
            HitPolicy.Priority => table.Together(ByPriority(table, values).First()),
            HitPolicy.OutputOrder => ListOf(table, ByPriority(table, values)),
            HitPolicy.RuleOrder => ListOf(table, values),
            HitPolicy.Collect => Collect(run, table, rules, values),
        };

    private static FeelValue Collect(Run run, DecisionTable table, IReadOnlyList<TableRule> rules, FeelValue[][] values)
    {
        if (table.Aggregation is Aggregation.None)
            return ListOf(table, values);
        if (table.Aggregation is Aggregation.Count)
            return FeelValue.From(values.Length);
        var single = new FeelValue[values.Length];
        for (var i = 0; i < single.Length; i++)
        {
            single[i] = values[i][0];
            if (single[i].Kind != FeelKind.Number && (run.IsCamunda || table.Aggregation is Aggregation.Sum))
                return run.Refuse(
                    DmnCode.HitPolicy,
                    $"The hit policy COLLECT {Named(table.Aggregation)} needs numbers, but rule {rules[i].Index} gives "
                    + $"{Words.Of(single[i])}.",
                    table.Place);
        }
        return run.Aggregate(table.Aggregation, single, table.Place);
    }

    private static FeelValue ListOf(DecisionTable table, IEnumerable<FeelValue[]> values) =>
        FeelValue.FromList([.. values.Select(table.Together)]);

    // The first output decides; where it is the same, the next one. Values that are not listed come last. Rules of one priority
    // stay in their order.
    private static IEnumerable<FeelValue[]> ByPriority(DecisionTable table, FeelValue[][] values)
    {
        var ordered = values.OrderBy(_ => 0);
        for (var i = 0; i < table.Outputs.Count; i++)
        {
            var (column, listed) = (i, table.Outputs[i].Values);
            if (listed.Count > 0)
                ordered = ordered.ThenBy(outputs => Rank(listed, outputs[column]));
        }
        return ordered;
    }

    private static int Rank(IReadOnlyList<FeelValue> listed, FeelValue value)
    {
        for (var i = 0; i < listed.Count; i++)
        {
            if (listed[i].Equals(value))
                return i;
        }
        return listed.Count;
    }

    private static string Named(IReadOnlyList<TableRule> rules)
    {
        var named = rules.Take(RulesNamedAtMost).Select(rule => Words.Number(rule.Index)).ToList();
        return rules.Count > RulesNamedAtMost
            ? $"rules {string.Join(", ", named)} and others"
            : $"rules {string.Join(", ", named[..^1])} and {named[^1]}";
    }

    private static string Named(Aggregation aggregation) => aggregation switch
    {
        Aggregation.Sum => "SUM",
        Aggregation.Min => "MIN",
        Aggregation.Max => "MAX",
        Aggregation.Count => "COUNT",
        Aggregation.None => "",
    };
}
