using System.Text.RegularExpressions;

namespace Fairlead.Connectors.Sql.Statements;

/// <summary>
/// Cuts SQL into what is code and what is not, as far as placeholders ask for it: strings, quoted names and comments are passed over whole,
/// whatever stands in them.
/// </summary>
internal static partial class SqlText
{
    public static IReadOnlyList<SqlPiece> Read(string text, SqlDialect dialect)
    {
        var pieces = new List<SqlPiece>();
        var (begin, index) = (0, 0);
        while (index < text.Length)
        {
            var (kind, length) = Next(text, index, dialect);
            if (kind is SqlPieceKind.Code)
            {
                index += length;
                continue;
            }

            if (index > begin)
                pieces.Add(new SqlPiece(SqlPieceKind.Code, text[begin..index]));
            pieces.Add(new SqlPiece(kind, text.Substring(index, length)));
            index += length;
            begin = index;
        }

        if (index > begin)
            pieces.Add(new SqlPiece(SqlPieceKind.Code, text[begin..]));
        return pieces;
    }

    /// <summary>The word with which the statement begins, in upper case; empty when there is none.</summary>
    public static string FirstWord(IEnumerable<SqlPiece> pieces)
    {
        foreach (var piece in pieces.Where(piece => piece.Kind is SqlPieceKind.Code))
        {
            var word = Word().Match(piece.Text);
            if (word.Success)
                return word.Value.ToUpperInvariant();
        }

        return "";
    }

    private static (SqlPieceKind Kind, int Length) Next(string text, int at, SqlDialect dialect)
    {
        var rest = text.AsSpan(at);
        switch (rest[0])
        {
            case '\'':
                return (SqlPieceKind.Verbatim, Quoted(rest, '\'', dialect.HasBackslashes || IsEscapeString(text, at, dialect)));
            case '"':
                return (SqlPieceKind.Verbatim, Quoted(rest, '"', dialect.HasBackslashes));
            case '`' when dialect.HasBackticks:
                return (SqlPieceKind.Verbatim, Quoted(rest, '`', escapes: false));
            case '[' when dialect.HasBrackets:
                return (SqlPieceKind.Verbatim, Quoted(rest, ']', escapes: false));
            case '-' when rest.StartsWith("--") && (!dialect.DashesNeedSpace || rest.Length is 2 || rest[2] <= ' '):
                return (SqlPieceKind.Verbatim, Line(rest));
            case '#' when dialect.HasHashComments:
                return (SqlPieceKind.Verbatim, Line(rest));
            case '/' when rest.StartsWith("/*"):
                return (SqlPieceKind.Verbatim, Comment(rest, dialect.NestsComments));
            case '$' when dialect.HasDollarQuotes && !IsWithinWord(text, at) && DollarTag().Match(text, at) is { Success: true } tag:
                var close = rest[tag.Length..].IndexOf(tag.Value, StringComparison.Ordinal);
                return (SqlPieceKind.Verbatim, close < 0 ? rest.Length : close + (2 * tag.Length));
            case 'q' or 'Q' when dialect.HasQuoteOperator && !IsWithinWord(text, at) && rest.Length > 3 && rest[1] is '\'':
                return (SqlPieceKind.Verbatim, QuoteOperator(rest));
            case '?' when rest.StartsWith("??"):
                return (SqlPieceKind.EscapedMark, 2);
            case '?':
                return (SqlPieceKind.Mark, 1);
            case '\\' when rest.Length > 1 && rest[1] is ':' or '?' or '<' or '\\':
                return (SqlPieceKind.Escaped, 2);
            case ';':
                return (SqlPieceKind.End, 1);
            case ':' when rest.StartsWith("::"):
                return (SqlPieceKind.Code, 2);
            case ':' when NamePattern().Match(text, at + 1) is { Success: true } name:
                return (SqlPieceKind.Name, 1 + name.Length);
            case '<' when ListPattern().Match(text, at) is { Success: true } list:
                return (SqlPieceKind.ListName, list.Length);
            default:
                return (SqlPieceKind.Code, 1);
        }
    }

    private static int Quoted(ReadOnlySpan<char> text, char close, bool escapes)
    {
        for (var index = 1; index < text.Length; index++)
        {
            if (escapes && text[index] is '\\')
                index++;
            else if (text[index] == close && index + 1 < text.Length && text[index + 1] == close)
                index++;
            else if (text[index] == close)
                return index + 1;
        }

        return text.Length;
    }

    private static int Line(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : end;
    }

    private static int Comment(ReadOnlySpan<char> text, bool nests)
    {
        var depth = 1;
        for (var index = 2; index < text.Length - 1; index++)
        {
            if (text[index] is '*' && text[index + 1] is '/')
            {
                index++;
                if (--depth is 0)
                    return index + 1;
            }
            else if (nests && text[index] is '/' && text[index + 1] is '*')
            {
                index++;
                depth++;
            }
        }

        return text.Length;
    }

    private static int QuoteOperator(ReadOnlySpan<char> text)
    {
        var close = text[2] switch { '[' => ']', '{' => '}', '(' => ')', '<' => '>', var same => same };
        var end = text[3..].IndexOf([close, '\''], StringComparison.Ordinal);
        return end < 0 ? text.Length : end + 5;
    }

    /// <summary><c>E'…'</c> of PostgreSQL has backslashes as C has them.</summary>
    private static bool IsEscapeString(string text, int at, SqlDialect dialect) =>
        dialect.HasDollarQuotes && at > 0 && text[at - 1] is 'e' or 'E' && !IsWithinWord(text, at - 1);

    private static bool IsWithinWord(string text, int at) => at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '$');

    [GeneratedRegex(@"\G\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$")]
    private static partial Regex DollarTag();

    [GeneratedRegex(@"\G[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\G<[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*>")]
    private static partial Regex ListPattern();

    [GeneratedRegex(@"[\p{L}_]+")]
    private static partial Regex Word();
}

/// <param name="Text">As it stands there.</param>
internal readonly record struct SqlPiece(SqlPieceKind Kind, string Text);

internal enum SqlPieceKind
{
    Code,

    /// <summary>A string, a quoted name or a comment.</summary>
    Verbatim,

    /// <summary><c>:name</c>.</summary>
    Name,

    /// <summary><c>&lt;name&gt;</c>, which may as well be two comparisons.</summary>
    ListName,

    /// <summary><c>?</c>.</summary>
    Mark,

    /// <summary><c>??</c>: a question mark that is an operator.</summary>
    EscapedMark,

    /// <summary>A backslash and what it takes its meaning from.</summary>
    Escaped,

    /// <summary><c>;</c>.</summary>
    End,
}

/// <summary>What is a string or a comment differs from one system to the other.</summary>
internal sealed record SqlDialect
{
    /// <summary>A backslash in a string takes the meaning from what follows.</summary>
    public bool HasBackslashes { get; init; }

    public bool HasBackticks { get; init; }

    public bool HasBrackets { get; init; }

    public bool HasHashComments { get; init; }

    public bool DashesNeedSpace { get; init; }

    public bool NestsComments { get; init; }

    public bool HasDollarQuotes { get; init; }

    /// <summary><c>q'[…]'</c>.</summary>
    public bool HasQuoteOperator { get; init; }

    /// <summary>Whether a question mark may be an operator where names are given.</summary>
    public bool HasMarkOperators { get; init; }
}
