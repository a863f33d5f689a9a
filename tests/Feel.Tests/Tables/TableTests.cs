using System.Globalization;
using System.Text.Json;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>
/// Tables from elsewhere that lie beside the repository, never in it. How many rows pass is committed and may only grow:
/// <c>SNAPSHOT=update</c> raises the number.
/// </summary>
public sealed class TableTests
{
    [Fact]
    public void As_many_rows_of_the_Camunda_table_pass_as_before()
    {
        if (TestFiles.SharedTable("feel-scala-cases.dev.jsonl") is not { } path)
            return;
        Judge("feel-scala", TableRow.ReadAll(path).Select(row => (row.Number, row.Expression, row.Problem())));
    }

    [Fact]
    public void As_many_examples_of_the_documentation_pass_as_before()
    {
        if (TestFiles.SharedTable("camunda-docs-examples.dev.jsonl") is not { } path)
            return;
        Judge("camunda-docs", File.ReadLines(path).Select((line, number) =>
        {
            var row = JsonDocument.Parse(line).RootElement;
            var expression = row.GetProperty("expr").GetString()!;
            return (number + 1, expression, ExampleProblem(expression, row.GetProperty("result").GetString()!));
        }));
    }

    private static string? ExampleProblem(string expression, string expected)
    {
        var actual = FeelExpression.Parse(expression).Evaluate(FeelContext.Empty);
        var wanted = FeelExpression.Parse(expected).Evaluate(FeelContext.Empty);
        return wanted.Failure is not null ? $"cannot read the expected '{expected}'"
            : actual.Failure is not null ? actual.Failure.Message
            : actual.Value.Equals(wanted.Value) ? null
            : $"expected {wanted.Value} but got {actual.Value}";
    }

    private static void Judge(string table, IEnumerable<(int Number, string Expression, string? Problem)> rows)
    {
        var problems = new List<string>();
        var passed = 0;
        foreach (var (number, expression, problem) in rows)
        {
            if (problem is null)
                passed++;
            else
                problems.Add($"{number}: {expression} {problem}");
        }
        var file = Path.Combine(TestFiles.Folder, "Tables", $"{table}.passes.txt");
        var before = File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0;
        if (passed > before && Environment.GetEnvironmentVariable("SNAPSHOT") == "update")
            File.WriteAllText(file, $"{passed}\n");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{table}: {passed} of {passed + problems.Count} rows pass.\n{string.Join('\n', problems)}");
        Assert.True(passed >= before, $"{passed} rows pass, {before} did before:\n{string.Join('\n', problems)}");
    }
}
