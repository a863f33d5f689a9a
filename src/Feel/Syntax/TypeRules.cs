using System.Text;

namespace Fairlead.Feel.Syntax;

/// <summary>The type after <c>instance of</c>: a known name of one or more words, with arguments in angle brackets.</summary>
internal static class TypeRules
{
    /// <summary>As many as <c>day-time-duration</c> has.</summary>
    private const int TokensAtMost = 5;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "Any", "any", "Null", "null", "number", "string", "boolean", "date", "time", "date and time",
        "days and time duration", "day-time-duration", "years and months duration",
        "year-month-duration", "list", "context", "function", "range",
    };

    public static TypeSyntax Type(Parser parser, int depthLeft)
    {
        if (depthLeft == 0 || parser.Current.Kind != TokenKind.Name)
            throw parser.Unexpected("the name of a type");
        var name = Name(parser);
        if (parser.Current.Kind != TokenKind.Less || name is not ("list" or "range" or "context" or "function"))
            return new TypeSyntax(name, []);
        parser.Take();
        var arguments = new List<TypeSyntax>();
        var fields = name == "context" ? new List<string>() : null;
        while (parser.Current.Kind != TokenKind.Greater)
        {
            if (arguments.Count > 0)
                parser.Expect(TokenKind.Comma, "',' or '>'");
            if (fields is not null)
            {
                fields.Add(NameRules.Definition(parser, "the name of a context entry"));
                parser.Expect(TokenKind.Colon, "':'");
            }
            arguments.Add(Type(parser, depthLeft - 1));
        }
        parser.Take();
        if (name == "function")
        {
            parser.Expect(TokenKind.Arrow, "'->'");
            arguments.Add(Type(parser, depthLeft - 1));
        }
        return new TypeSyntax(name, arguments, fields);
    }

    // The longest run of words that names a type: `date and time` is one, `date and x` is a date and something else.
    private static string Name(Parser parser)
    {
        var words = new StringBuilder();
        var token = parser.Current;
        var (best, bestEnd) = (parser.Name(token), token.End);
        for (var count = 0; count < TokensAtMost && token.Kind is TokenKind.Name or TokenKind.Minus; count++)
        {
            if (words.Length > 0 && words[^1] != '-' && token.Kind == TokenKind.Name)
                words.Append(' ');
            words.Append(parser.Span(token));
            if (Known.Contains(words.ToString()))
                (best, bestEnd) = (words.ToString(), token.End);
            token = parser.At(token.End);
        }
        if (parser.TryMatchType(out var own) && own.End >= bestEnd)
            (best, bestEnd) = (own.Name, own.End);
        else if (!Known.Contains(best))
            throw parser.Unexpected("the name of a type");
        parser.MoveTo(bestEnd);
        return best;
    }
}
