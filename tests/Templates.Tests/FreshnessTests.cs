using Fairlead.Connectors.Templates;

namespace Fairlead.Templates.Tests;

/// <summary>The committed templates are those that the types of the connectors make, and what was published stays as it was.</summary>
public sealed class FreshnessTests
{
    public static TheoryData<string> Names => [.. Shipping.Templates.Select(template => template.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_template_is_as_the_types_say(string name)
    {
        var (_, form, place) = Shipping.Templates.Single(template => template.Name == name);
        var published = Generated.ReadPublished();
        var versions = Generated.VersionsOf(name);
        var version = Math.Max(versions.Count, 1);
        var text = TemplateJson.Write(ConnectorTemplates.Of(form, place, version));
        var isThere = versions.Count > 0;
        if (isThere && File.ReadAllText(Generated.FileOf(name, version)) == text)
            return;

        var isNew = isThere && published.ContainsKey(FormattableString.Invariant($"{name}-{version}"));
        if (isNew)
            text = TemplateJson.Write(ConnectorTemplates.Of(form, place, ++version));
        Assert.True(
            Generated.IsWriting,
            $"element-templates/{name}-{version}.json is {(isThere && !isNew ? "not as the types say" : "missing")}: run tools/templates, and "
            + "review the difference.");
        Generated.Write(Generated.FileOf(name, version), text);
    }

    [Fact]
    public void A_published_version_never_changes()
    {
        var published = Generated.ReadPublished().ToDictionary();
        foreach (var (name, digest) in published)
        {
            var path = Path.Combine(Generated.Templates, name + ".json");
            Assert.True(File.Exists(path), $"element-templates/{name}.json was published and is gone: take it back from the history.");
            Assert.True(
                Generated.Digest(File.ReadAllText(path)) == digest,
                $"element-templates/{name}.json was published and has changed: take it back from the history, and run tools/templates, which "
                + "makes a new version.");
        }

        if (!Generated.IsPublishing)
            return;
        foreach (var (name, _, _) in Shipping.Templates)
        {
            foreach (var version in Generated.VersionsOf(name))
                published[FormattableString.Invariant($"{name}-{version}")] = Generated.Digest(File.ReadAllText(Generated.FileOf(name, version)));
        }

        Generated.WritePublished(published);
    }

    /// <summary>Also those of connectors that are gone: what was published stays, anything else goes.</summary>
    [Fact]
    public void Every_file_is_a_version_of_a_template()
    {
        var known = Shipping.Templates
            .SelectMany(template => Generated.VersionsOf(template.Name).Select(version => Generated.FileOf(template.Name, version)))
            .Concat(Generated.ReadPublished().Keys.Select(name => Path.Combine(Generated.Templates, name + ".json")))
            .ToHashSet(StringComparer.Ordinal);
        var stray = Directory.EnumerateFiles(Generated.Templates, "*.json", SearchOption.AllDirectories).Where(file => !known.Contains(file)).ToList();
        if (Generated.IsWriting)
            stray.ForEach(File.Delete);
        else
            Assert.Empty(stray);
    }

    [Fact]
    public void No_two_templates_share_an_id_or_a_name() =>
        Assert.Equal(
            Shipping.Templates.Count,
            Shipping.Templates
                .SelectMany(template => (string[])[ConnectorTemplates.IdOf(template.Form, template.Place), template.Name])
                .Distinct(StringComparer.Ordinal)
                .Count() / 2);

    [Fact]
    public void The_same_types_make_the_same_text() => Assert.All(
        Shipping.Templates,
        template => Assert.Equal(
            TemplateJson.Write(ConnectorTemplates.Of(template.Form, template.Place, version: 7)),
            TemplateJson.Write(ConnectorTemplates.Of(ConnectorForm.Of(template.Form.Class), template.Place, version: 7))));
}
