namespace Fairlead.Repository.Tests;

/// <summary>A page that points nowhere sends its reader away.</summary>
public sealed class LinkTests
{
    private static IEnumerable<TextFile> Pages => Repository.Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_a_heading() =>
        Offenders.None(Pages.SelectMany(page => Markdown.BrokenLinks(page, Read)));

    [Fact]
    public void Every_decision_is_listed()
    {
        var list = Repository.Files.Single(file => file.Path is "docs/decisions/README.md").Text;
        var decisions = Pages.Where(page => page.IsIn("docs/decisions") && page.Path is not "docs/decisions/README.md").ToList();

        Assert.NotEmpty(decisions);
        Offenders.None(decisions.Select(page => Path.GetFileName(page.Path)).Where(name => !list.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_planted_broken_link_is_found()
    {
        var page = new TextFile(
            "docs/guide.md",
            """
            # Guide for all

            [fine](../README.md), [fine](other.md#a-heading-1), [fine](#guide-for-all), [fine](folder/), [fine](https://example.org/nowhere),
            `[code](nowhere.md)`, [gone](gone.md), [no heading](other.md#missing), [outside](../../secret.md),
            [a link over
            two lines](gone-too.md), ![picture](gone.png)

            [named]: gone-as-well.md

            ```
            [code](nowhere.md)
            ```
            """);
        var files = new Dictionary<string, string>
        {
            ["README.md"] = "",
            ["docs/folder"] = "",
            ["docs/guide.md"] = page.Text,
            ["docs/other.md"] = "# Other\n\n## A `heading`\n\n## A heading\n",
        };

        Assert.Equal(
            [
                "docs/guide.md: ../../secret.md: there is no such file",
                "docs/guide.md: gone-as-well.md: there is no such file",
                "docs/guide.md: gone-too.md: there is no such file",
                "docs/guide.md: gone.md: there is no such file",
                "docs/guide.md: gone.png: there is no such file",
                "docs/guide.md: other.md#missing: there is no such heading",
            ],
            Markdown.BrokenLinks(page, files.GetValueOrDefault).Order(StringComparer.Ordinal));
    }

    private static string? Read(string path)
    {
        var whole = Path.Combine(Repository.Root, path);
        return File.Exists(whole) ? File.ReadAllText(whole) : Directory.Exists(whole) ? "" : null;
    }
}
