using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Enumerations as the REST API writes them: <c>SUB_PROCESS</c>. Case does not matter on input.</summary>
public sealed class RestWordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"Expected one of {RestWord.List<T>()}, but got {Shapes.Name(reader.TokenType)}.");
        var word = reader.GetString()!;
        return RestWord.TryParse<T>(word, out var value)
            ? value
            : throw new JsonException($"Expected one of {RestWord.List<T>()}, but got '{word}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(RestWord.Of(value));
}

/// <summary>Between enumerations and the words of the REST API, outside of JSON.</summary>
public static class RestWord
{
    /// <summary>For example <c>SUB_PROCESS</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.All[value];

    /// <summary>Understands a word that <see cref="Of"/> wrote, in any case.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum => Words<T>.Values.TryGetValue(word, out value);

    /// <summary>All words of an enumeration, for a sentence.</summary>
    public static string List<T>()
        where T : struct, Enum => string.Join(", ", Words<T>.All.Values);

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> Values =
            All.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
    }
}
