using System.Globalization;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>Writes the page of a connector: what it does, where it fits, what is filled in, and what comes of it.</summary>
public static class ConnectorPage
{
    private const string Note = "<!-- Made by tools/templates of the types of the connector: change those. -->";

    /// <param name="templates">Files of its templates as the page links to them, by place.</param>
    /// <param name="examples">Names of the examples that use it.</param>
    public static string Of(
        ConnectorForm form, CodeDocs docs, IReadOnlyDictionary<ConnectorPlaces, string> templates, IReadOnlyList<ConnectorExample> examples)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(docs);
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(examples);
        var page = new StringBuilder();
        Line(page, $"{Note}\n\n# {form.About.Name}\n\n{form.About.Description}\n");
        Line(page, $"Type: `{form.About.JobType}`\n");
        Line(page, "| Fits | Element template |\n|---|---|");
        foreach (var place in form.Places)
        {
            var facts = PlaceFacts.Of(place);
            Line(page, $"| {(facts.Suffix.Length is 0 ? "service task" : facts.Suffix)} | [{ConnectorTemplates.IdOf(form, place)}]({templates[place]}) |");
        }

        WriteFields(page, form);
        WriteOutput(page, form, docs);
        if (form.About.Errors.Length > 0)
        {
            Line(page, "\n## Errors\n\nCodes that a process may want to catch, beside those that [every connector](../errors/README.md) has:\n");
            foreach (var code in form.About.Errors)
                // One that the original has without saying more has no page.
                Line(page, code.Contains('_', StringComparison.Ordinal) ? $"* [{code}](../errors/{code}.md)" : $"* `{code}`");
        }

        Line(page, "\n## Where it differs\n\nDiagrams of the original run unchanged; [deviations](../deviations.md) lists where something is safer or kept.");
        foreach (var example in examples)
        {
            Line(page, $"\n## Example: {example.Name}\n\n[examples/{example.Name}](../../examples/{example.Name}/README.md) says what it shows.\n");
            Line(page, $"```sh\n./run --example {example.Name}\n```\n\n```xml\n{example.Element}\n```");
        }

        return page.ToString();
    }

    /// <summary>The list of all pages.</summary>
    public static string IndexOf(IReadOnlyList<ConnectorForm> forms)
    {
        ArgumentNullException.ThrowIfNull(forms);
        var page = new StringBuilder();
        Line(page, $"{Note}\n\n# Connectors\n\n[Writing one](../connectors.md) · [element templates](../../element-templates/README.md)\n");
        Line(page, "| Connector | Type | Does |\n|---|---|---|");
        foreach (var form in forms)
            Line(page, $"| [{form.About.Name}]({form.Slug}.md) | `{form.About.JobType}` | {Cell(form.About.Description)} |");
        return page.ToString();
    }

    private static void WriteFields(StringBuilder page, ConnectorForm form)
    {
        var prefix = form.Kind is ConnectorKind.Webhook ? "inbound." : "";
        foreach (var group in form.Fields.GroupBy(field => field.Group))
        {
            Line(page, $"\n## {group.Key}\n\n| Field | Stored as | What | At first | Shown when |\n|---|---|---|---|---|");
            foreach (var field in group)
            {
                var label = field.IsRequired ? $"**{Cell(field.Label)}**" : Cell(field.Label);
                Line(page, $"| {label} | `{prefix}{field.Path}` | {Cell(WhatOf(field))} | {DefaultOf(field)} | {Cell(WhenOf(field, prefix))} |");
            }
        }

        Line(page, "\nFields in bold must be filled in while they are shown. Secrets are written as `{{secrets.NAME}}`.");
    }

    private static string WhatOf(FormField field)
    {
        var parts = new List<string>();
        if (field.Help is { } help)
            parts.Add(help);
        if (field.Choices.Count > 0)
            parts.Add($"One of {string.Join(", ", field.Choices.Select(choice => $"`{choice.Value}` ({choice.Label})"))}.");
        if (field.Bounds is { } bounds)
            parts.Add($"From {bounds}.");
        if (field.Example is { } example)
            parts.Add($"For example `{example}`.");
        if (field.IsSecret)
            parts.Add("A secret.");
        if (field.Kind is FieldKind.Feel)
            parts.Add("FEEL.");
        return string.Join(' ', parts);
    }

    private static string DefaultOf(FormField field) => field.Default switch
    {
        null => "",
        bool yes => yes ? "`true`" : "`false`",
        var value => $"`{Cell(Convert.ToString(value, CultureInfo.InvariantCulture)!)}`",
    };

    private static string WhenOf(FormField field, string prefix) => string.Join(" and ", field.Conditions.Select(condition =>
        $"`{prefix}{condition.Field.Path}` is {string.Join(" or ", condition.Values.Select(value => $"`{value}`"))}"));

    private static void WriteOutput(StringBuilder page, ConnectorForm form, CodeDocs docs)
    {
        if (form.Output is null || docs.PartsOf(form.Output) is not { Count: > 0 } parts)
            return;

        Line(page, "\n## What comes back\n\nExpressions see it as `response`, and its parts by their names:\n\n| Name | What |\n|---|---|");
        foreach (var (name, what) in parts)
            Line(page, $"| `{name}` | {Cell(what)} |");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}

/// <summary>An example process that uses a connector.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Element">The element with the connector, as XML.</param>
public sealed record ConnectorExample(string Name, string Element);
