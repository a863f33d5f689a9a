using System.Text.RegularExpressions;

namespace Fairlead.Repository.Tests;

/// <summary>A property of the text of one file.</summary>
/// <param name="Name">Reads as a sentence.</param>
/// <param name="Offenders">One line for each place that breaks the rule; empty when the file is fine.</param>
internal sealed record TidyRule(string Name, Func<TextFile, IEnumerable<string>> Offenders);

/// <summary>What every file of the repository keeps to. A rule needs a planted case in <see cref="TidyTests"/>.</summary>
internal static partial class TidyRules
{
    private const int LinesAtMost = 500;

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("No file is longer than a reader can hold", file =>
            file.IsCode && file.Lines.Length > LinesAtMost + 1 ? [$"{file.Path} has {file.Lines.Length - 1} lines."] : []),
        new("No region hides code", Code(Region())),
        new("No chore is left as a comment", Anywhere(Chore())),
        new("No thread sleeps", Code(ThreadSleep())),
        new("No test waits for a while", file => file.IsIn("tests") ? Code(TaskDelay())(file) : []),
        new("No member is left to be written", Code(NotImplemented())),
        new("No analyzer is silenced in the code", Code(Pragma())),
        new("No path of one machine is named", Anywhere(MachinePath())),
        new("No line ends in white space", file => IsSnapshot(file) ? [] : file.Find(line => TrailingSpace().IsMatch(line))),
        new("Every file ends with one line end", file =>
            file.Text.Length == 0 || (file.Text.EndsWith('\n') && !file.Text.EndsWith("\n\n", StringComparison.Ordinal)) ? [] : [file.Path]),
        new("Lines end as on Unix", file => file.Find(line => line.EndsWith('\r'))),
        new("Code is indented with spaces", file => file.IsCode ? file.Find(line => line.Contains('\t')) : []),
        new("Lists of projects and packages are in order", OutOfOrder),
    ];

    private static Func<TextFile, IEnumerable<string>> Code(Regex offends) =>
        file => file.IsCode ? file.Find(offends.IsMatch) : [];

    private static Func<TextFile, IEnumerable<string>> Anywhere(Regex offends) => file => file.Find(offends.IsMatch);

    private static bool IsSnapshot(TextFile file) => file.Path.Contains("/Snapshots/", StringComparison.Ordinal);

    private static IEnumerable<string> OutOfOrder(TextFile file)
    {
        if (!file.Path.EndsWith(".csproj", StringComparison.Ordinal) && file.Path is not ("Directory.Packages.props" or "Fairlead.slnx"))
            yield break;

        foreach (var entries in ListEntry().Matches(file.Text).GroupBy(match => $"{match.Groups["kind"]} {match.Groups["folder"]}"))
        {
            var paths = entries.Select(match => match.Groups["entry"].Value).ToList();
            if (!paths.SequenceEqual(paths.Order(StringComparer.OrdinalIgnoreCase)))
                yield return $"{file.Path}: {entries.Key}: {string.Join(", ", paths)}";
        }
    }

    [GeneratedRegex(@"^\s*#region")]
    private static partial Regex Region();

    // The words are split so that this file keeps its own rules.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex Chore();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex ThreadSleep();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\b")]
    private static partial Regex TaskDelay();

    [GeneratedRegex(@"\bNot" + @"ImplementedException\b")]
    private static partial Regex NotImplemented();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/\w+|Users/\w+)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"[ \t]+\r?$")]
    private static partial Regex TrailingSpace();

    [GeneratedRegex("""<(?<kind>PackageVersion|PackageReference|ProjectReference|Project|InternalsVisibleTo)\s+(Include|Path)="(?<entry>(?<folder>src|tests|bench|tools)?[^"]*)""")]
    private static partial Regex ListEntry();
}
