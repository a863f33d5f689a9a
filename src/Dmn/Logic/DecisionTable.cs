using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <param name="Label">For people: what is asked.</param>
internal sealed record TableInput(string Id, string Label, FeelText Expression, ItemType? Type, FeelExpression? Values);

/// <param name="Name">The key of its values when there are several outputs.</param>
/// <param name="Label">For people.</param>
/// <param name="Values">The values it can have, the most important one first; empty when they are not listed.</param>
internal sealed record TableOutput(
    string Id, string Name, string Label, ItemType? Type, IReadOnlyList<FeelValue> Values, FeelText? Default);

/// <param name="Index">One-based.</param>
/// <param name="Inputs">Null matches everything.</param>
internal sealed record TableRule(string Id, int Index, IReadOnlyList<TableTest?> Inputs, IReadOnlyList<FeelText> Outputs);

/// <summary>The tests of one cell. Most are one text or number: they are compared without evaluating anything.</summary>
internal sealed record TableTest(FeelText Tests, FeelValue Constant)
{
    /// <summary>True, false, or null when it cannot be said.</summary>
    public FeelValue Ask(Run run, Scope scope, FeelValue input) => !Constant.IsNull && input.Kind == Constant.Kind
        ? FeelValue.From(input.Equals(Constant))
        : run.Ask(Tests, scope, input);
}

/// <summary>Which of the matching rules count.</summary>
internal enum HitPolicy
{
    Unique,
    First,
    Priority,
    Any,
    Collect,
    RuleOrder,
    OutputOrder,
}

/// <summary>What is made of the values that COLLECT collects.</summary>
internal enum Aggregation
{
    None,
    Sum,
    Min,
    Max,
    Count,
}

/// <summary>What a table did, for those who ask why.</summary>
internal sealed class TableTrace
{
    public IReadOnlyList<EvaluatedInput> Inputs { get; set; } = [];

    public IReadOnlyList<MatchedRule> Rules { get; set; } = [];
}

/// <summary>Rules that are tried one after the other.</summary>
internal sealed class DecisionTable : Boxed
{
    public required IReadOnlyList<TableInput> Inputs { get; init; }

    public required IReadOnlyList<TableOutput> Outputs { get; init; }

    public required IReadOnlyList<TableRule> Rules { get; init; }

    public required HitPolicy Policy { get; init; }

    public Aggregation Aggregation { get; init; }

    /// <summary>What is known of its value without a declaration.</summary>
    public ItemType? OutputsType
    {
        get
        {
            if (Aggregation != Aggregation.None)
                return null;
            var one = Outputs.Count == 1
                ? Outputs[0].Type
                : new ItemType("context") { Components = [.. Outputs.Select(output => (output.Name, output.Type ?? ItemType.Any))] };
            return Policy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder
                ? new ItemType("list") { IsCollection = true, Origin = one }
                : one;
        }
    }

    /// <summary>As <see cref="Boxed.Evaluate"/>; tells what it did.</summary>
    public FeelValue Evaluate(Run run, Scope scope, TableTrace trace) =>
        run.Convert(Compute(run, scope, trace), Type, "the value", Place);

    protected override FeelValue Compute(Run run, Scope scope) => Compute(run, scope, new TableTrace());

    private FeelValue Compute(Run run, Scope scope, TableTrace trace)
    {
        var inputs = new FeelValue[Inputs.Count];
        var evaluated = new EvaluatedInput[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = InputOf(run, scope, Inputs[i]);
            evaluated[i] = new EvaluatedInput(Inputs[i].Id, Inputs[i].Label, inputs[i]);
            if (run.IsOver)
                return FeelValue.Null;
        }
        trace.Inputs = evaluated;

        var matching = Matching(run, scope, inputs);
        if (run.IsOver)
            return FeelValue.Null;
        if (matching.Count == 0)
            return Otherwise(run, scope);

        var values = new FeelValue[matching.Count][];
        for (var i = 0; i < values.Length; i++)
            values[i] = OutputsOf(run, scope, matching[i]);
        trace.Rules = [.. matching.Select((rule, i) => new MatchedRule(
            rule.Id,
            rule.Index,
            [.. Outputs.Select((output, j) => new EvaluatedOutput(output.Id, output.Label, values[i][j]))]))];
        return run.IsOver ? FeelValue.Null : HitPolicies.Apply(run, this, matching, values);
    }

    /// <summary>One output is its value; several are a context.</summary>
    public FeelValue Together(FeelValue[] values) => Outputs.Count == 1
        ? values[0]
        : FeelValue.From(FeelContext.Of([.. Outputs.Select((output, i) => (output.Name, values[i]))]));

    private static FeelValue InputOf(Run run, Scope scope, TableInput input)
    {
        var value = run.Convert(
            run.Evaluate(input.Expression, scope), input.Type, $"the input '{input.Label}'", input.Expression.Place);
        if (input.Values is not null && !value.IsNull && !(run.Ask(input.Values, value).TryGetBoolean(out var listed) && listed))
            run.Warn(
                DmnCode.Type,
                $"The input '{input.Label}' is {Words.Of(value)}, which is not among its values {input.Values.Text}.",
                input.Expression.Place);
        return value;
    }

    private List<TableRule> Matching(Run run, Scope scope, FeelValue[] inputs)
    {
        var matching = new List<TableRule>();
        foreach (var rule in Rules)
        {
            if (!run.TryStep(Place))
                break;
            if (!Matches(run, scope, rule, inputs))
                continue;
            matching.Add(rule);
            if (Policy == HitPolicy.First)
                break;
        }
        return matching;
    }

    private static bool Matches(Run run, Scope scope, TableRule rule, FeelValue[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (rule.Inputs[i] is not { } test)
                continue;
            if (!test.Ask(run, scope, inputs[i]).TryGetBoolean(out var passes) || !passes)
                return false;
        }
        return true;
    }

    private FeelValue[] OutputsOf(Run run, Scope scope, TableRule rule)
    {
        var values = new FeelValue[Outputs.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var text = rule.Outputs[i];
            values[i] = run.Convert(run.Evaluate(text, scope), Outputs[i].Type, $"the output '{Outputs[i].Label}'", text.Place);
        }
        return values;
    }

    // What the table gives when no rule matches: outputs without a default are left out.
    private FeelValue Otherwise(Run run, Scope scope)
    {
        var values = new List<(string Name, FeelValue Value)>();
        foreach (var output in Outputs)
        {
            if (output.Default is { } text)
                values.Add((output.Name, run.Convert(run.Evaluate(text, scope), output.Type, $"the output '{output.Label}'", text.Place)));
        }
        return values.Count == 0 || run.IsOver ? FeelValue.Null
            : values.Count == 1 ? values[0].Value
            : FeelValue.From(FeelContext.Of([.. values]));
    }
}
