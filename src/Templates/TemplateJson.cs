using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Templates;

/// <summary>Writes templates in the format that modellers read: the same text for the same template, always.</summary>
/// <remarks>Source: the JSON schema of @camunda/zeebe-element-templates-json-schema 0.46.0.</remarks>
public static class TemplateJson
{
    /// <summary>Names the schema; modellers do not fetch it.</summary>
    public const string Schema = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema@0.46.0/resources/schema.json";

    private static readonly JsonWriterOptions Format = new()
    {
        Indented = true,
        NewLine = "\n",
        // Read by programs and in reviews, never within HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>Text that ends with a line break.</returns>
    public static string Write(ElementTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Format))
            Write(template, json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(ElementTemplate template, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("name", template.Name);
        json.WriteString("id", template.Id);
        json.WriteNumber("version", template.Version);
        json.WriteString("description", template.Description);
        WriteTexts(json, "keywords", template.Keywords);
        json.WriteStartObject("category");
        json.WriteString("id", "connectors");
        json.WriteString("name", "Connectors");
        json.WriteEndObject();
        WriteTexts(json, "appliesTo", template.AppliesTo);
        json.WriteStartObject("elementType");
        json.WriteString("value", template.ElementType);
        WriteText(json, "eventDefinition", template.EventDefinition);
        json.WriteEndObject();
        json.WriteStartArray("groups");
        foreach (var group in template.Groups)
        {
            json.WriteStartObject();
            json.WriteString("id", group.Id);
            json.WriteString("label", group.Label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("properties");
        foreach (var property in template.Properties)
            Write(property, json);
        json.WriteEndArray();
        json.WriteStartObject("icon");
        json.WriteString("contents", template.Icon);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(TemplateProperty property, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteText(json, "id", property.Id);
        WriteText(json, "label", property.Label);
        WriteText(json, "description", property.Description);
        WriteText(json, "placeholder", property.Placeholder);
        json.WriteString("type", property.Type is TemplateType.Line ? "String" : $"{property.Type}");
        if (property.Value is { } value)
        {
            json.WritePropertyName("value");
            Write(value, json);
        }

        if (property.IsGenerated)
        {
            json.WriteStartObject("generatedValue");
            json.WriteString("type", "uuid");
            json.WriteEndObject();
        }

        if (property.Choices.Count > 0)
        {
            json.WriteStartArray("choices");
            foreach (var choice in property.Choices)
            {
                json.WriteStartObject();
                json.WriteString("name", choice.Name);
                json.WriteString("value", choice.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (property.IsOptional)
            json.WriteBoolean("optional", true);
        if (property.IsSecret)
            json.WriteBoolean("secret", true);
        WriteConstraints(property, json);
        WriteText(json, "feel", property.Feel switch
        {
            TemplateFeel.None => null,
            TemplateFeel.Optional => "optional",
            TemplateFeel.Required => "required",
            TemplateFeel.Static => "static",
        });
        WriteText(json, "group", property.Group);
        WriteBinding(property.Binding, json);
        WriteConditions(property.Conditions, json);
        json.WriteEndObject();
    }

    private static void WriteConstraints(TemplateProperty property, Utf8JsonWriter json)
    {
        if (property is { IsNotEmpty: false, Pattern: null, MinLength: null, MaxLength: null })
            return;

        json.WriteStartObject("constraints");
        if (property.IsNotEmpty)
            json.WriteBoolean("notEmpty", true);
        if (property.MinLength is { } least)
            json.WriteNumber("minLength", least);
        if (property.MaxLength is { } most)
            json.WriteNumber("maxLength", most);
        if (property.Pattern is var (pattern, message))
        {
            json.WriteStartObject("pattern");
            json.WriteString("value", pattern);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteBinding(TemplateBinding binding, Utf8JsonWriter json)
    {
        var (type, key, name) = binding switch
        {
            TemplateBinding.Input input => ("zeebe:input", "name", input.Name),
            TemplateBinding.TaskHeader header => ("zeebe:taskHeader", "key", header.Key),
            TemplateBinding.Property property => ("zeebe:property", "name", property.Name),
            TemplateBinding.TaskDefinition task => ("zeebe:taskDefinition", "property", task.Part),
            TemplateBinding.MessageName => ("bpmn:Message#property", "name", "name"),
            TemplateBinding.CorrelationKey => ("bpmn:Message#zeebe:subscription#property", "name", "correlationKey"),
            _ => throw new UnreachableException($"No rule for {binding}."),
        };
        json.WriteStartObject("binding");
        json.WriteString("type", type);
        json.WriteString(key, name);
        json.WriteEndObject();
    }

    private static void WriteConditions(IReadOnlyList<TemplateCondition> conditions, Utf8JsonWriter json)
    {
        if (conditions.Count is 0)
            return;

        json.WritePropertyName("condition");
        if (conditions is [var only])
        {
            Write(only, json);
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("allMatch");
        foreach (var condition in conditions)
            Write(condition, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(TemplateCondition condition, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("property", condition.Property);
        if (condition.Values is [var only])
        {
            json.WritePropertyName("equals");
            Write(only, json);
        }
        else
        {
            json.WriteStartArray("oneOf");
            foreach (var value in condition.Values)
                Write(value, json);
            json.WriteEndArray();
        }

        json.WriteString("type", "simple");
        json.WriteEndObject();
    }

    private static void Write(object value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                throw new UnreachableException($"No rule for {value.GetType()}.");
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
