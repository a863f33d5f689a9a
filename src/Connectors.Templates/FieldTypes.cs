using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>What kind of field a property makes.</summary>
internal static class FieldTypes
{
    private static readonly Type[] Numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float),
        typeof(double), typeof(decimal),
    ];

    private static readonly Type[] Any = [typeof(JsonElement), typeof(JsonNode), typeof(object)];

    /// <summary>One value for a form, whatever is in it.</summary>
    public static bool IsSingle(Type type) =>
        Any.Contains(type) || Numbers.Contains(type) || type.IsEnum || type == typeof(Document) || type == typeof(JsonObject)
        || type == typeof(JsonArray) || ConnectorJson.Options.GetTypeInfo(type).Kind is not JsonTypeInfoKind.Object;

    public static FormField Describe(
        JsonPropertyInfo property, FieldAttribute field, object? value, string path, string group, IReadOnlyList<FieldCondition> conditions)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind = KindOf(type, field);
        var attributes = property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true)
            .Cast<ValidationAttribute>().ToList() ?? [];
        var takesFeel = kind is FieldKind.Feel || (field.Feel is not FieldFeel.Never && kind is not FieldKind.Choice);
        return new FormField
        {
            Path = path,
            Label = field.Label,
            Help = field.Help,
            Example = field.Example,
            Group = group,
            Kind = kind,
            TakesFeel = takesFeel,
            Default = DefaultOf(kind, type, field, value),
            Choices = kind is FieldKind.Choice ? [.. ChoicesOf(type)] : [],
            IsRequired = kind is not FieldKind.Boolean && (field.IsRequired || IsRequired(property, attributes)),
            IsSecret = type == typeof(Secret),
            IsFunction = type == typeof(FeelFunction),
            Pattern = attributes.OfType<RegularExpressionAttribute>().FirstOrDefault()?.Pattern,
            MinLength = Length(attributes, least: true),
            MaxLength = Length(attributes, least: false),
            Bounds = attributes.OfType<RangeAttribute>().FirstOrDefault() is { } range
                ? $"{BoundOf(range, range.Minimum)} to {BoundOf(range, range.Maximum)}"
                : null,
            Conditions = conditions,
        };
    }

    /// <summary>How a member of an enumeration, or the case of a choice, is called.</summary>
    /// <param name="value">As a diagram has it.</param>
    public static string LabelOf(MemberInfo member, string value) => member.GetCustomAttribute<ChoiceAttribute>()?.Label
        ?? (value.Equals(member.Name, StringComparison.OrdinalIgnoreCase) && value.All(char.IsUpper) ? value : Words.Sentence(member.Name));

    private static FieldKind KindOf(Type type, FieldAttribute field)
    {
        if (field.Feel is FieldFeel.Always)
            return FieldKind.Feel;
        if (type == typeof(bool))
            return FieldKind.Boolean;
        if (Numbers.Contains(type))
            return FieldKind.Number;
        if (type.IsEnum)
            return FieldKind.Choice;
        if (type == typeof(FeelFunction) || type == typeof(WebhookExpression) || type == typeof(Document))
            return FieldKind.Feel;
        var isList = !Any.Contains(type)
            && ConnectorJson.Options.GetTypeInfo(type).Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable;
        if (isList && field.Feel is not FieldFeel.Never && !field.IsLong)
            return FieldKind.Feel;
        return field.IsLong ? FieldKind.LongText : FieldKind.Text;
    }

    private static IEnumerable<FieldChoice> ChoicesOf(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(member => (Member: member, Value: member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member.Name))
        .Select(choice => new FieldChoice(choice.Value, LabelOf(choice.Member, choice.Value)));

    /// <summary>Whether the type cannot do without.</summary>
    public static bool IsRequired(JsonPropertyInfo property, IEnumerable<ValidationAttribute> attributes) =>
        attributes.OfType<RequiredAttribute>().Any() || property.IsRequired
        || property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };

    private static object? DefaultOf(FieldKind kind, Type type, FieldAttribute field, object? value)
    {
        if (field.Default is { } text)
        {
            return kind switch
            {
                FieldKind.Boolean => bool.Parse(text),
                FieldKind.Number => decimal.Parse(text, CultureInfo.InvariantCulture),
                FieldKind.Text or FieldKind.LongText or FieldKind.Choice or FieldKind.Feel => text,
            };
        }

        if (kind is FieldKind.Boolean)
            return value ?? false;
        if (value is null || type == typeof(Secret))
            return null;

        var json = JsonSerializer.SerializeToElement(value, type, ConnectorJson.Options);
        return json.ValueKind switch
        {
            JsonValueKind.String => json.GetString() is { Length: > 0 } words ? words : null,
            JsonValueKind.Number => json.GetDecimal(),
            JsonValueKind.Array or JsonValueKind.Object => kind is FieldKind.Feel && !IsEmpty(json) ? $"={json.GetRawText()}" : null,
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => null,
        };
    }

    private static bool IsEmpty(JsonElement json) =>
        json.ValueKind is JsonValueKind.Array ? json.GetArrayLength() is 0 : !json.EnumerateObject().Any();

    private static int? Length(IReadOnlyList<ValidationAttribute> attributes, bool least)
    {
        foreach (var attribute in attributes)
        {
            var length = attribute switch
            {
                StringLengthAttribute text => least ? text.MinimumLength : text.MaximumLength,
                MinLengthAttribute min when least => min.Length,
                MaxLengthAttribute max when !least => max.Length,
                LengthAttribute both => least ? both.MinimumLength : both.MaximumLength,
                _ => 0,
            };
            if (length > 0)
                return length;
        }

        return null;
    }

    /// <summary>Durations as they are written in a form.</summary>
    private static string BoundOf(RangeAttribute range, object bound) => range.OperandType == typeof(TimeSpan)
        ? System.Xml.XmlConvert.ToString(TimeSpan.Parse($"{bound}", CultureInfo.InvariantCulture))
        : string.Create(CultureInfo.InvariantCulture, $"{bound}");
}
