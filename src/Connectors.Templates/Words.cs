using System.Text.RegularExpressions;

namespace Fairlead.Connectors.Templates;

/// <summary>Names for people and for addresses, made of those in code.</summary>
internal static partial class Words
{
    /// <summary><c>BasicAuthHeader</c> → <c>Basic auth header</c>.</summary>
    public static string Sentence(string name)
    {
        var words = Parts().Matches(name).Select((word, index) => index is 0 || IsAcronym(word.Value) ? word.Value : word.Value.ToLowerInvariant());
        return string.Join(' ', words);
    }

    /// <summary><c>sendMessage</c>, <c>Send message</c> → <c>send-message</c>.</summary>
    public static string Address(string name) =>
        string.Join('-', Parts().Matches(name).Select(word => word.Value.ToLowerInvariant()));

    private static bool IsAcronym(string word) => word.Length > 1 && word.All(char.IsUpper);

    [GeneratedRegex("[A-Z]?[a-z]+[0-9]*|[A-Z]+(?![a-z])[0-9]*|[0-9]+")]
    private static partial Regex Parts();
}
