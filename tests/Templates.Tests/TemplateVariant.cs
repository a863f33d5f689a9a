using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Templates.Tests;

/// <summary>A template with a form that somebody has filled in: the first values, and one choice taken.</summary>
/// <param name="Name">Of the template and the choice, for people.</param>
/// <param name="Template">Values are what it has in place of its own.</param>
internal sealed record TemplateVariant(ShippedTemplate Source, string Name, JsonObject Template)
{
    /// <summary>For the modeler, with the diagram that it is applied to.</summary>
    public TemplateCase Case => new(JsonSerializer.SerializeToElement(Template), BlankDiagram.Of(Source.Place), BlankDiagram.Element);

    /// <summary>The form as it opens, and once more for each value of each list and each switch.</summary>
    public static IEnumerable<TemplateVariant> Of(ShippedTemplate source)
    {
        var text = TemplateJson.Write(Connectors.Templates.ConnectorTemplates.Of(source.Form, source.Place, version: 1));
        yield return new TemplateVariant(source, source.Name, Filled(source, text, []));
        foreach (var property in JsonNode.Parse(text)!["properties"]!.AsArray().Select(property => property!.AsObject()))
        {
            if (property["id"]?.GetValue<string>() is not { } id)
                continue;
            foreach (var value in ValuesOf(property))
                yield return new TemplateVariant(source, $"{source.Name} with {id} = {value}", Filled(source, text, new() { [id] = value }));
        }
    }

    private static IEnumerable<JsonNode> ValuesOf(JsonObject property)
    {
        var first = property["value"]?.ToJsonString();
        return property["type"]!.GetValue<string>() switch
        {
            "Dropdown" => property["choices"]!.AsArray()
                .Select(choice => choice!["value"]!)
                .Where(value => value.ToJsonString() != first && value.GetValue<string>().Length > 0),
            "Boolean" => [JsonValue.Create(first is not "true")],
            _ => [],
        };
    }

    /// <param name="chosen">Ids of properties, with their values.</param>
    private static JsonObject Filled(ShippedTemplate source, string text, Dictionary<string, JsonNode> chosen)
    {
        var template = JsonNode.Parse(text)!.AsObject();
        var properties = template["properties"]!.AsArray().Select(property => property!.AsObject()).ToList();
        foreach (var id in chosen.Keys.ToList())
            Open(properties, properties.Single(property => IdOf(property) == id), chosen);
        foreach (var property in properties)
        {
            if (IdOf(property) is { } id && chosen.TryGetValue(id, out var value))
                property["value"] = value.DeepClone();
            else if (FormValues.Of(source.Form, property, chosen) is { } given)
                property["value"] = given;
        }

        return template;
    }

    /// <summary>Makes choices such that a property is shown.</summary>
    private static void Open(List<JsonObject> properties, JsonObject property, Dictionary<string, JsonNode> chosen)
    {
        if (property["condition"] is not JsonObject condition)
            return;

        foreach (var one in condition["allMatch"] is JsonArray all ? all.Select(each => each!.AsObject()) : [condition])
        {
            var other = properties.Single(candidate => IdOf(candidate) == one["property"]!.GetValue<string>());
            chosen.TryAdd(IdOf(other)!, (one["equals"] ?? one["oneOf"]![0]!).DeepClone());
            Open(properties, other, chosen);
        }
    }

    private static string? IdOf(JsonObject property) => property["id"]?.GetValue<string>();
}
