using System.Xml.Linq;

using Fairlead.Connectors.Templates;

namespace Fairlead.Templates.Tests;

/// <summary>The pages of the connectors are those that their types and the examples make.</summary>
public sealed class PageTests
{
    private static readonly CodeDocs Docs = new(
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Fairlead.Connectors*.xml").Order(StringComparer.Ordinal).Select(XDocument.Load));

    public static TheoryData<string> Slugs => [.. Shipping.Forms.Select(form => form.Slug)];

    [Theory, MemberData(nameof(Slugs))]
    public void A_page_is_as_the_types_say(string slug)
    {
        var form = Shipping.Forms.Single(form => form.Slug == slug);
        var templates = form.Places.ToDictionary(place => place, place =>
        {
            var name = ConnectorTemplates.NameOf(form, place);
            return FormattableString.Invariant($"../../element-templates/{name}-{Math.Max(1, Generated.VersionsOf(name).Count)}.json");
        });

        Compare($"{slug}.md", ConnectorPage.Of(form, Docs, templates, [.. ExamplesOf(form.About.JobType)]));
    }

    [Fact]
    public void The_list_names_every_connector() => Compare("README.md", ConnectorPage.IndexOf(Shipping.Forms));

    [Fact]
    public void Every_page_is_of_a_connector()
    {
        var known = Shipping.Forms.Select(form => $"{form.Slug}.md").Append("README.md").ToHashSet(StringComparer.Ordinal);
        var stray = Directory.EnumerateFiles(Generated.Pages).Where(file => !known.Contains(Path.GetFileName(file))).ToList();
        if (Generated.IsWriting)
            stray.ForEach(File.Delete);
        else
            Assert.Empty(stray);
    }

    [Theory, MemberData(nameof(Slugs))]
    public void Every_connector_has_an_example(string slug) =>
        Assert.NotEmpty(ExamplesOf(Shipping.Forms.Single(form => form.Slug == slug).About.JobType));

    /// <summary>What an output's author says about its parts is on the page.</summary>
    [Fact]
    public void A_page_says_what_comes_back() =>
        Assert.Contains(Docs.PartsOf(Shipping.Forms.Single(form => form.Slug == "http-json").Output!), part => part is ("status", { Length: > 5 }));

    private static IEnumerable<ConnectorExample> ExamplesOf(string jobType)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Generated.Root, "examples")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var text = File.ReadAllText(Path.Combine(folder, $"{name}.bpmn"));
            var found = XDocument.Parse(text).Descendants()
                .FirstOrDefault(element => element.Attribute("type")?.Value == jobType
                    || (element.Attribute("name")?.Value == "inbound.type" && element.Attribute("value")?.Value == jobType));
            var element = found?.Ancestors().FirstOrDefault(ancestor => ancestor.Name.LocalName is "extensionElements")?.Parent;
            if (element is null)
                continue;
            yield return new ConnectorExample(name, Source(text, element));
        }
    }

    /// <summary>As it stands in the file, moved to the left.</summary>
    private static string Source(string text, XElement element)
    {
        var opening = $"<bpmn:{element.Name.LocalName} id=\"{element.Attribute("id")!.Value}\"";
        var closing = $"</bpmn:{element.Name.LocalName}>";
        var start = text.LastIndexOf('\n', text.IndexOf(opening, StringComparison.Ordinal)) + 1;
        var end = text.IndexOf(closing, start, StringComparison.Ordinal) + closing.Length;
        var lines = text[start..end].Split('\n');
        var margin = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length > margin ? line[margin..].TrimEnd() : line.Trim()));
    }

    private static void Compare(string file, string text)
    {
        var path = Path.Combine(Generated.Pages, file);
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return;
        Assert.True(Generated.IsWriting, $"docs/connectors/{file} is not as the types and the examples say: run tools/templates, and review the difference.");
        Generated.Write(path, text);
    }
}
