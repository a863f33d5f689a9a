using System.Globalization;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>Evaluates texts of the model to what the engine needs, and says why when it cannot.</summary>
internal static class Evaluations
{
    private const int TextShownAtMost = 300;

    private const int WarningsShownAtMost = 5;

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

    /// <summary>What the expression gave instead, with the reasons that FEEL has for it.</summary>
    public static string Explain(Execution x, FeelExpression expression, VisibleVariables variables, FeelResult result)
    {
        var text = $"'={Shorten(expression.Text)}'";
        var sentence = result.Failure is { } failure
            ? $"The expression {text} failed: {Sentence(failure.Message)}"
            : $"The expression {text} gave {result.Value.ToString(TextShownAtMost)}.";
        var reasons = result.Warnings.Count > 0 || result.Failure is not null ? result.Warnings : Causes(x, expression, variables);
        return reasons.Count == 0
            ? sentence
            : $"{sentence} {string.Join(" ", reasons.Select(Describe).Distinct().Take(WarningsShownAtMost))}";
    }

    // Some nulls come without a warning, such as an entry that is null. An incident is worth a second evaluation.
    private static IReadOnlyList<FeelDiagnostic> Causes(Execution x, FeelExpression expression, VisibleVariables variables)
    {
        var traced = expression.Evaluate(variables, x.Evaluation with { Trace = new FeelTraceLimits() });
        return traced.Trace?.Cause is { } cause ? [cause] : [];
    }

    public static string Shorten(string text) => text.Length <= TextShownAtMost ? text : $"{text.AsSpan(0, TextShownAtMost)}…";

    private static string Describe(FeelDiagnostic warning) => $"[{warning.Code}] {Sentence(warning.Message)}";

    public static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";
}
