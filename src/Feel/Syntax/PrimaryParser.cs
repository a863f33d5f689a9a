using Fairlead.Feel.Numbers;

namespace Fairlead.Feel.Syntax;

/// <summary>What operators work on: literals, names, calls, groups, lists, contexts, ranges, with paths and filters behind.</summary>
internal sealed class PrimaryParser
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "null", "true", "false", "function", "in", "return", "then", "else", "satisfies", "and", "or",
        "if", "for", "some", "every", "between", "not",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ReservedSpans =
        Reserved.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Parser _parser;
    private readonly ClauseParser _clauses;
    private readonly Lexer _lexer;

    public PrimaryParser(Parser parser)
    {
        _parser = parser;
        _lexer = parser.Lexer;
        _clauses = new ClauseParser(parser);
    }

    public SyntaxNode Postfix()
    {
        var start = _parser.Current.Start;
        var node = Primary();
        while (true)
        {
            if (_parser.Current.Kind == TokenKind.Dot)
            {
                _parser.Take();
                node = Member(node, start);
            }
            else if (_parser.Current.Kind == TokenKind.OpenBracket && !ClosesRange())
            {
                _parser.Take();
                var condition = _parser.Expression();
                _parser.Expect(TokenKind.CloseBracket, "']'");
                node = _parser.Finish(new SyntaxNode.Filter(node, condition), start);
            }
            else
            {
                return node;
            }
        }
    }

    /// <summary>Reads from <c>..</c> to the closing bracket; a reversed bracket excludes the end.</summary>
    public SyntaxNode RangeAfterLow(SyntaxNode low, int start, bool lowIncluded)
    {
        _parser.Expect(TokenKind.DotDot, "'..'");
        _rangeEnds++;
        var high = _parser.Operand();
        _rangeEnds--;
        if (_parser.Current.Kind is not (TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.OpenBracket))
            throw _parser.Unexpected("']', ')' or '[' at the end of the range");
        var included = _parser.Take().Kind == TokenKind.CloseBracket;
        return _parser.Finish(new SyntaxNode.Range(low, high, lowIncluded, included), start);
    }

    // While the upper end of a range is read, '[' may close it: it does unless an expression follows.
    private int _rangeEnds;

    private bool ClosesRange()
    {
        if (_rangeEnds == 0)
            return false;
        var next = _lexer.At(_parser.Current.End);
        return next.Kind is TokenKind.End or TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.CloseBrace
                or TokenKind.Comma or TokenKind.Dot or TokenKind.Equal or TokenKind.NotEqual
            || (next.Kind == TokenKind.Name && _lexer.Span(next) is "and" or "or" or "then" or "else" or "return"
                or "satisfies" or "in" or "instance");
    }

    private SyntaxNode Member(SyntaxNode source, int start)
    {
        var token = _parser.Current;
        if (token.Kind is not (TokenKind.Name or TokenKind.QuotedName))
            throw _parser.Unexpected("a name after '.'");
        if (token.Kind == TokenKind.Name)
        {
            if (_lexer.Span(token) is "null" or "true" or "false")
                throw _parser.Unexpected("a name after '.'");
            if (TryTakeProperty("time", "offset") || TryTakeProperty("start", "included")
                || TryTakeProperty("end", "included"))
                return _parser.Finish(
                    new SyntaxNode.Path(source, $"{_lexer.Name(token)} {LastWord()}"), start);
        }
        if (TryCallName(out var name))
            return Arguments(source, name, start);
        _parser.Take();
        return _parser.Finish(new SyntaxNode.Path(source, _lexer.Name(token)), start);
    }

    private string LastWord() => _lexer.Text[(_lexer.Text.LastIndexOfAny([' ', '\n', '\t', '\r'], _parser.PreviousEnd - 1)
        + 1).._parser.PreviousEnd];

    private bool TryTakeProperty(string first, string second)
    {
        if (!_lexer.Is(_parser.Current, first))
            return false;
        var next = _lexer.At(_parser.Current.End);
        if (!_lexer.Is(next, second))
            return false;
        _parser.MoveTo(next.End);
        return true;
    }

    private SyntaxNode Primary()
    {
        var token = _parser.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _parser.Take();
                return Number(token);
            case TokenKind.Text:
                _parser.Take();
                return _parser.Finish(new SyntaxNode.Constant(FeelValue.From(_lexer.Unescape(token))), token.Start);
            case TokenKind.TemporalText:
                _parser.Take();
                return _parser.Finish(new SyntaxNode.Temporal(_lexer.Unescape(token)), token.Start);
            case TokenKind.Question:
                _parser.Take();
                return _parser.Finish(new SyntaxNode.Input(), token.Start);
            case TokenKind.OpenParenthesis:
                return Group();
            case TokenKind.OpenBracket:
                return ListOrRange();
            case TokenKind.CloseBracket:
                _parser.Take();
                return RangeAfterLow(_parser.Operand(), token.Start, lowIncluded: false);
            case TokenKind.OpenBrace:
                return Context();
            case TokenKind.QuotedName:
            case TokenKind.Name:
                return Named(token);
            default:
                throw _parser.Unexpected("an expression");
        }
    }

    private SyntaxNode Number(Token token)
    {
        if (!DecimalText.TryParse(_lexer.Span(token), out var value))
            throw new SyntaxProblem(
                "FEEL_SYNTAX", $"The number '{_lexer.Span(token)}' is out of range.", token.Start, token.Length);
        return _parser.Finish(new SyntaxNode.Constant(FeelValue.From(new FeelNumber(value))), token.Start);
    }

    private SyntaxNode Named(Token token)
    {
        if (token.Kind == TokenKind.Name && _clauses.TryClause(out var clause))
            return clause;
        if (TryCallName(out var name))
            return Arguments(null, name, token.Start);
        if (token.Kind == TokenKind.Name)
        {
            FeelValue? constant = _lexer.Span(token) switch
            {
                "null" => FeelValue.Null,
                "true" => FeelValue.From(true),
                "false" => FeelValue.From(false),
                _ => null,
            };
            if (constant is { } value)
            {
                _parser.Take();
                return _parser.Finish(new SyntaxNode.Constant(value), token.Start);
            }
        }
        var text = _lexer.Name(token);
        if (token.Kind == TokenKind.Name && Reserved.Contains(text))
            throw _parser.Unexpected("an expression");
        _parser.Take();
        return _parser.Finish(new SyntaxNode.Variable(text), token.Start);
    }

    // The words before a '(' are a function's name when a function is called so, or when no operator is among them.
    private bool TryCallName(out string name)
    {
        name = "";
        var token = _parser.Current;
        if (token.Kind == TokenKind.QuotedName)
        {
            var next = _lexer.At(token.End);
            if (next.Kind != TokenKind.OpenParenthesis)
                return false;
            name = _lexer.Name(token);
            _parser.MoveTo(next.Start);
            return true;
        }
        var words = 0;
        var operators = false;
        var end = token;
        for (; end.Kind == TokenKind.Name && words < FeelFunctions.WordsAtMost; words++)
        {
            operators |= ReservedSpans.Contains(_lexer.Span(end));
            end = _lexer.At(end.End);
        }
        if (end.Kind != TokenKind.OpenParenthesis || words == 0)
            return false;
        name = words == 1
            ? _lexer.Name(token)
            : string.Join(' ', _lexer.Text[token.Start..end.Start].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (operators && !_parser.Functions.Knows(name))
            return false;
        _parser.MoveTo(end.Start);
        return true;
    }

    private SyntaxNode Arguments(SyntaxNode? target, string name, int start)
    {
        _parser.Expect(TokenKind.OpenParenthesis, "'('");
        var arguments = new List<SyntaxNode>();
        List<string>? names = null;
        while (_parser.Current.Kind != TokenKind.CloseParenthesis)
        {
            if (arguments.Count > 0)
                _parser.Expect(TokenKind.Comma, "',' or ')'");
            if (TryParameterName(out var parameter))
            {
                if (arguments.Count > 0 && names is null)
                    throw _parser.Unexpected("only named or only unnamed arguments");
                (names ??= []).Add(parameter);
            }
            else if (names is not null)
            {
                throw _parser.Unexpected("the name of a parameter");
            }
            arguments.Add(_parser.Expression());
        }
        _parser.Take();
        return _parser.Finish(new SyntaxNode.Call(target, name, arguments, names), start);
    }

    private bool TryParameterName(out string name)
    {
        name = "";
        var token = _parser.Current;
        var start = token.Start;
        var end = token;
        for (var words = 0; end.Kind is TokenKind.Name or TokenKind.QuotedName && words < FeelFunctions.WordsAtMost; words++)
            end = _lexer.At(end.End);
        if (end.Kind != TokenKind.Colon || end.Start == start)
            return false;
        name = token.Kind == TokenKind.QuotedName
            ? _lexer.Name(token)
            : string.Join(' ', _lexer.Text[start..end.Start].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        _parser.MoveTo(end.End);
        return true;
    }

    private SyntaxNode Group()
    {
        var open = _parser.Take().Start;
        var inside = _parser.Expression();
        if (_parser.Current.Kind == TokenKind.DotDot)
            return RangeAfterLow(inside, open, lowIncluded: false);
        _parser.Expect(TokenKind.CloseParenthesis, "')'");
        return inside;
    }

    private SyntaxNode ListOrRange()
    {
        var open = _parser.Take().Start;
        var items = new List<SyntaxNode>();
        while (_parser.Current.Kind != TokenKind.CloseBracket)
        {
            if (items.Count > 0)
                _parser.Expect(TokenKind.Comma, "',' or ']'");
            items.Add(_parser.Expression());
            if (items.Count == 1 && _parser.Current.Kind == TokenKind.DotDot)
                return RangeAfterLow(items[0], open, lowIncluded: true);
        }
        _parser.Take();
        return _parser.Finish(new SyntaxNode.List(items), open);
    }

    private SyntaxNode Context()
    {
        var open = _parser.Current.Start;
        var entries = new List<(string, SyntaxNode)>();
        _parser.Take();
        while (_parser.Current.Kind != TokenKind.CloseBrace)
        {
            if (entries.Count > 0)
                _parser.Expect(TokenKind.Comma, "',' or '}'");
            var key = Key();
            _parser.Expect(TokenKind.Colon, "':' after the key");
            entries.Add((key, _parser.Expression()));
        }
        _parser.Take();
        return _parser.Finish(new SyntaxNode.Context(entries), open);
    }

    private string Key()
    {
        var token = _parser.Current;
        if (token.Kind is TokenKind.Text or TokenKind.QuotedName)
        {
            _parser.Take();
            return token.Kind == TokenKind.Text ? _lexer.Unescape(token) : _lexer.Name(token);
        }
        var key = _lexer.KeyAt(_parser.PreviousEnd);
        if (key.Kind != TokenKind.Name || key.Length == 0)
            throw _parser.Unexpected("the key of a context entry");
        _parser.MoveTo(key.End);
        return _lexer.Name(key);
    }
}
