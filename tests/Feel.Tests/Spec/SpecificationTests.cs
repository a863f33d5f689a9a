using System.Globalization;

namespace Fairlead.Feel.Tests.Spec;

/// <summary>
/// The pages beside this file are documentation and test at once. In their blocks of code an expression, which may go over
/// several lines, is followed by what it gives: <c>// → value</c>, or <c>// ✗ CODE</c> for the failure or the warning that
/// explains its null. <c>// given {…}</c> sets the variables for the rest of the block.
/// </summary>
public sealed class SpecificationTests
{
    private static readonly FeelEvaluation Evaluation = new()
    {
        Now = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.FromHours(1)),
        Random = new Random(1),
    };

    public static TheoryData<string> Pages() =>
        [.. Directory.GetFiles(Path.Combine(TestFiles.Folder, "Spec"), "*.md").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_expression_of_the_page_gives_what_the_page_says(string page)
    {
        var problems = new List<string>();
        var checks = 0;
        var inCode = false;
        var variables = FeelContext.Empty;
        var options = new FeelOptions();
        var expression = new List<string>();
        foreach (var (line, index) in File.ReadLines(Path.Combine(TestFiles.Folder, "Spec", page)).Select((l, i) => (l, i)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode && line.StartsWith("```feel", StringComparison.Ordinal);
                variables = FeelContext.Empty;
                options = new FeelOptions
                {
                    Functions = line.Contains("connectors", StringComparison.Ordinal) ? FeelFunctions.Connectors : FeelFunctions.Engine,
                };
                continue;
            }
            if (!inCode || string.IsNullOrWhiteSpace(line))
                continue;
            if (line.StartsWith("// given ", StringComparison.Ordinal))
            {
                FeelExpression.Parse(line[9..]).Evaluate(FeelContext.Empty).Value.TryGetContext(out variables);
                continue;
            }
            var mark = line.AsSpan().IndexOfAny('→', '✗');
            if (mark < 3 || !line.AsSpan(0, mark).EndsWith("// "))
            {
                expression.Add(line);
                continue;
            }
            expression.Add(line[..(mark - 3)]);
            checks++;
            var text = string.Join('\n', expression);
            expression.Clear();
            if (Problem(text, variables, options, line[mark], line[(mark + 1)..].Trim()) is { } problem)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{page}:{index + 1}: {text.Trim()}: {problem}"));
        }
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Empty(expression);
        Assert.NotEqual(0, checks);
    }

    private static string? Problem(string text, FeelContext variables, FeelOptions options, char mark, string expected)
    {
        var result = FeelExpression.Parse(text, options).Evaluate(variables, Evaluation);
        var told = string.Join("; ", result.Warnings.Select(w => $"{w.Code} {w.Message}").Append(result.Failure?.Message));
        if (mark == '✗')
        {
            var codes = result.Warnings.Select(warning => warning.Code).Append(result.Failure?.Code);
            return result.Value.IsNull && codes.Contains(expected) ? null : $"gave {result.Value} and told: {told}";
        }
        var shown = result.Value.ToString();
        return result.Failure is null && shown == expected ? null : $"gave {shown} and told: {told}";
    }
}
