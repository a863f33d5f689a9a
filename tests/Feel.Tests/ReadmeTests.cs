using System.Text;

namespace Fairlead.Feel.Tests;

/// <summary>The examples of the package's readme are parts of this file, and they do what the readme says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly StringWriter _console = new();

    // Hides the real one, so that the examples need not know that they are tested.
    private StringWriter Console => _console;

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Every_example_of_the_readme_is_in_this_file()
    {
        var source = Trimmed(File.ReadAllText(Path.Combine(TestFiles.Folder, "ReadmeTests.cs")));
        var readme = File.ReadAllText(Path.Combine(TestFiles.Repository, "src", "Feel", "README.md"));
        var examples = readme.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(7, examples.Count);
        Assert.Empty(examples.Where(example => !source.Contains(Trimmed(example), StringComparison.Ordinal)));
    }

    [Fact]
    public void Evaluate_and_what_went_wrong()
    {
        var expression = FeelExpression.Parse("if order.total > 100 then \"approval\" else \"booking\"");
        var variables = FeelContext.Of(("order", FeelValue.FromJson("""{"total": 120.50}"""u8.ToArray())));

        FeelResult result = expression.Evaluate(variables);

        Console.WriteLine(result.Value);    // "approval"

        Assert.Equal(["order"], expression.VariableReferences);

        FeelExpression broken = FeelExpression.Parse("order.total >");
        Console.WriteLine(broken.Diagnostics[0].Message);   // Expected an expression, but the expression ends here.

        FeelResult odd = FeelExpression.Parse("1 + order.totl").Evaluate(variables);
        foreach (FeelDiagnostic warning in odd.Warnings)
            Console.WriteLine($"{warning.Code} at {warning.Start}: {warning.Message}");
        // NO_CONTEXT_ENTRY_FOUND at 4: No context entry found with key 'totl'. Available keys: 'total'
        // INVALID_TYPE at 0: Can't add 'null' to '1'

        Written(
            "\"approval\"",
            "Expected an expression, but the expression ends here.",
            "NO_CONTEXT_ENTRY_FOUND at 4: No context entry found with key 'totl'. Available keys: 'total'",
            "INVALID_TYPE at 0: Can't add 'null' to '1'");
    }

    [Fact]
    public void Explanations()
    {
        var variables = FeelContext.Of(("order", FeelValue.FromJson("""{"total": 120.50}"""u8.ToArray())));

        FeelTrace trace = FeelExpression.Parse("1 + order.totl").Evaluate(variables, new FeelEvaluation { Trace = new() }).Trace!;
        Console.WriteLine(trace.Cause?.Message);    // No context entry found with key 'totl'. Available keys: 'total'
        Console.WriteLine(trace.Root.Parts[0].Text);    // order.totl
        Console.WriteLine(trace);                   // the tree, a line for each part

        var draft = FeelExpression.Parse("upperCase(oder.name) + order.id");
        foreach (FeelDiagnostic hint in draft.Check(variables))
            Console.WriteLine(hint.Message);
        // There is no function 'upperCase'. Did you mean 'upper case'?
        // There is no variable 'oder'. Did you mean 'order'?
        Console.WriteLine(string.Join(", ", draft.References));    // oder.name, order.id

        FeelCall call = FeelExpression.Parse("fromAi(toolCall.query, \"What to look for\")").GetCalls("fromAi")[0];
        Console.WriteLine(call.Argument("value")?.Reference);       // toolCall.query
        Console.WriteLine(call.Argument("description")?.Constant);  // "What to look for"

        FeelCompletion completion = FeelExpression.Complete("order.t", position: 7, variables)[0];
        Console.WriteLine($"{completion.Label}: {completion.Detail}");  // total: 120.50

        Written(
            "No context entry found with key 'totl'. Available keys: 'total'",
            "order.totl",
            "1 + order.totl = null",
            "│ ✗ Can't add 'null' to '1'",
            "└─ order.totl = null",
            "   │ ✗ No context entry found with key 'totl'. Available keys: 'total'",
            "   └─ order = {total: 120.50}",
            "",
            "There is no function 'upperCase'. Did you mean 'upper case'?",
            "There is no variable 'oder'. Did you mean 'order'?",
            "oder.name, order.id",
            "toolCall.query",
            "\"What to look for\"",
            "total: 120.50");
    }

    [Fact]
    public void Values()
    {
        FeelValue value = FeelExpression.Parse("{sum: 0.1 + 0.2, due: @\"2024-01-31\" + @\"P1M\"}").Evaluate(FeelContext.Empty).Value;

        value.TryGetContext(out FeelContext context);
        context.TryGet("sum", out FeelValue sum);
        sum.TryGetNumber(out FeelNumber number);
        Console.WriteLine(number);          // 0.3
        Console.WriteLine(value.Kind);      // Context

        byte[] json = value.ToJson();       // {"sum":0.3,"due":"2024-02-29"}

        Written("0.3", "Context");
        Assert.Equal("""{"sum":0.3,"due":"2024-02-29"}""", Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void Limits()
    {
        var evaluation = new FeelEvaluation
        {
            Now = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero),
            StepsAtMost = 10_000,                       // 1,000,000 when omitted
            TimeAtMost = TimeSpan.FromMilliseconds(500), // 5 seconds when omitted
            ListItemsAtMost = 1_000,                    // 1,000,000 when omitted
            TextCharactersAtMost = 100_000,             // 16,000,000 when omitted
        };
        FeelResult tooLong = FeelExpression.Parse("some i in 1..1000000000 satisfies i < 0").Evaluate(FeelContext.Empty, evaluation);
        Console.WriteLine(tooLong.Failure?.Code);       // FEEL_STEPS

        var standard = new FeelEvaluation();
        Assert.Equal(
            (1_000_000, TimeSpan.FromSeconds(5), 1_000_000, 16_000_000),
            (standard.StepsAtMost, standard.TimeAtMost, standard.ListItemsAtMost, standard.TextCharactersAtMost));
        Assert.Equal(512, new FeelOptions().DepthAtMost);
        Written("FEEL_STEPS");
    }

    [Fact]
    public void Dialects_and_functions()
    {
        var dmn = new FeelOptions { Dialect = FeelDialect.Dmn15 };
        Console.WriteLine(FeelExpression.Parse("matches(\"x\", \"[a-z-[x]]\")", dmn).Evaluate(FeelContext.Empty).Value);    // false

        var connectors = new FeelOptions { Functions = FeelFunctions.Connectors };
        FeelResult error = FeelExpression.Parse("bpmnError(\"NOT_FOUND\")", connectors).Evaluate(FeelContext.Empty);

        Written("false");
        Assert.Equal(FeelKind.Context, error.Value.Kind);
    }

    private void Written(params string[] lines) => Assert.Equal(string.Join('\n', lines) + "\n", _console.ToString().ReplaceLineEndings("\n"));

    private static string Trimmed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();
}
