using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

<<<<<<< HEAD
/// <summary>Reads <see cref="Filter{T}"/> from a value or from an object of operators.</summary>
internal sealed class FilterConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Filter<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(FilterConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class FilterConverter<T> : JsonConverter<Filter<T>>
{
    public override Filter<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) return Filter.Equal(Value(ref reader, options));

        var filter = new Filter<T>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            filter = name switch
            {
                "$eq" => filter with { Eq = Value(ref reader, options), HasEq = true },
                "$neq" => filter with { Neq = Value(ref reader, options), HasNeq = true },
                "$exists" => filter with { Exists = reader.GetBoolean() },
                "$gt" => filter with { Gt = Value(ref reader, options), HasGt = true },
                "$gte" => filter with { Gte = Value(ref reader, options), HasGte = true },
                "$lt" => filter with { Lt = Value(ref reader, options), HasLt = true },
                "$lte" => filter with { Lte = Value(ref reader, options), HasLte = true },
                "$in" => filter with { In = Values(ref reader, options) },
                "$notIn" => filter with { NotIn = Values(ref reader, options) },
                "$like" when typeof(T) == typeof(string) => filter with { Like = reader.GetString() },
                _ => throw new JsonException($"There is no operator '{name}' for this property."),
            };
        }

        return filter;
    }

    public override void Write(Utf8JsonWriter writer, Filter<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        One("$eq", value.Eq, value.HasEq);
        One("$neq", value.Neq, value.HasNeq);
        if (value.Exists is { } exists) writer.WriteBoolean("$exists", exists);
        One("$gt", value.Gt, value.HasGt);
        One("$gte", value.Gte, value.HasGte);
        One("$lt", value.Lt, value.HasLt);
        One("$lte", value.Lte, value.HasLte);
        Many("$in", value.In);
        Many("$notIn", value.NotIn);
        if (value.Like is { } like) writer.WriteString("$like", like);
        writer.WriteEndObject();

        void One(string name, T? one, bool isGiven)
        {
            if (!isGiven) return;
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, one, options.GetTypeInfo(typeof(T)));
        }

        void Many(string name, IReadOnlyList<T>? many)
        {
            if (many is null) return;
            writer.WriteStartArray(name);
            foreach (var one in many) JsonSerializer.Serialize(writer, one, options.GetTypeInfo(typeof(T)));
            writer.WriteEndArray();
        }
    }

    private static T Value(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        (T?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(T)))
        ?? throw new JsonException("A filter compares with a value, not with null; use $exists.");

    private static List<T> Values(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartArray) throw new JsonException("$in and $notIn take a list.");
        var values = new List<T>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray) values.Add(Value(ref reader, options));
        return values;
    }
=======
/// <summary>Reads and writes a <see cref="Filter{T}"/>.</summary>
public sealed class FilterConverter<T> : JsonConverter<Filter<T>>
    where T : notnull
{
    private static readonly bool IsOrdered = typeof(T) == typeof(int) || typeof(T) == typeof(DateTimeOffset);
    private static readonly bool IsText = typeof(T) == typeof(string) || typeof(T).IsEnum;

    /// <inheritdoc/>
    public override Filter<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Value(ref reader, options);
        var terms = new List<FilterTerm<T>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            terms.Add(Term(name, ref reader, options));
        }

        return new Filter<T>(terms);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Filter<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var term in value.Terms)
            Write(writer, term, options);
        writer.WriteEndObject();
    }

    private static FilterTerm<T> Term(string name, ref Utf8JsonReader reader, JsonSerializerOptions options) => name switch
    {
        "$eq" => new FilterTerm<T>.EqualTo(Value(ref reader, options)),
        "$neq" => new FilterTerm<T>.NotEqualTo(Value(ref reader, options)),
        "$exists" => new FilterTerm<T>.Exists(Flag(ref reader)),
        "$gt" when IsOrdered => new FilterTerm<T>.GreaterThan(Value(ref reader, options)),
        "$gte" when IsOrdered => new FilterTerm<T>.AtLeast(Value(ref reader, options)),
        "$lt" when IsOrdered => new FilterTerm<T>.LessThan(Value(ref reader, options)),
        "$lte" when IsOrdered => new FilterTerm<T>.AtMost(Value(ref reader, options)),
        "$in" => new FilterTerm<T>.In(Values(ref reader, options)),
        "$notIn" when !IsOrdered => new FilterTerm<T>.NotIn(Values(ref reader, options)),
        "$like" when IsText => new FilterTerm<T>.Like(
            reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("Expected a text pattern after '$like'.")),
        _ => throw new JsonException($"Expected one of {Operators()}, but got '{name}'."),
    };

    private static string Operators() =>
        "$eq, $neq, $exists, $in" + (IsOrdered ? ", $gt, $gte, $lt, $lte" : ", $notIn") + (IsText ? ", $like" : "");

    private static T Value(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null
            ? throw new JsonException("Expected a value, but got null. To find what has no value, use {\"$exists\": false}.")
            : Of(options).Read(ref reader, typeof(T), options)!;

    private static bool Flag(ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? reader.GetBoolean()
        : throw new JsonException("Expected true or false after '$exists'.");

    private static List<T> Values(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Expected a list of values.");
        var values = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(Value(ref reader, options));
        return values;
    }

    private static void Write(Utf8JsonWriter writer, FilterTerm<T> term, JsonSerializerOptions options)
    {
        switch (term)
        {
            case FilterTerm<T>.EqualTo(var value):
                WriteValue(writer, "$eq", value, options);
                break;
            case FilterTerm<T>.NotEqualTo(var value):
                WriteValue(writer, "$neq", value, options);
                break;
            case FilterTerm<T>.Exists(var wanted):
                writer.WriteBoolean("$exists", wanted);
                break;
            case FilterTerm<T>.GreaterThan(var value):
                WriteValue(writer, "$gt", value, options);
                break;
            case FilterTerm<T>.AtLeast(var value):
                WriteValue(writer, "$gte", value, options);
                break;
            case FilterTerm<T>.LessThan(var value):
                WriteValue(writer, "$lt", value, options);
                break;
            case FilterTerm<T>.AtMost(var value):
                WriteValue(writer, "$lte", value, options);
                break;
            case FilterTerm<T>.In(var values):
                WriteValues(writer, "$in", values, options);
                break;
            case FilterTerm<T>.NotIn(var values):
                WriteValues(writer, "$notIn", values, options);
                break;
            case FilterTerm<T>.Like(var pattern):
                writer.WriteString("$like", pattern);
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, T value, JsonSerializerOptions options)
    {
        writer.WritePropertyName(name);
        Of(options).Write(writer, value, options);
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, IReadOnlyList<T> values, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            Of(options).Write(writer, value, options);
        writer.WriteEndArray();
    }

    private static JsonConverter<T> Of(JsonSerializerOptions options) => (JsonConverter<T>)options.GetConverter(typeof(T));
>>>>>>> server
}
