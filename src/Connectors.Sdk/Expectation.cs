using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>Words for what an input should be and what it is, for people who fill in forms.</summary>
internal static class Expectation
{
    public static string Of(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
        JsonTypeInfoKind.Enumerable => "a list",
        JsonTypeInfoKind.None => OfScalar(Nullable.GetUnderlyingType(info.Type) ?? info.Type, info.Options),
    };

    public static string OneOf(JsonPolymorphismOptions choice) =>
        List(choice.DerivedTypes.Select(derived => $"{derived.TypeDiscriminator}"));

    public static string Received(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "it is missing",
        JsonValueKind.Null => "it is null",
        JsonValueKind.String => "received text that does not fit",
        JsonValueKind.Number => "received a number",
        JsonValueKind.True or JsonValueKind.False => "received true or false",
        JsonValueKind.Array => "received a list",
        JsonValueKind.Object => "received an object",
    };

    /// <summary>The names of an enumeration as JSON has them.</summary>
    public static IEnumerable<string> NamesOf(Type enumeration, JsonSerializerOptions options) =>
        Enum.GetValuesAsUnderlyingType(enumeration).Cast<object>()
            .Select(value => JsonSerializer.Serialize(Enum.ToObject(enumeration, value), enumeration, options).Trim('"'));

    private static string OfScalar(Type type, JsonSerializerOptions options)
    {
        if (type.IsEnum)
            return List(NamesOf(type, options));
        if (type == typeof(string) || type == typeof(Secret))
            return "text";
        if (type == typeof(Document))
            return "a reference to a document";
        if (type == typeof(byte[]) || type == typeof(Stream))
            return "a reference to a document, or base64 text";
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(TimeSpan))
            return "a duration such as PT30S";
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return "a date and time such as 2030-01-31T09:30:00Z";
        if (type == typeof(DateOnly))
            return "a date such as 2030-01-31";
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            return "a number";
        if (type.IsPrimitive)
            return "a whole number in its range";
        return $"a value of the kind {type.Name}";
    }

    private static string List(IEnumerable<string> names) => $"one of {string.Join(", ", names)}";
}
