using System.Text.Json.Nodes;
using System.Xml.Linq;

using Fairlead.Connectors.Templates;

namespace Fairlead.Templates.Tests;

/// <summary>Camunda's modeler takes every template, and finds nothing wrong with a form that is filled in.</summary>
public sealed class ModelerTests(AppliedTemplates applied)
{
    private static readonly XNamespace Zeebe = "http://camunda.org/schema/zeebe/1.0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Shipping.Templates.Select(template => template.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_modeler_applies_a_template_with_each_of_its_choices(string name)
    {
        var all = await applied.OfAsync(name);

        Assert.Equal("", string.Join('\n', all.SelectMany(ProblemsOf)));
    }

    /// <summary>The checks find what is wrong with a template.</summary>
    [Fact]
    public async Task Planted_mistakes_are_found()
    {
        (string Message, Action<JsonObject> Plant)[] mistakes =
        [
            ("must provide choices=[] with \"Dropdown\" type", template => Property(template, "method").Remove("choices")),
            ("invalid property.binding type", template => Property(template, "url")["binding"]!["type"] = "zeebe:nothing"),
            ("URL must not be empty.", template => Property(template, "url").Remove("value")),
            ("must match pattern", template => Property(template, "url")["constraints"]!["pattern"] = "^ftp:"),
            ("missing template name", template => template.Remove("name")),
            ("method is not stored", template => Property(template, "method")["binding"]!["name"] = "ignored.method"),
        ];
        var rest = Shipping.Templates.Single(template => template.Name == "http-json/task");
        var variants = mistakes.Select(mistake =>
        {
            var variant = TemplateVariant.Of(rest).First();
            mistake.Plant(variant.Template);
            return variant;
        }).ToList();

        var results = await Modeler.ApplyAsync([.. variants.Select(variant => variant.Case)], Cancellation);

        Assert.All(mistakes.Zip(variants, results).SkipLast(1), found => Assert.Contains(
            found.First.Message, string.Join('\n', ProblemsOf(new FilledTemplate(found.Second, found.Third))), StringComparison.Ordinal));
        // What the form says is stored where the original does not look for it.
        var unmoved = TemplateVariant.Of(rest).First();
        Assert.Contains(
            mistakes[^1].Message,
            string.Join('\n', ProblemsOf(new FilledTemplate(unmoved, results[^1]))),
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> ProblemsOf(FilledTemplate filled)
    {
        foreach (var problem in filled.Applied.Refused.Concat(filled.Applied.Problems))
            yield return $"{filled.Variant.Name}: {problem}";
        if (filled.Applied.Xml.Length is 0)
            yield break;

        var (form, place) = (filled.Variant.Source.Form, filled.Variant.Source.Place);
        var elements = XDocument.Parse(filled.Applied.Xml).Descendants()
            .Where(element => element.Attribute(Zeebe + "modelerTemplate")?.Value == ConnectorTemplates.IdOf(form, place))
            .Where(element => element.Name.LocalName is not "message")
            .ToList();
        if (elements is not [var element])
        {
            yield return $"{filled.Variant.Name}: {elements.Count} elements carry its id.";
            yield break;
        }

        foreach (var missing in Expected(filled.Variant.Template).Except(Stored(element)))
            yield return $"{filled.Variant.Name}: {missing} is not stored in {element}.";
    }

    /// <summary>What has a value and no condition must be stored.</summary>
    private static IEnumerable<string> Expected(JsonObject template) =>
        from property in template["properties"]!.AsArray()
        where property!["condition"] is null && property["value"] is { } value && value.ToJsonString() is not "\"\""
        let binding = property["binding"]!
        where binding["type"]!.GetValue<string>() is "zeebe:input" or "zeebe:property" or "zeebe:taskHeader"
        select $"{(binding["name"] ?? binding["key"])!.GetValue<string>()}";

    private static IEnumerable<string> Stored(XElement element) => element.Descendants()
        .Where(child => child.Name.Namespace == Zeebe)
        .Select(child => child.Attribute("target")?.Value ?? child.Attribute("name")?.Value ?? child.Attribute("key")?.Value ?? "");

    private static JsonObject Property(JsonObject template, string id) =>
        template["properties"]!.AsArray().Select(property => property!.AsObject()).Single(property => property["id"]?.GetValue<string>() == id);
}
