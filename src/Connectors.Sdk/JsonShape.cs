using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>What <see cref="JsonFit"/> has to know about a type, found out once.</summary>
internal sealed class JsonShape
{
    private static readonly ConcurrentDictionary<(Type, JsonSerializerOptions), JsonShape> Known = [];

    private JsonShape(JsonTypeInfo info)
    {
        Info = info;
        Kind = info.Kind;
        Scalar = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        Names = Kind is JsonTypeInfoKind.None && Scalar.IsEnum ? [.. Expectation.NamesOf(Scalar, info.Options)] : [];
        Inputs = Kind is JsonTypeInfoKind.Object ? [.. info.Properties.Where(IsInput).Select(property => new JsonInput(property))] : [];
    }

    public JsonTypeInfo Info { get; }

    public JsonTypeInfoKind Kind { get; }

    /// <summary>The type itself, or what it is when it is not null.</summary>
    public Type Scalar { get; }

    /// <summary>Of an enumeration, as JSON has them.</summary>
    public string[] Names { get; }

    /// <summary>The properties that JSON can fill.</summary>
    public JsonInput[] Inputs { get; }

    /// <summary>Any scalar fits, and needs no second look.</summary>
    public bool TakesText => Scalar == typeof(string) || Scalar == typeof(Secret);

    /// <summary>In place of a reference to a document its content fits, as base64.</summary>
    public bool TakesContent => Scalar == typeof(string) || Scalar == typeof(byte[]) || Scalar == typeof(Stream);

    public static JsonShape Of(Type type, JsonSerializerOptions options) =>
        Known.GetOrAdd((type, options), static key => new JsonShape(key.Item2.GetTypeInfo(key.Item1)));

    private static bool IsInput(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null;
}

/// <summary>A property that JSON can fill.</summary>
internal sealed class JsonInput(JsonPropertyInfo property)
{
    public string Name { get; } = property.Name;

    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(property.Name);

    public Type Type { get; } = property.PropertyType;

    /// <summary>It knows best what it reads.</summary>
    public bool HasConverter { get; } = property.CustomConverter is not null;

    public bool IsRequired { get; } = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    public bool IsNullable { get; } = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    /// <summary>Blank text is the same as nothing: a number, a boolean, an enumeration, a duration or FEEL.</summary>
    public bool IsAbsentWhenBlank { get; } =
        property.PropertyType == typeof(FeelFunction)
        || property.PropertyType == typeof(WebhookExpression)
        || property.Options.GetTypeInfo(property.PropertyType).Kind is JsonTypeInfoKind.Dictionary
        || ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsValueType: true } bare
        && bare != typeof(Secret)
        && bare != typeof(JsonElement)
        && property.Options.GetTypeInfo(bare).Kind is JsonTypeInfoKind.None);
}
