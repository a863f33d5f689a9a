using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// Rewrites loose JSON into the exact shape of a type and notes every place where it cannot. A pass of its own, before
/// the serializer's: the serializer stops at the first problem and its messages quote values.
/// </summary>
internal sealed class JsonFit(JsonSerializerOptions options)
{
    private readonly List<string> _problems = [];

    /// <summary>One line each: where, what was expected, what kind of thing was there. Never a value.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public ReadOnlySpan<byte> Rewrite(JsonElement value, Type type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = ConnectorJson.LevelsAtMost }))
            Write(value, options.GetTypeInfo(type), "", writer);
        return buffer.WrittenSpan;
    }

    private void Write(JsonElement value, JsonTypeInfo type, string path, Utf8JsonWriter writer)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind is JsonValueKind.Object:
                WriteObject(value, type, path, writer);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind is JsonValueKind.Object:
                WriteDictionary(value, type, path, writer);
                break;
            case JsonTypeInfoKind.Enumerable:
                WriteList(value, type, path, writer);
                break;
            case JsonTypeInfoKind.None when TryWriteScalar(value, type, writer):
                break;
            default:
                if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() is 1)
                    Write(value[0], type, path, writer);
                else
                    Refuse(path, Expectation.Of(type), value, writer);
                break;
        }
    }

    private void WriteObject(JsonElement value, JsonTypeInfo type, string path, Utf8JsonWriter writer)
    {
        var given = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
            given[property.Name] = property.Value;

        var actual = type;
        string? discriminator = null;
        if (type.PolymorphismOptions is { } choice)
        {
            given.TryGetValue(choice.TypeDiscriminatorPropertyName, out var wanted);
            if (Choose(choice, wanted) is not { } chosen)
            {
                Refuse(Join(path, choice.TypeDiscriminatorPropertyName), Expectation.OneOf(choice), wanted, writer);
                return;
            }

            actual = options.GetTypeInfo(chosen.DerivedType);
            discriminator = (string)chosen.TypeDiscriminator!;
        }

        writer.WriteStartObject();
        if (discriminator is not null)
            writer.WriteString(type.PolymorphismOptions!.TypeDiscriminatorPropertyName, discriminator);
        foreach (var property in actual.Properties.Where(IsInput))
        {
            if (given.TryGetValue(property.Name, out var element) && !IsAbsent(element, property.PropertyType))
                WriteProperty(element, property, path, writer);
            else if (IsRequired(property) && !IsNullable(property))
                _problems.Add($"{Join(path, property.Name)}: expected {Expectation.Of(options.GetTypeInfo(property.PropertyType))}, but it is missing.");
            else if (IsRequired(property))
                writer.WriteNull(property.Name);
        }

        writer.WriteEndObject();
    }

    private void WriteProperty(JsonElement value, JsonPropertyInfo property, string path, Utf8JsonWriter writer)
    {
        writer.WritePropertyName(property.Name);
        // A property with a converter of its own knows best what it reads.
        if (property.CustomConverter is not null)
            value.WriteTo(writer);
        else
            Write(value, options.GetTypeInfo(property.PropertyType), Join(path, property.Name), writer);
    }

    private void WriteDictionary(JsonElement value, JsonTypeInfo type, string path, Utf8JsonWriter writer)
    {
        var item = options.GetTypeInfo(type.ElementType!);
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            WriteItem(property.Value, item, Join(path, property.Name), writer);
        }

        writer.WriteEndObject();
    }

    private void WriteList(JsonElement value, JsonTypeInfo type, string path, Utf8JsonWriter writer)
    {
        var item = options.GetTypeInfo(type.ElementType!);
        writer.WriteStartArray();
        if (value.ValueKind is not JsonValueKind.Array)
        {
            Write(value, item, path, writer);
        }
        else
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
                WriteItem(element, item, $"{path}[{index++}]", writer);
        }

        writer.WriteEndArray();
    }

    private void WriteItem(JsonElement value, JsonTypeInfo type, string path, Utf8JsonWriter writer)
    {
        var mayBeNull = !type.Type.IsValueType || Nullable.GetUnderlyingType(type.Type) is not null;
        if (value.ValueKind is JsonValueKind.Null && mayBeNull)
            writer.WriteNullValue();
        else
            Write(value, type, path, writer);
    }

    private static bool TryWriteScalar(JsonElement value, JsonTypeInfo type, Utf8JsonWriter writer)
    {
        var bare = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if ((bare == typeof(string) || bare == typeof(Secret)) && IsNumberOrBoolean(value))
        {
            writer.WriteStringValue(value.GetRawText());
            return true;
        }

        // The serializer takes names given by attribute in their exact case only.
        if (bare.IsEnum && value.ValueKind is JsonValueKind.String)
        {
            var name = Expectation.NamesOf(bare, type.Options)
                .FirstOrDefault(name => name.Equals(value.GetString()!.Trim(), StringComparison.OrdinalIgnoreCase));
            if (name is not null)
                writer.WriteStringValue(name);
            return name is not null;
        }

        // FEEL knows one kind of number: 20.0 is a whole number there.
        if ((bare == typeof(int) || bare == typeof(long))
            && value.ValueKind is JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && decimal.IsInteger(number)
            && number is >= long.MinValue and <= long.MaxValue
            && (bare == typeof(long) || number is >= int.MinValue and <= int.MaxValue))
        {
            writer.WriteNumberValue((long)number);
            return true;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (JsonException)
        {
            return false;
        }

        value.WriteTo(writer);
        return true;
    }

    private void Refuse(string path, string expected, JsonElement value, Utf8JsonWriter writer)
    {
        _problems.Add($"{(path.Length is 0 ? "input" : path)}: expected {expected}, but {Expectation.Received(value)}.");
        writer.WriteNullValue();
    }

    private static JsonDerivedType? Choose(JsonPolymorphismOptions choice, JsonElement wanted)
    {
        if (wanted.ValueKind is not JsonValueKind.String)
            return null;

        foreach (var candidate in choice.DerivedTypes)
        {
            if (string.Equals((string?)candidate.TypeDiscriminator, wanted.GetString(), StringComparison.OrdinalIgnoreCase))
                return candidate;
        }

        return null;
    }

    private static bool IsInput(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null;

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static bool IsNullable(JsonPropertyInfo property) =>
        property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private bool IsAbsent(JsonElement value, Type type) =>
        value.ValueKind is JsonValueKind.Null
        || (value.ValueKind is JsonValueKind.String
            && string.IsNullOrWhiteSpace(value.GetString())
            && (Nullable.GetUnderlyingType(type) ?? type) is { IsValueType: true } bare
            && bare != typeof(Secret)
            && options.GetTypeInfo(bare).Kind is JsonTypeInfoKind.None
            && bare != typeof(JsonElement));

    private static bool IsNumberOrBoolean(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Join(string path, string name) => path.Length is 0 ? name : $"{path}.{name}";
}
