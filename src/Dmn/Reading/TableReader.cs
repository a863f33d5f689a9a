using System.Buffers;
using System.Xml.Linq;
using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Logic;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Reading;

/// <summary>Reads decision tables.</summary>
internal sealed class TableReader(ExpressionReader expressions, TypeReader types, Problems problems)
{
    private const int ShownOfExpression = 30;

    private static readonly SearchValues<char> PlainDigits = SearchValues.Create("0123456789.");

    public DecisionTable Read(XElement element, ItemType? type, Names names)
    {
        var policy = Policy(element);
        var inputs = element.Parts("input").Select(input => Input(input, names)).ToList();
        var outputElements = element.Parts("output").ToList();
        var outputs = outputElements.Select(output => Output(output, policy, type, outputElements.Count, names)).ToList();
        if (outputs.Count == 0)
            problems.Add(DmnCode.Table, element, "has no output: add one.");
        var aggregation = Aggregated(element, policy, outputs.Count);
        var rules = new List<TableRule>();
        foreach (var rule in element.Parts("rule"))
        {
            if (Rule(rule, rules.Count + 1, inputs, outputs.Count, names) is { } read)
                rules.Add(read);
        }
        return new DecisionTable
        {
            Place = ExpressionReader.PlaceOf(element),
            Type = type,
            Inputs = [.. inputs.Select(input => input.Input)],
            Outputs = outputs,
            Rules = rules,
            Policy = policy,
            Aggregation = aggregation,
        };
    }

    private HitPolicy Policy(XElement element)
    {
        var name = element.Filled("hitPolicy")?.Trim() ?? "UNIQUE";
        HitPolicy? policy = name switch
        {
            "UNIQUE" => HitPolicy.Unique,
            "FIRST" => HitPolicy.First,
            "PRIORITY" => HitPolicy.Priority,
            "ANY" => HitPolicy.Any,
            "COLLECT" => HitPolicy.Collect,
            "RULE ORDER" => HitPolicy.RuleOrder,
            "OUTPUT ORDER" => HitPolicy.OutputOrder,
            _ => null,
        };
        if (policy is null)
            problems.Add(
                DmnCode.Table,
                element,
                $"has the unknown hit policy \"{Problems.Short(name)}\": choose UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or "
                + "OUTPUT ORDER.");
        return policy ?? HitPolicy.Unique;
    }

    private Aggregation Aggregated(XElement element, HitPolicy policy, int outputs)
    {
        if (policy != HitPolicy.Collect || element.Filled("aggregation")?.Trim() is not { } name)
            return Aggregation.None;
        Aggregation? aggregation = name switch
        {
            "SUM" => Aggregation.Sum,
            "MIN" => Aggregation.Min,
            "MAX" => Aggregation.Max,
            "COUNT" => Aggregation.Count,
            _ => null,
        };
        if (aggregation is null)
            problems.Add(
                DmnCode.Table, element, $"has the unknown aggregation \"{Problems.Short(name)}\": choose SUM, MIN, MAX or COUNT.");
        else if (outputs > 1)
            problems.Add(
                DmnCode.Table, element, $"has {outputs} outputs, of which {name} makes no one value: keep one, or do not aggregate.");
        return aggregation ?? Aggregation.None;
    }

    private (TableInput Input, Names Names) Input(XElement element, Names names)
    {
        var expression = element.Part("inputExpression");
        var text = expression is null ? null : expressions.Literal(expression, names);
        if (expression is null)
            problems.Add(DmnCode.Table, element, "has no input expression: say what it asks.");
        var type = expression is null ? null : types.Of(expression);
        var values = element.Part("inputValues") is { } listed ? InputValues(listed, names) : null;
        var input = new TableInput(
            element.Filled("id") ?? "",
            element.Filled("label") ?? Beginning(text?.Text.Trim() ?? ""),
            text ?? new FeelText(FeelExpression.Parse("null"), ExpressionReader.PlaceOf(element)),
            type,
            values);
        return (input, names.With("?", type));
    }

    // As Camunda names an input without a label.
    private static string Beginning(string text) => text.Length <= ShownOfExpression ? text : text[..ShownOfExpression];

