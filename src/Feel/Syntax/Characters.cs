using System.Globalization;

namespace Fairlead.Feel.Syntax;

/// <summary>What a token is when it begins with a character.</summary>
internal enum CharacterClass : byte
{
    Unknown,
    Blank,
    NameStart,
    Digit,
    Symbol,
    Slash,
    Dot,
    Quote,
    Backtick,
    At,
}

/// <summary>Characters by class: a table for ASCII, Unicode's categories for the rest.</summary>
internal static class Characters
{
    private const int TableLength = 128;

    private static readonly CharacterClass[] Table = MakeTable();

    public static CharacterClass ClassOf(char c) => c < TableLength ? Table[c]
        : IsNameStart(c) ? CharacterClass.NameStart
        : IsBlank(c) ? CharacterClass.Blank
        : CharacterClass.Unknown;

    public static bool IsNamePart(char c) => c < TableLength
        ? Table[c] is CharacterClass.NameStart or CharacterClass.Digit
        : IsNameStart(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    public static bool IsBlank(char c) => c < TableLength
        ? Table[c] == CharacterClass.Blank
        : char.IsWhiteSpace(c) || c is '\u180e' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff';

    private static bool IsNameStart(char c) => char.IsLetter(c) || char.IsSurrogate(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LetterNumber or UnicodeCategory.CurrencySymbol
            or UnicodeCategory.ConnectorPunctuation;

    private static CharacterClass[] MakeTable()
    {
        var table = new CharacterClass[TableLength];
        for (var i = 0; i < table.Length; i++)
        {
            var c = (char)i;
            table[i] = char.IsAsciiLetter(c) || c is '_' or '$' ? CharacterClass.NameStart
                : char.IsAsciiDigit(c) ? CharacterClass.Digit
                : char.IsWhiteSpace(c) ? CharacterClass.Blank
                : c switch
                {
                    '/' => CharacterClass.Slash,
                    '.' => CharacterClass.Dot,
                    '"' => CharacterClass.Quote,
                    '`' => CharacterClass.Backtick,
                    '@' => CharacterClass.At,
                    '(' or ')' or '[' or ']' or '{' or '}' or ',' or ':' or '+' or '-' or '*' or '=' or '!' or '<' or '>' or '?'
                        => CharacterClass.Symbol,
                    _ => CharacterClass.Unknown,
                };
        }
        return table;
    }
}
