using System.Text.RegularExpressions;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>
/// An expression from Camunda's documentation with the words that say what comes out: an expression again, or cases such as
/// <c>4 - if x is 4 error - if x is less than zero</c>.
/// </summary>
internal static partial class DocumentationExample
{
    private static readonly FeelContext Tools = FeelContext.Of(("toolCall", FeelValue.From(FeelContext.Of(
        ("searchQuery", FeelValue.From("fairleads")),
        ("userId", FeelValue.From(7)),
        ("documentType", FeelValue.From("invoice"))))));

    /// <summary>What came out otherwise than the words say; null when nothing did.</summary>
    public static string? Problem(string expression, string words)
    {
        if (Contents().Match(words) is { Success: true } contents)
            return Compare(expression, contents.Groups["path"].Value, Tools);
        var cases = Cases().Matches(words);
        return cases.Count == 0
            ? Compare(expression, Tidy(words), FeelContext.Empty)
            : cases.Select(match => CaseProblem(expression, match)).FirstOrDefault(problem => problem is not null);
    }

    private static string? CaseProblem(string expression, Match match)
    {
        var variables = VariablesOf(match.Groups["condition"].Value);
        var what = match.Groups["what"].Value;
        if (!what.StartsWith("error", StringComparison.Ordinal))
            return Compare(expression, what, variables);
        var result = FeelExpression.Parse(expression).Evaluate(variables);
        var told = result.Failure is not null ? [result.Failure] : result.Warnings;
        return result.Value.IsNull && told.Any(diagnostic => diagnostic.Message.Contains(match.Groups["cause"].Value, StringComparison.Ordinal))
            ? null
            : $"expected an error but got {result.Value}";
    }

    private static FeelContext VariablesOf(string condition)
    {
        if (Number().Match(condition) is { Success: true } below)
            return FeelContext.Of(("x", FeelValue.From(-1)));
        return Definition().Match(condition) is { Success: true } definition
            ? FeelContext.Of(("x", FeelExpression.Parse(definition.Groups["value"].Value).Evaluate(FeelContext.Empty).Value))
            : FeelContext.Empty;
    }

    private static string? Compare(string expression, string expected, FeelContext variables)
    {
        var actual = FeelExpression.Parse(expression).Evaluate(variables);
        var wanted = FeelExpression.Parse(expected).Evaluate(variables);
        if (wanted.Failure is not null)
            return $"cannot read the expected '{expected}'";
        if (actual.Failure is not null)
            return actual.Failure.Message;
        // What depends on the time or on chance is of the right kind at least.
        var agrees = Unsteady().IsMatch(expression) ? actual.Value.Kind == wanted.Value.Kind : actual.Value.Equals(wanted.Value);
        return agrees ? null : $"expected {wanted.Value} but got {actual.Value}";
    }

    // Two examples have a quotation mark or a parenthesis too many.
    private static string Tidy(string words) => words switch
    {
        ['"', .. var inner, '"'] when inner.Contains("(\"", StringComparison.Ordinal) => inner,
        [.. var inner, ')', ')'] when !inner.Contains("((", StringComparison.Ordinal) && inner.Count(c => c == '(') == 1 => inner + ")",
        _ => words,
    };

    [GeneratedRegex(@"^(?<path>[\w.]+) contents$")]
    private static partial Regex Contents();

    [GeneratedRegex(@"(?<what>error(\((?<cause>[^)]*)\))?|(?!error)\S+) - (if (?<condition>.+?)|expected .+?)(?= error|$)")]
    private static partial Regex Cases();

    [GeneratedRegex("^x is less than zero$")]
    private static partial Regex Number();

    [GeneratedRegex("^x is (?<value>null|\"[^\"]*\"|[0-9]+)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\b(now|today|random number|uuid)\(\)")]
    private static partial Regex Unsteady();
}
