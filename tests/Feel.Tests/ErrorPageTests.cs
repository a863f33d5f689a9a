using System.Text.RegularExpressions;

namespace Fairlead.Feel.Tests;

public sealed partial class ErrorPageTests
{
    [Fact]
    public void Every_code_that_a_user_can_see_has_its_page()
    {
        var codes = Codes();
        Assert.Contains("FEEL_SYNTAX", codes);
        Assert.Empty(codes.Where(code => !File.Exists(Path.Combine(TestFiles.Repository, "docs", "errors", $"{code}.md"))));
    }

    /// <summary>The codes in the source.</summary>
    internal static IReadOnlySet<string> Codes() => Directory
        .EnumerateFiles(Path.Combine(TestFiles.Repository, "src", "Feel"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(path => Code().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
        .Where(code => !code.StartsWith("HALF_", StringComparison.Ordinal))
        .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("\"([A-Z]+(?:_[A-Z]+)+)\"")]
    private static partial Regex Code();
}
