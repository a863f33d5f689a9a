using Fairlead.Tests;

namespace Fairlead.Dmn.Tests.Tck;

/// <summary>
/// The DMN TCK (github.com/dmn-tck/tck): what does not pass is listed in not-passed.txt, each with its reason. The list may only
/// become shorter: a case that fails without being listed fails the test, and so does one that passes although it is listed.
/// <c>SNAPSHOT=update</c> writes the list anew, keeping the reasons, and what went wrong beside the built test.
/// </summary>
public sealed class TckTests
{
    private const string Unexplained = "to be explained";

    private static readonly string List = Path.Combine(TestFiles.Folder, "Tck", "not-passed.txt");

    [Fact]
    public void Every_case_passes_that_is_not_listed()
    {
        var folder = SharedData.Require("dmn-tck");
        var results = Directory.GetDirectories(folder)
            .SelectMany(Directory.GetDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(TckFolder.Run)
            .ToList();
        var failed = results.Where(result => result.Problem is not null).ToDictionary(result => result.Id, result => result.Problem!);
        var listed = Listed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{results.Count - failed.Count} of {results.Count} results pass.");

        if (Environment.GetEnvironmentVariable("SNAPSHOT") == "update")
        {
            var ids = failed.Keys.Order(StringComparer.Ordinal);
            File.WriteAllLines(
                Path.Combine(AppContext.BaseDirectory, "not-passed.details.txt"), failed.Select(result => $"{result.Key}: {result.Value}"));
            File.WriteAllLines(List, ids.Select(id => $"{id}: {listed.GetValueOrDefault(id, Unexplained)}"));
            return;
        }

        Assert.True(results.Count > 0, $"There are no cases in {folder}.");
        Assert.Empty(failed.Where(result => !listed.ContainsKey(result.Key)).Select(result => $"{result.Key}: {result.Value}"));
        Assert.Empty(results.Where(result => result.Problem is null && listed.ContainsKey(result.Id)).Select(result => result.Id));
    }

    [Fact]
    public void Every_listed_case_has_a_reason() =>
        Assert.Empty(Listed().Where(pair => pair.Value is "" or Unexplained).Select(pair => pair.Key));

    // "folder/case node: reason"; names may have colons, reasons are what follows the first ": ".
    private static Dictionary<string, string> Listed() => File.Exists(List)
        ? File.ReadLines(List)
            .Where(line => line.Length > 0)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal)
        : [];
}
