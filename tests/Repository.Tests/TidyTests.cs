namespace Fairlead.Repository.Tests;

/// <summary>Properties of the text itself, checked where every other test runs.</summary>
public sealed class TidyTests
{
    /// <summary>A file for each rule that must not pass it. The forbidden words are split: this file is checked too.</summary>
    private static readonly Dictionary<string, TextFile> Planted = new()
    {
        ["No file is longer than a reader can hold"] = new("src/A/Long.cs", string.Concat(Enumerable.Repeat("//\n", 501))),
        ["No region hides code"] = new("src/A/B.cs", "    #" + "region Private\n"),
        ["No chore is left as a comment"] = new("docs/guide.md", "TO" + "DO: write this\n"),
        ["No thread sleeps"] = new("src/A/B.cs", "Thread" + ".Sleep(5);\n"),
        ["No test waits for a while"] = new("tests/A.Tests/B.cs", "await Task" + ".Delay(5);\n"),
        ["No member is left to be written"] = new("src/A/B.cs", "throw new Not" + "ImplementedException();\n"),
        ["No analyzer is silenced in the code"] = new("src/A/B.cs", "#" + "pragma warning disable CA1234\n"),
        ["No path of one machine is named"] = new("docs/guide.md", "See /" + "work/notes for more.\n"),
        ["No line ends in white space"] = new("README.md", "A line \nanother\n"),
        ["Every file ends with one line end"] = new("README.md", "A line"),
        ["Lines end as on Unix"] = new("README.md", "A line\r\n"),
        ["Code is indented with spaces"] = new("src/A/B.cs", "\tvar x = 1;\n"),
        ["Lists of projects and packages are in order"] =
            new("Directory.Packages.props", "<PackageVersion Include=\"B\" />\n<PackageVersion Include=\"A\" />\n"),
    };

    public static TheoryData<string> Rules => [.. TidyRules.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(Rules))]
    public void The_repository_keeps_to(string rule) => Offenders.None(Repository.Files.SelectMany(Named(rule).Offenders));

    [Theory, MemberData(nameof(Rules))]
    public void A_planted_offender_is_found(string rule) => Assert.NotEmpty(Named(rule).Offenders(Planted[rule]));

    [Theory, MemberData(nameof(Rules))]
    public void A_clean_file_passes(string rule) =>
        Offenders.None(Named(rule).Offenders(new TextFile("src/A/Clean.cs", "namespace Fairlead.A;\n\npublic sealed class Clean;\n")));

    [Fact]
    public void The_walk_sees_all_kinds_of_files_and_nothing_that_tools_made()
    {
        var seen = Repository.Files.Select(file => file.Path).ToList();

        Assert.Contains("Directory.Packages.props", seen);
        Assert.Contains("ARCHITECTURE.md", seen);
        Assert.Contains("examples/order/order.bpmn", seen);
        Assert.Contains("tests/Repository.Tests/TidyTests.cs", seen);
        Offenders.None(seen.Where(path => path.Contains("artifacts/", StringComparison.Ordinal) || path.StartsWith("data/", StringComparison.Ordinal)));
    }

    private static TidyRule Named(string name) => TidyRules.All.Single(rule => rule.Name == name);
}
