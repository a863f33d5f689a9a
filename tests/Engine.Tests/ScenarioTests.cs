namespace Fairlead.Engine.Tests;

/// <summary>
/// Every .scenario file gives the .journal beside it. Run with <c>SNAPSHOT=update</c> to accept new journals, and read the diff: a
/// journal that changes is behaviour that changes.
/// </summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Scenario.Folder, "*.scenario").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_journal_is_as_reviewed(string name)
    {
        var actual = Scenario.Play(Path.Combine(Scenario.Folder, $"{name}.scenario")).ReplaceLineEndings("\n");
        var path = Path.Combine(Scenario.Folder, $"{name}.journal");
        if (Environment.GetEnvironmentVariable("SNAPSHOT") is "update")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"There is no journal {path}. Run with SNAPSHOT=update and review it.");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: true);
    }

    /// <summary>A file nobody deploys is a rule nobody holds.</summary>
    [Fact]
    public void Every_diagram_is_played_and_every_journal_has_a_scenario()
    {
        var played = string.Concat(
            Directory.GetFiles(Scenario.Folder, "*.scenario").Concat(Directory.GetFiles(Path.GetDirectoryName(Scenario.Folder)!, "*.cs")).Select(File.ReadAllText));
        string[] files = [.. Directory.GetFiles(Scenario.Folder, "*.bpmn"), .. Directory.GetFiles(Scenario.Folder, "*.dmn")];
        Assert.Empty(files.Where(path => !played.Contains(Path.GetFileName(path), StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(Scenario.Folder, "*.journal").Where(path => !File.Exists(Path.ChangeExtension(path, ".scenario"))));
    }
}