    // Camunda does not look at them: there, what is wrong with them is no problem.
    private FeelExpression? InputValues(XElement element, Names names)
    {
        if (element.PartText("text") is not { } text)
            return null;
        var tests = names.Options.Dialect == FeelDialect.Camunda
            ? FeelExpression.ParseUnaryTests(text, names.Options)
            : expressions.Tests(element, names)?.Expression;
        return tests is { IsValid: true } ? tests : null;
    }

    private TableOutput Output(XElement element, HitPolicy policy, ItemType? tableType, int count, Names names)
    {
        var name = element.Filled("name");
        if (name is null && count > 1)
            problems.Add(DmnCode.Table, element, "has no name, which it needs among several outputs: give it one.");
        var type = types.Of(element) ?? (count == 1 ? tableType : null);
        var isRanked = policy is HitPolicy.Priority or HitPolicy.OutputOrder;
        var fallback = element.Part("defaultOutputEntry");
        return new TableOutput(
            element.Filled("id") ?? "",
            name ?? "",
            element.Filled("label") ?? name ?? "",
            types.Of(element),
            isRanked ? Ranks(element, type, names) : [],
            fallback is null || string.IsNullOrWhiteSpace(fallback.Value) ? null : expressions.Literal(fallback, names));
    }

    // The most important value first; those of the type when the output has no list of its own.
    private IReadOnlyList<FeelValue> Ranks(XElement output, ItemType? type, Names names)
    {
        var listed = output.Part("outputValues")?.PartText("text");
        var text = listed ?? type?.AllowedText;
        if (text is null)
            return [];
        var list = FeelExpression.Parse($"[{text}]", names.Options);
        if (list.VariableReferences.Count == 0 && list.Evaluate(FeelContext.Empty).Value.TryGetList(out var values))
            return values;
        // Camunda cuts the text at its commas, with or without quotes.
        if (names.Options.Dialect == FeelDialect.Camunda)
            return [.. text.Split(',').Select(part => FeelValue.From(part.Trim().Trim('"', '\'')))];
        if (listed is not null)
            problems.Add(
                DmnCode.Table,
                output,
                "has output values that cannot be put in an order: write them as a list, such as \"high\", \"low\".");
        return [];
    }

    private TableRule? Rule(XElement element, int index, List<(TableInput Input, Names Names)> inputs, int outputs, Names names)
    {
        var tests = element.Parts("inputEntry").ToList();
        var entries = element.Parts("outputEntry").ToList();
        if (tests.Count != inputs.Count)
            problems.Add(
                DmnCode.Table,
                element,
                $"has {Problems.Count(tests.Count, "input entry", "input entries")}, but the table has "
                + $"{Problems.Count(inputs.Count, "input", "inputs")}: it needs one for each.");
        if (entries.Count != outputs)
            problems.Add(
                DmnCode.Table,
                element,
                $"has {Problems.Count(entries.Count, "output entry", "output entries")}, but the table has "
                + $"{Problems.Count(outputs, "output", "outputs")}: it needs one for each.");
        var asked = new TableTest?[inputs.Count];
        for (var i = 0; i < tests.Count; i++)
        {
            var test = expressions.Tests(tests[i], i < inputs.Count ? inputs[i].Names : names);
            if (i < asked.Length && test is not null)
                asked[i] = new TableTest(test, Constant(test.Text));
        }
        var given = new List<FeelText>();
        foreach (var entry in entries)
            given.Add(expressions.Literal(entry, names) ?? Null(entry));
        while (given.Count < outputs)
            given.Add(Null(element));
        return new TableRule(element.Filled("id") ?? "", index, asked, given);
    }

    private static FeelText Null(XElement element) => new(FeelExpression.Parse("null"), ExpressionReader.PlaceOf(element));

    // A text without escapes or a plain number; null for everything else.
    private static FeelValue Constant(string text)
    {
        text = text.Trim();
        if (text.Length >= 2 && text[0] == '"' && text.AsSpan(1).IndexOfAny('"', '\\') == text.Length - 2)
            return FeelValue.From(text[1..^1]);
        return char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(PlainDigits) && text[^1] != '.'
            && FeelNumber.TryParse(text, out var number)
            ? FeelValue.From(number)
            : FeelValue.Null;
    }
}
