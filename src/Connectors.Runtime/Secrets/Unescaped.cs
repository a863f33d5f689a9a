using System.Globalization;
using System.Text;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>A text without one level of backslashes, as JSON has them, and where each of its characters stood.</summary>
/// <param name="Starts">For each character and for the end: its place in the original text.</param>
internal sealed record Unescaped(string Text, int[] Starts)
{
    /// <returns>Null for a text without backslashes.</returns>
    public static Unescaped? Of(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return null;

        var plain = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length;)
        {
            starts.Add(at);
            plain.Append(Next(text, ref at));
        }

        starts.Add(text.Length);
        return new Unescaped(plain.ToString(), [.. starts]);
    }

    private static char Next(string text, ref int at)
    {
        var here = text[at++];
        if (here is not '\\' || at == text.Length)
            return here;

        var escaped = text[at++];
        if (escaped is 'u' && at + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            at += 4;
            return (char)unit;
        }

        return escaped switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            _ => escaped,
        };
    }
}
