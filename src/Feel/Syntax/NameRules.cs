using Fairlead.Feel.Functions;

namespace Fairlead.Feel.Syntax;

/// <summary>
/// Where a name stands, which tokens belong to it: of variables, definitions, functions, parameters, properties and keys.
/// Functions and parameters may have several words. Nothing depends on what a variable is, except where the dialect has
/// names in scope: then definitions and keys may have several words and symbols, too.
/// </summary>
internal static class NameRules
{
    /// <summary>A variable that is used.</summary>
    public static SyntaxNode Variable(Parser parser)
    {
        var token = parser.Current;
        if (token.Word.IsReserved())
            throw parser.Unexpected("an expression");
        parser.Take();
        return parser.Finish(new SyntaxNode.Variable(parser.Name(token)), token.Start);
    }

    /// <summary>A variable or parameter that is introduced.</summary>
    public static string Definition(Parser parser, string what)
    {
        var first = parser.Current;
        if (first.Kind is not (TokenKind.Name or TokenKind.QuotedName))
            throw parser.Unexpected(what);
        parser.Take();
        if (parser.Scopes is null || first.Kind == TokenKind.QuotedName || EndsDefinition(parser.Current))
            return parser.Name(first);
        for (var atoms = 1; !EndsDefinition(parser.Current); atoms++)
        {
            if (atoms == NameTrie.AtomsAtMost)
                throw parser.Unexpected("the end of the name");
            parser.Take();
        }
        return Joined(parser, first.Start, parser.PreviousEnd);
    }

    private static bool EndsDefinition(Token token) => token.Word == Word.In
        || token.Kind is TokenKind.Colon or TokenKind.Comma or TokenKind.CloseParenthesis or TokenKind.End or TokenKind.Greater
            or TokenKind.Unterminated;

    /// <summary>A property or entry after a dot that is not called.</summary>
    public static string Property(Parser parser)
    {
        var token = parser.Current;
        var name = TwoWords(parser);
        parser.MoveTo(name is null ? token.End : parser.Peek().End);
        return name ?? parser.Name(token);
    }

    /// <summary>Where a property of two words ends that stands here; 0 when there is none.</summary>
    public static int EndOfTwoWords(Parser parser) => TwoWords(parser) is null ? 0 : parser.Peek().End;

    private static string? TwoWords(Parser parser) => (parser.Current.Word, parser.Peek().Word) switch
    {
        (Word.Time, Word.Offset) => "time offset",
        (Word.Start, Word.Included) => "start included",
        (Word.End, Word.Included) => "end included",
        _ => null,
    };

    /// <summary>
    /// The words before a '(' are a function's name when a function is called so, or when no operator is among them. Moves
    /// to the parenthesis when they are.
    /// </summary>
    public static bool TryCallName(Parser parser, out string name, out FunctionGroup? known)
    {
        name = "";
        known = null;
        var first = parser.Current;
        var next = parser.Peek();
        if (next.Kind == TokenKind.OpenParenthesis)
        {
            known = parser.FindFunction(first.Kind == TokenKind.Name ? parser.Span(first) : parser.Name(first));
            if (first.Word.IsReserved() && known is null)
                return false;
            name = known?.Name ?? parser.Name(first);
            parser.Take();
            return true;
        }
        if (next.Kind != TokenKind.Name || first.Kind != TokenKind.Name)
            return false;
        var operators = first.Word.IsReserved();
        var end = next;
        for (var words = 1; end.Kind == TokenKind.Name && words < FeelFunctions.WordsAtMost; words++)
        {
            operators |= end.Word.IsReserved();
            if (operators && !parser.Options.Functions.HasOperatorsAfter(parser.Span(first)))
                return false;
            end = parser.At(end.End);
        }
        if (end.Kind != TokenKind.OpenParenthesis)
            return false;
        name = Joined(parser, first.Start, end.Start);
        known = parser.FindFunction(name);
        if (operators && known is null)
            return false;
        parser.MoveTo(end.Start);
        return true;
    }

    /// <summary>The name of a parameter and the colon behind it; stays where it is when there is none.</summary>
    public static bool TryParameter(Parser parser, out string name)
    {
        name = "";
        var first = parser.Current;
        if (first.Kind is not (TokenKind.Name or TokenKind.QuotedName))
            return false;
        var end = parser.Peek();
        for (var words = 1; end.Kind is TokenKind.Name or TokenKind.QuotedName && words < FeelFunctions.WordsAtMost; words++)
            end = parser.At(end.End);
        if (end.Kind != TokenKind.Colon)
            return false;
        name = first.Kind == TokenKind.QuotedName ? parser.Name(first) : Joined(parser, first.Start, end.Start);
        parser.MoveTo(end.End);
        return true;
    }

    /// <summary>The key of a context entry: quoted, or all up to the colon.</summary>
    public static string Key(Parser parser)
    {
        var token = parser.Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                parser.Take();
                return TextEscapes.Decode(parser.Text.AsSpan(token.Start + 1, token.Length - 2));
            case TokenKind.QuotedName:
            case TokenKind.Name when parser.Peek().Kind == TokenKind.Colon:
                return parser.Name(parser.Take());
        }
        var key = parser.KeyAt(parser.PreviousEnd);
        if (key.Kind != TokenKind.Name || key.Length == 0)
            throw parser.Unexpected("the key of a context entry");
        parser.MoveTo(key.End);
        return parser.Scopes is null ? parser.Name(key) : Joined(parser, key.Start, key.End);
    }

    // Words with one space between, however they are written.
    private static string Joined(Parser parser, int start, int end)
    {
        var text = parser.Text.AsSpan(start, end - start).TrimEnd();
        return HasSingleSpaces(text)
            ? SharedNames.Of(text)
            : string.Join(' ', text.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool HasSingleSpaces(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (Characters.IsBlank(text[i]) && (text[i] != ' ' || text[i + 1] == ' '))
                return false;
        }
        return true;
    }
}
