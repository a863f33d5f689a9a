using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Syntax;

/// <summary>What the characters between quotes stand for.</summary>
internal static class TextEscapes
{
    /// <summary>A backslash before a character without meaning stays.</summary>
    public static string Decode(ReadOnlySpan<char> raw)
    {
        if (!raw.Contains('\\'))
            return SharedNames.Of(raw);
        var result = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                result.Append(raw[i]);
                continue;
            }
            i++;
            var simple = raw[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                '\'' or '"' or '\\' => raw[i],
                _ => '\0',
            };
            if (simple != '\0')
                result.Append(simple);
            else if (raw[i] is 'u' or 'U' && TryReadCodePoint(raw[(i + 1)..], raw[i] == 'u' ? 4 : 6, out var rune))
                i += AppendCodePoint(result, rune, raw[i] == 'u' ? 4 : 6);
            else
                result.Append('\\').Append(raw[i]);
        }
        return result.ToString();
    }

    private static bool TryReadCodePoint(ReadOnlySpan<char> digits, int length, out int codePoint)
    {
        codePoint = 0;
        return digits.Length >= length
            && int.TryParse(digits[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out codePoint)
            && (length == 4 || Rune.IsValid(codePoint));
    }

    private static int AppendCodePoint(StringBuilder result, int codePoint, int length)
    {
        if (length == 4)
            result.Append((char)codePoint);
        else
            result.Append(new Rune(codePoint).ToString());
        return length;
    }
}
