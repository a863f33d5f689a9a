using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// Rewrites loose JSON into the exact shape of a type and notes every place where it cannot. A pass of its own, before
/// the serializer's: the serializer stops at the first problem and its messages quote values.
/// </summary>
/// <param name="options">How the type is written.</param>
/// <param name="contents">Contents of the documents that stand where text is wanted, in the order of a pass without them; null for that pass.</param>
internal sealed class JsonFit(JsonSerializerOptions options, IReadOnlyList<ReadOnlyMemory<byte>>? contents = null)
{
    private const int FirstBytes = 512;

    private readonly List<string> _problems = [];
    private readonly List<Document> _wanted = [];

    /// <summary>One line each: where, what was expected, what kind of thing was there. Never a value.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The documents that stand where text is wanted: their content is the text, as base64.</summary>
    public IReadOnlyList<Document> Wanted => _wanted;

    public ReadOnlySpan<byte> Rewrite(JsonElement value, Type type)
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBytes);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = ConnectorJson.LevelsAtMost }))
            Write(value, JsonShape.Of(type, options), "", writer);
        return buffer.WrittenSpan;
    }

    private void Write(JsonElement value, JsonShape shape, string path, Utf8JsonWriter writer)
    {
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind is JsonValueKind.Object:
                WriteObject(value, shape, path, writer);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind is JsonValueKind.Object:
                WriteDictionary(value, shape, path, writer);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind is JsonValueKind.String && MapIn(value) is { } map:
                WriteDictionary(map, shape, path, writer);
                break;
            case JsonTypeInfoKind.Enumerable:
                WriteList(value, shape, path, writer);
                break;
            case JsonTypeInfoKind.None when TryWriteScalar(value, shape, writer) || TryWriteContent(value, shape, writer):
                break;
            default:
                if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() is 1)
                    Write(value[0], shape, path, writer);
                else
                    Refuse(path, Expectation.Of(shape.Info), value, writer);
                break;
        }
    }

    private void WriteObject(JsonElement value, JsonShape shape, string path, Utf8JsonWriter writer)
    {
        var actual = shape;
        string? discriminator = null;
        if (shape.Info.PolymorphismOptions is { } choice)
        {
            var wanted = Find(value, choice.TypeDiscriminatorPropertyName);
            if (Choose(choice, wanted) is not { } chosen)
            {
                Refuse(Join(path, choice.TypeDiscriminatorPropertyName), Expectation.OneOf(choice), wanted, writer);
                return;
            }

            actual = JsonShape.Of(chosen.DerivedType, options);
            discriminator = (string)chosen.TypeDiscriminator!;
        }

        writer.WriteStartObject();
        if (discriminator is not null)
            writer.WriteString(shape.Info.PolymorphismOptions!.TypeDiscriminatorPropertyName, discriminator);
        var given = ArrayPool<JsonElement>.Shared.Rent(actual.Inputs.Length);
        try
        {
            Collect(value, actual.Inputs, given);
            for (var i = 0; i < actual.Inputs.Length; i++)
                WriteInput(given[i], actual.Inputs[i], path, writer);
        }
        finally
        {
            ArrayPool<JsonElement>.Shared.Return(given, clearArray: true);
        }

        writer.WriteEndObject();
    }

    private void WriteInput(JsonElement value, JsonInput input, string path, Utf8JsonWriter writer)
    {
        if (!IsAbsent(value, input))
        {
            writer.WritePropertyName(input.EncodedName);
            if (input.HasConverter)
                value.WriteTo(writer);
            else
                Write(value, JsonShape.Of(input.Type, options), Join(path, input.Name), writer);
        }
        else if (input.IsRequired && !input.IsNullable)
        {
            var expected = Expectation.Of(options.GetTypeInfo(input.Type));
            _problems.Add($"{Join(path, input.Name)}: expected {expected}, but it is missing.");
        }
        else if (input.IsRequired)
        {
            writer.WriteNull(input.Name);
        }
    }

    /// <summary>Puts what is given to its place; names in any case, the last of equal ones wins.</summary>
    private static void Collect(JsonElement value, JsonInput[] inputs, JsonElement[] given)
    {
        given.AsSpan(0, inputs.Length).Clear();
        foreach (var property in value.EnumerateObject())
        {
            if (PlaceOf(property, inputs) is var place and >= 0)
                given[place] = property.Value;
        }
    }

    private static int PlaceOf(JsonProperty property, JsonInput[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (property.NameEquals(inputs[i].EncodedName.EncodedUtf8Bytes))
                return i;
        }

        var name = property.Name;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>The map that was typed as JSON; null when the text is none.</summary>
    private static JsonElement? MapIn(JsonElement text)
    {
        try
        {
            // Half of the levels: the others are for what is around it.
            var json = JsonElement.Parse(text.GetString()!, new JsonDocumentOptions { MaxDepth = ConnectorJson.LevelsAtMost / 2 });
            return json.ValueKind is JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Find(JsonElement value, string name)
    {
        var found = default(JsonElement);
        foreach (var property in value.EnumerateObject())
        {
            if (property.NameEquals(name) || property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                found = property.Value;
        }

        return found;
    }

    private void WriteDictionary(JsonElement value, JsonShape shape, string path, Utf8JsonWriter writer)
    {
        var item = JsonShape.Of(shape.Info.ElementType!, options);
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            WriteItem(property.Value, item, Join(path, property.Name), writer);
        }

        writer.WriteEndObject();
    }

    private void WriteList(JsonElement value, JsonShape shape, string path, Utf8JsonWriter writer)
    {
        var item = JsonShape.Of(shape.Info.ElementType!, options);
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

    private void WriteItem(JsonElement value, JsonShape shape, string path, Utf8JsonWriter writer)
    {
        var mayBeNull = !shape.Info.Type.IsValueType || shape.Info.Type != shape.Scalar;
        if (value.ValueKind is JsonValueKind.Null && mayBeNull)
            writer.WriteNullValue();
        else
            Write(value, shape, path, writer);
    }

    private static bool TryWriteScalar(JsonElement value, JsonShape shape, Utf8JsonWriter writer)
    {
        var bare = shape.Scalar;
        if (bare == typeof(JsonElement) || (shape.TakesText && value.ValueKind is JsonValueKind.String))
        {
            value.WriteTo(writer);
            return true;
        }

        if (shape.TakesText && IsNumberOrBoolean(value))
        {
            writer.WriteStringValue(value.GetRawText());
            return true;
        }

        // The serializer takes names given by attribute in their exact case only.
        if (bare.IsEnum && value.ValueKind is JsonValueKind.String)
        {
            var name = NameOf(value.GetString()!, shape.Names);
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
            value.Deserialize(shape.Info);
        }
        catch (JsonException)
        {
            return false;
        }

        value.WriteTo(writer);
        return true;
    }

    private bool TryWriteContent(JsonElement value, JsonShape shape, Utf8JsonWriter writer)
    {
        if (!shape.TakesContent || !Document.TryRead(value, out var document))
            return false;

        writer.WriteBase64StringValue(contents is null ? default : contents[_wanted.Count].Span);
        _wanted.Add(document);
        return true;
    }

    private static string? NameOf(string text, string[] names)
    {
        foreach (var name in names)
        {
            if (text.AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return name;
        }

        return null;
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

    private static bool IsAbsent(JsonElement value, JsonInput input) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || (input.IsAbsentWhenBlank && value.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    private static bool IsNumberOrBoolean(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Join(string path, string name) => path.Length is 0 ? name : $"{path}.{name}";
}
