using System.Reflection;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>Reads the fields of a form off the type of a connector's input.</summary>
/// <remarks>
/// What has no <see cref="FieldAttribute"/> is in no form. An object is the fields in it; a choice is a list of its cases, and the fields of
/// each of them, shown while it is chosen.
/// </remarks>
internal sealed class FormReader
{
    private const int LevelsAtMost = 12;

    private readonly List<FormField> _fields = [];

    private FormReader() { }

    /// <param name="input">Of a connector.</param>
    /// <param name="group">Of the fields at the top that name none.</param>
    /// <exception cref="InvalidOperationException">A field depends on one that is not there.</exception>
    public static IReadOnlyList<FormField> Read(Type input, string group)
    {
        var reader = new FormReader();
        var top = new Place("", group, [], IsNamed: false, Level: 0);
        var info = ConnectorJson.Options.GetTypeInfo(input);
        if (info.PolymorphismOptions is { } choice)
            reader.ReadChoice(choice, top with { Group = group }, "Operation", field: null, chosen: null);
        else
            reader.ReadProperties(info, Instance(input), top);
        return reader._fields;
    }

    private void ReadProperties(JsonTypeInfo info, object? instance, Place place)
    {
        foreach (var property in InOrder(info.Properties))
            ReadProperty(property, ValueOf(property, instance), place = Following(place, property));
    }

    /// <summary>A group that is named holds the fields behind it, too.</summary>
    private static Place Following(Place place, JsonPropertyInfo property) =>
        FieldOf(property) is { Group: { } group } ? place with { Group = group, IsNamed = true } : place;

    private void ReadProperty(JsonPropertyInfo property, object? value, Place place)
    {
        if (FieldOf(property) is not { IsHidden: false } field)
            return;

        var path = place.Path.Length is 0 ? property.Name : $"{place.Path}.{property.Name}";
        var conditions = field.When is { } other ? [.. place.Conditions.Union(ConditionsOf(path, other, field.Is))] : place.Conditions;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var info = ConnectorJson.Options.GetTypeInfo(type);
        var here = new Place(path, place.Group, conditions, place.IsNamed, place.Level + 1);
        var within = field.Group is null && !place.IsNamed ? here with { Group = field.Label } : here;
        if (here.Level > LevelsAtMost)
            throw new InvalidOperationException($"{path}: a form of more than {LevelsAtMost} levels; give the field FEEL (Feel = Always).");

        if (field.Feel is not FieldFeel.Always && info is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: { } choice })
            ReadChoice(choice, within, field.Label, field, value is null ? FirstOf(property, choice) : DiscriminatorOf(choice, value));
        else if (field.Feel is not FieldFeel.Always && info.Kind is JsonTypeInfoKind.Object && !FieldTypes.IsSingle(type))
            ReadProperties(info, value ?? Instance(type), within);
        else
            _fields.Add(FieldTypes.Describe(property, field, value, here.Path, here.Group, here.Conditions));
    }

    private void ReadChoice(JsonPolymorphismOptions choice, Place place, string label, FieldAttribute? field, string? chosen)
    {
        var name = choice.TypeDiscriminatorPropertyName;
        var cases = choice.DerivedTypes.Select(derived => (Name: (string)derived.TypeDiscriminator!, Type: derived.DerivedType)).ToList();
        var first = field?.Default ?? chosen ?? (field is null ? cases[0].Name : null);
        var discriminator = new FormField
        {
            Path = place.Path.Length is 0 ? name : $"{place.Path}.{name}",
            Label = label,
            Help = field?.Help,
            Group = place.Group,
            Kind = FieldKind.Choice,
            Default = first,
            Choices = [.. cases.Select(one => new FieldChoice(one.Name, FieldTypes.LabelOf(one.Type, one.Name)))],
            Conditions = place.Conditions,
        };
        _fields.Add(discriminator);

        // What several cases have in common is one field, which is shown for each of them.
        var properties = cases
            .SelectMany(one => InOrder(ConnectorJson.Options.GetTypeInfo(one.Type).Properties).Select(property => (Case: one, Property: property)))
            .GroupBy(found => SharedBy(found.Property));
        var instances = cases.ToDictionary(one => one.Name, one => Instance(one.Type), StringComparer.Ordinal);
        foreach (var shared in properties)
        {
            var (owner, property) = shared.First();
            IReadOnlyList<string> names = [.. shared.Select(found => found.Case.Name)];
            var condition = names.Count == cases.Count ? place.Conditions : [.. place.Conditions, new FieldCondition(discriminator, names)];
            ReadProperty(property, ValueOf(property, instances[owner.Name]), Following(place with { Conditions = condition }, property));
        }
    }

    /// <summary>The same for properties that mean the same.</summary>
    private static string SharedBy(JsonPropertyInfo property)
    {
        var field = FieldOf(property);
        return string.Join('|', property.Name, property.PropertyType, property.IsRequired, field?.Label, field?.Help, field?.Group, field?.When);
    }

    /// <summary>The other one must be shown itself.</summary>
    private IEnumerable<FieldCondition> ConditionsOf(string path, string other, IReadOnlyList<string> values)
    {
        var found = _fields.FindAll(field => field.Path == other);
        return found is [var one]
            ? one.Conditions.Append(new FieldCondition(one, values))
            : throw new InvalidOperationException(
                $"{path} depends on {other}, of which there are {found.Count} fields above it. Name one that stands above it, from the top of the input.");
    }

    private static FieldAttribute? FieldOf(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(FieldAttribute), inherit: true).FirstOrDefault() as FieldAttribute;

    /// <summary>What a type inherits stands in front of its own.</summary>
    private static IEnumerable<JsonPropertyInfo> InOrder(IEnumerable<JsonPropertyInfo> properties) =>
        properties.OrderBy(property => property.AttributeProvider is MemberInfo { DeclaringType: { } type } ? Depth(type) : 0);

    private static int Depth(Type type) => type.BaseType is { } above ? Depth(above) + 1 : 0;

    /// <summary>Somebody has to choose: null where nobody has.</summary>
    private static string? FirstOf(JsonPropertyInfo property, JsonPolymorphismOptions choice) =>
        FieldTypes.IsRequired(property, []) ? (string?)choice.DerivedTypes[0].TypeDiscriminator : null;

    private static string? DiscriminatorOf(JsonPolymorphismOptions choice, object value) =>
        (string?)choice.DerivedTypes.FirstOrDefault(derived => derived.DerivedType == value.GetType()).TypeDiscriminator;

    private static object? ValueOf(JsonPropertyInfo property, object? instance) =>
        property.AssociatedParameter is { } parameter
            ? parameter.HasDefaultValue ? parameter.DefaultValue : null
            : instance is null ? null : property.Get?.Invoke(instance);

    /// <summary>One with all defaults; null where the type cannot be made without values.</summary>
    private static object? Instance(Type type) =>
        !type.IsAbstract && (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null) ? Activator.CreateInstance(type) : null;

    /// <param name="IsNamed">Some field above has named the group.</param>
    private readonly record struct Place(string Path, string Group, IReadOnlyList<FieldCondition> Conditions, bool IsNamed, int Level);
}
