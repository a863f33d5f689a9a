using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Enumerations as the REST API writes them: <c>SUB_PROCESS</c>. Case does not matter on input.</summary>
public sealed class RestWordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Between enumerations and the words of the REST API, outside of JSON.</summary>
public static class RestWord
{
    /// <summary>For example <c>SUB_PROCESS</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.All[value];

    /// <summary>Understands a word that <see cref="Of"/> wrote, in any case.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum => Words<T>.Values.TryGetValue(word, out value);

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> Values =
            All.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
    }
}
