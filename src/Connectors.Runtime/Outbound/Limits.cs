using System.Text;

using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>How long a message to an operator may be.</summary>
internal static class Limits
{
    public const int MessageAtMost = 6_000;

    public static string Cut(string text)
    {
        if (text.Length <= MessageAtMost)
            return text;

        // Half a surrogate pair is no text.
        return char.IsHighSurrogate(text[MessageAtMost - 1]) ? text[..(MessageAtMost - 1)] : text[..MessageAtMost];
    }

    /// <summary>Not cut yet: a secret must be taken out before, or its first part could stay.</summary>
    public static string Message(string message, FeelContext variables)
    {
        // So many bytes are at least as many characters as are kept.
        FeelValue.From(variables).TryToJson(MessageAtMost * 4, out var json);
        return $"{message} | Error variables: {Encoding.UTF8.GetString(json)}";
    }
}
