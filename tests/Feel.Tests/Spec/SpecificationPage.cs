namespace Fairlead.Feel.Tests.Spec;

/// <summary>An expression of a page and what the page says about it.</summary>
/// <param name="Line">Of the page, from 1: where the expression ends.</param>
/// <param name="Section">The heading of the third level around it; empty when there is none.</param>
/// <param name="Mark"><c>→</c> for a value, <c>✗</c> for a code.</param>
/// <param name="Expected">The value, or the code with the message that may follow it.</param>
internal sealed record SpecificationExample(
    string Page, int Line, string Section, string Expression, char Mark, string Expected, FeelContext Variables, FeelOptions Options)
{
    /// <summary>Documents are kept where the expression is evaluated.</summary>
    public bool KeepsDocuments { get; init; }

    private static readonly FeelEvaluation Evaluation = new()
    {
        Now = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.FromHours(1)),
        Random = new Random(1),
    };

    /// <summary>What is otherwise than the page says; nothing when it is right.</summary>
    public string? Problem()
    {
        var result = Evaluate();
        var told = string.Join("; ", result.Warnings.Append(result.Failure).Select(entry => $"{entry?.Code} {entry?.Message}"));
        var isRight = Mark == '✗'
            ? result.Value.IsNull && IsTold(result)
            : result.Failure is null && result.Value.ToString() == Expected;
        return isRight ? null : $"{Page}:{Line}: {Expression.Trim()}: gave {result.Value} and told: {told}";
    }

    public FeelResult Evaluate() => FeelExpression.Parse(Expression, Options).Evaluate(
        Variables, Evaluation with { Documents = KeepsDocuments ? new FeelDocuments() : null });

    private bool IsTold(FeelResult result)
    {
        var space = Expected.IndexOf(' ', StringComparison.Ordinal);
        var (code, message) = space < 0 ? (Expected, null) : (Expected[..space], Expected[(space + 1)..]);
        // What failed is named before the reason; a page does not need to repeat it.
        return result.Warnings.Any(warning => warning.Code == code && (message is null || warning.Message == message))
            || (result.Failure?.Code == code
                && (message is null || result.Failure.Message.EndsWith(message, StringComparison.Ordinal)));
    }
}

/// <summary>
/// A page beside this file, which is documentation and test at once. In its blocks of code an expression, which may go over
/// several lines, is followed by what it gives: <c>// → value</c>, or <c>// ✗ CODE</c> for the failure or the warning that
/// explains its null, with its exact words behind it where they matter. <c>// given {…}</c> sets the variables for the rest of
/// the block. A block is in Camunda's dialect with the functions of processes, unless <c>dmn</c> or <c>connectors</c> stands
/// behind <c>feel</c> in its first line; with <c>documents</c> behind them it keeps what <c>createDocument</c> asks for.
/// </summary>
internal sealed record SpecificationPage(string Name, string Text, IReadOnlyList<SpecificationExample> Examples)
{
    public static string Folder { get; } = Path.Combine(TestFiles.Folder, "Spec");

    public static IReadOnlyList<SpecificationPage> All { get; } =
        [.. Directory.GetFiles(Folder, "*.md").Order(StringComparer.Ordinal).Select(path => Read(Path.GetFileName(path)))];

    private static SpecificationPage Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name));
        var examples = new List<SpecificationExample>();
        var inCode = false;
        var section = "";
        var variables = FeelContext.Empty;
        var options = new FeelOptions();
        var keepsDocuments = false;
        var expression = new List<string>();
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Assert.True(expression.Count == 0, $"{name}:{index + 1}: the expression before has no result.");
                inCode = !inCode && line.StartsWith("```feel", StringComparison.Ordinal);
                variables = FeelContext.Empty;
                options = OptionsOf(line.Split(' '));
                keepsDocuments = line.EndsWith(" documents", StringComparison.Ordinal);
            }
            else if (!inCode)
            {
                if (line.StartsWith('#'))
                    section = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..] : "";
            }
            else if (line.StartsWith("// given ", StringComparison.Ordinal))
            {
                var given = FeelExpression.Parse(line[9..]).Evaluate(FeelContext.Empty);
                Assert.True(given.Value.TryGetContext(out variables), $"{name}:{index + 1}: {given.Failure?.Message}");
                options = options with
                {
                    Names = FeelNames.Of([.. variables.Entries.Select(entry => (entry.Key, FeelType.Of(entry.Value)))]),
                };
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                var mark = line.AsSpan().IndexOfAny('→', '✗');
                if (mark < 3 || !line.AsSpan(0, mark).EndsWith("// "))
                {
                    expression.Add(line);
                    continue;
                }
                expression.Add(line[..(mark - 3)]);
                var text = string.Join('\n', expression).Trim();
                var expected = line[(mark + 1)..].Trim();
                examples.Add(new SpecificationExample(name, index + 1, section, text, line[mark], expected, variables, options)
                {
                    KeepsDocuments = keepsDocuments,
                });
                expression.Clear();
            }
        }
        return new SpecificationPage(name, string.Join('\n', lines), examples);
    }

    private static FeelOptions OptionsOf(string[] words) => new()
    {
        Dialect = words.Contains("dmn") ? FeelDialect.Dmn15 : FeelDialect.Camunda,
        Functions = words.Contains("connectors") ? FeelFunctions.Connectors : FeelFunctions.Engine,
    };
}
