using System.Globalization;
using System.Text.Json;
using Fairlead.Tests;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>Tables from elsewhere that lie beside the repository, never in it. All rows pass but the few that are listed with a reason.</summary>
public sealed class TableTests
{
    [Fact]
    public void Every_row_of_the_Camunda_table_passes() => NotPassed.Judge(
        "feel-scala",
        TableRow.ReadAll(SharedData.Require("feel/feel-scala-cases.dev.jsonl")).Select(row => (row.Id, row.Problem())));

    [Fact]
    public void Every_expression_of_the_DMN_TCK_passes() => NotPassed.Judge(
        "tck", TckRow.ReadAll(SharedData.Require("feel/tck-feel.dev.jsonl")).Select(row => (row.Id, row.Problem())));

    [Fact]
    public void Every_row_of_the_third_opinion_passes() => NotPassed.Judge(
        "feelin", TableRow.ReadAll(SharedData.Require("feel/feelin-cases.dev.jsonl")).Select(row => (row.Id, row.NearProblem())));

    [Fact]
    public void Every_example_of_the_documentation_passes() => NotPassed.Judge(
        "camunda-docs",
        File.ReadLines(SharedData.Require("feel/camunda-docs-examples.dev.jsonl")).Select((line, index) =>
        {
            var row = JsonDocument.Parse(line).RootElement;
            var id = string.Create(CultureInfo.InvariantCulture, $"{row.GetProperty("fn").GetString()}:{index + 1}");
            return (id, DocumentationExample.Problem(row.GetProperty("expr").GetString()!, row.GetProperty("result").GetString()!));
        }));
}
