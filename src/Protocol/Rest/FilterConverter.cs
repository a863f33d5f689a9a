using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

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
        "$like" when IsText => new FilterTerm<T>.Like(Pattern(ref reader)),
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

    private static string Pattern(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? reader.GetString()!
        : throw new JsonException("Expected a text pattern after '$like'.");

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
}
