using System.Globalization;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>Evaluates texts of the model to what the engine needs, and says why when it cannot.</summary>
internal static class Evaluations
{
    private const int TextShownAtMost = 300;

    private const int ValueShownAtMost = 80;

    private const int ReasonsShownAtMost = 5;

    /// <summary>Characters of each: some list all entries that there are.</summary>
    private const int ReasonShownAtMost = 600;

    /// <returns>Null when it is a text.</returns>
    public static Problem? Text(Execution x, ModelText text, VisibleVariables variables, string what, out string value)
    {
        value = text.Literal ?? "";
        if (text.Expression is not { } expression) return null;
        var result = expression.Evaluate(variables, x.Evaluation);
        return result.Failure is null && result.Value.TryGetString(out value)
            ? null
            : Problem.ExtractValue($"The {what} must be a string. {Explain(x, expression, variables, result)}");
    }

    /// <summary>A correlation key is a string or a number; the number counts as its text.</summary>
    public static Problem? CorrelationKey(Execution x, ModelText text, VisibleVariables variables, out string value)
    {
        value = text.Literal ?? "";
        if (text.Expression is not { } expression) return null;
        var result = expression.Evaluate(variables, x.Evaluation);
        if (result.Failure is null && result.Value.TryGetString(out value)) return null;
        if (result.Failure is null && result.Value.TryGetNumber(out var number))
        {
            value = number.ToString();
            return null;
        }

        return Problem.ExtractValue($"The correlation key must be a string or a number. {Explain(x, expression, variables, result)}");
    }

    public static Problem? Count(Execution x, ModelText text, VisibleVariables variables, string what, out int value)
    {
        if (text.Expression is not { } expression)
        {
            return int.TryParse(text.Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                ? null
                : Problem.ExtractValue($"The {what} must be a whole number, but are '{text.Literal}'.");
        }

        var result = expression.Evaluate(variables, x.Evaluation);
        value = 0;
        if (result.Failure is null && result.Value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue)
        {
            value = (int)number;
            return null;
        }

        return Problem.ExtractValue($"The {what} must be a whole number. {Explain(x, expression, variables, result)}");
    }

    public static Problem? Condition(Execution x, Flow flow, VisibleVariables variables, out bool isTrue)
    {
        isTrue = true;
        if (flow.Condition?.Expression is not { } expression) return null;
        var result = expression.Evaluate(variables, x.Evaluation);
        return result.Failure is null && result.Value.TryGetBoolean(out isTrue)
            ? null
            : Problem.ExtractValue($"The condition of flow '{flow.Id}' must be true or false. {Explain(x, expression, variables, result)}");
    }

    public static Problem? Boolean(Execution x, ModelText text, VisibleVariables variables, string what, out bool value)
    {
        var expression = text.Expression!;
        var result = expression.Evaluate(variables, x.Evaluation);
        value = false;
        return result.Failure is null && result.Value.TryGetBoolean(out value)
            ? null
            : Problem.ExtractValue($"The {what} must be true or false. {Explain(x, expression, variables, result)}");
    }

    /// <summary>Any value; a plain path is copied without being evaluated.</summary>
    public static Problem? Json(Execution x, ModelText text, VisibleVariables variables, string what, out ReadOnlyMemory<byte> json)
    {
        if (text.Path is { } path && variables.TryGetJson(path[0], out var root) && JsonValues.TryFind(root, path.AsSpan(1), out json))
            return null;

        json = default;
        var expression = text.Expression!;
        var result = expression.Evaluate(variables, x.Evaluation);
        if (result.Failure is not null) return Problem.ExtractValue($"The {what} could not be evaluated. {Explain(x, expression, variables, result)}");
        return JsonValues.FindExcess(result.Value, out json) is { } excess ? Problem.ExtractValue($"The {what} {excess}.") : null;
    }

    /// <summary>What the expression gave instead, with the reasons that FEEL has for it: what is to blame most comes first.</summary>
    /// <remarks>
    /// A failure is worth a second evaluation, which is written down; the first one is not, because most of them go well. Whatever the
    /// values are, it is short enough for an incident.
    /// </remarks>
    public static string Explain(Execution x, FeelExpression expression, VisibleVariables variables, FeelResult result)
    {
        var text = $"'={Shorten(expression.Text)}'";
        var sentence = result.Failure is { } failure
            ? $"The expression {text} failed: {failure.Describe(expression.Text, ReasonShownAtMost)}"
            : $"The expression {text} gave {result.Value.ToString(TextShownAtMost)}.";
        var reasons = result.Failure is null ? [.. Causes(x, expression, variables), .. result.Warnings] : result.Warnings;
        // The same at another place says nothing new.
        var told = reasons.DistinctBy(reason => (reason.Code, reason.Message)).Take(ReasonsShownAtMost);
        return string.Join(" ", [sentence, .. told.Select(reason => reason.Describe(expression.Text, ReasonShownAtMost))]);
    }

    /// <summary>The same for a value that turned out to be of the wrong kind.</summary>
    public static string Explain(Execution x, ModelText text, VisibleVariables variables) => text.Expression is { } expression
        ? Explain(x, expression, variables, expression.Evaluate(variables, x.Evaluation))
        : $"It is '{Shorten(text.Literal!)}'.";

    private static IReadOnlyList<FeelDiagnostic> Causes(Execution x, FeelExpression expression, VisibleVariables variables)
    {
        var traced = expression.Evaluate(variables, x.Evaluation with { Trace = new FeelTraceLimits() });
        return traced.Trace?.Cause is { } cause ? [cause] : [];
    }

    /// <summary>What the expression reads: <c>order.total is 12, limit is missing</c>. Empty for nothing.</summary>
    public static string ValuesRead(FeelExpression expression, VisibleVariables variables) => string.Join(
        ", ",
        expression.References
            .DistinctBy(reference => reference.ToString())
            .Take(ReasonsShownAtMost)
            .Select(reference => $"{Shorten(reference.ToString())} is {Find(reference, variables)?.ToString(ValueShownAtMost) ?? "missing"}"));

    public static string Shorten(string text, int charactersAtMost = TextShownAtMost) =>
        text.Length <= charactersAtMost ? text : $"{text.AsSpan(0, charactersAtMost)}…";

    private static FeelValue? Find(FeelReference reference, VisibleVariables variables)
    {
        if (!variables.TryGet(reference.Path[0], out var value)) return null;
        foreach (var name in reference.Path.Skip(1))
            if (!value.TryGetContext(out var context) || !context.TryGet(name, out value)) return null;
        return value;
    }

    public static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";
}
