namespace Fairlead.Repository.Tests;

/// <summary>A person who sees a code finds its page, and no page is about a code that nobody sees.</summary>
public sealed class ErrorCodeTests
{
    private static IEnumerable<TextFile> Pages => Repository.Files.Where(file =>
        file.IsIn("docs/errors") && Path.GetFileName(file.Path) is not "README.md");

    private static HashSet<string> PageNames => [.. Pages.Select(page => Path.GetFileNameWithoutExtension(page.Path))];

    private static HashSet<string> Used => [.. Repository.Files.SelectMany(ErrorCodes.UsedIn)];

    [Fact]
    public void Every_code_has_its_page() => Offenders.None(ErrorCodes.WithoutPage(Used, PageNames).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_page_has_its_code() => Offenders.None(ErrorCodes.WithoutCode(PageNames, Used));

    [Fact]
    public void Every_page_is_named_for_its_code_and_says_what_to_do() => Offenders.None(Pages.SelectMany(ErrorCodes.Faults));

    [Fact]
    public void A_planted_code_is_found_and_other_words_are_not()
    {
        var planted = new TextFile(
            "src/A/B.cs",
            """
            throw new ConnectorException("SLACK_REFUSED", $"…");
            throw new ConnectorException("429", "It broke. [SLACK_BROKE]");
            const string Type = "SERVICE_TASK", Other = "Not_A_Code", Prefix = "SECRET_", Word = "CODE";
            """);

        Assert.Equal(["SLACK_REFUSED", "429", "SLACK_BROKE"], ErrorCodes.UsedIn(planted));
        Assert.Empty(ErrorCodes.UsedIn(planted with { Path = "tests/A.Tests/B.cs" }));
    }

    [Fact]
    public void A_code_without_page_and_a_page_without_code_are_found()
    {
        HashSet<string> codes = ["A_CODE", "B_CODE", "429"];
        HashSet<string> pages = ["B_CODE", "C_CODE", "HTTP-STATUS"];

        Assert.Equal(["A_CODE"], ErrorCodes.WithoutPage(codes, pages));
        Assert.Equal(["C_CODE"], ErrorCodes.WithoutCode(pages, codes));
    }

    [Fact]
    public void A_planted_page_without_advice_is_found() =>
        Assert.Equal(2, ErrorCodes.Faults(new TextFile("docs/errors/A_CODE.md", "# ANOTHER_CODE\n\nIt broke.\n")).Count());
}
