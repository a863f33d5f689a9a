using System.Text;
using Fairlead.Feel;
using Fairlead.Tests;

namespace Fairlead.Dmn.Tests;

/// <summary>
/// Every file in Cases, read and written out: what it has, what is wrong with it, and what its decisions give. Beside a file
/// <c>x.dmn</c>, the lines of <c>x.runs</c> are evaluations: an id and the variables as JSON. A first line <c># Dmn15</c> chooses
/// the dialect.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(TestFiles.Folder, "Cases");

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateFiles(Folder, "*.dmn")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_file_does_what_its_snapshot_says(string name)
    {
        var read = Read(name);
        var text = new StringBuilder(Rendering.Of(read));
        foreach (var line in Runs(name).Where(line => !line.StartsWith('#')))
        {
            text.AppendLine().AppendLine(line);
            text.Append(Rendering.Of(Run(read.Model!, line)));
        }
        Snapshot.Match(text.ToString(), testName: name);
    }

    [Fact]
    public void Every_code_has_a_case_and_a_page()
    {
        var codes = typeof(DmnCode).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var snapshots = Directory.EnumerateFiles(Path.Combine(TestFiles.Folder, "Snapshots"), "CaseTests.*.txt");
        var text = string.Concat(snapshots.Select(File.ReadAllText));
        // Files and models beyond the limits are made in LimitTests.
        var shown = codes.Where(code => text.Contains(code, StringComparison.Ordinal)).Concat([DmnCode.Depth, DmnCode.Limit]);

        Assert.NotEmpty(codes);
        Assert.Empty(codes.Except(shown));
        Assert.Empty(codes.Where(code => !File.Exists(Path.Combine(TestFiles.Folder, "..", "..", "docs", "errors", $"{code}.md"))));
    }

    [Fact]
    public void Every_diagnostic_names_the_file_and_a_line_of_it()
    {
        foreach (var diagnostic in Names.SelectMany(name => Read(name.Data).Diagnostics))
        {
            Assert.EndsWith(".dmn", diagnostic.File, StringComparison.Ordinal);
            Assert.NotEqual(0, diagnostic.Line);
            Assert.Matches("[:;,] .*[a-z'].*[.\\]]$", diagnostic.ToString());
        }
    }

    internal static DmnReadResult Read(string name) => DmnModel.Read(
        File.ReadAllBytes(Path.Combine(Folder, $"{name}.dmn")),
        $"{name}.dmn",
        new DmnOptions { Dialect = Runs(name).FirstOrDefault() == "# Dmn15" ? FeelDialect.Dmn15 : FeelDialect.Camunda });

    private static string[] Runs(string name)
    {
        var file = Path.Combine(Folder, $"{name}.runs");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static DecisionResult Run(DmnModel model, string line)
    {
        const string Service = "service: ";
        var isService = line.StartsWith(Service, StringComparison.Ordinal);
        var parts = (isService ? line[Service.Length..] : line).Split(' ', 2);
        FeelValue.FromJson(Encoding.UTF8.GetBytes(parts[1])).TryGetContext(out var variables);
        return isService ? model.EvaluateService(parts[0], variables) : model.Evaluate(parts[0], variables);
    }
}
