using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

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
}
