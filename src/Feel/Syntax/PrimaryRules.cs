namespace Fairlead.Feel.Syntax;

/// <summary>What operators work on: literals, names, calls, groups, lists, contexts, ranges, with paths and filters behind.</summary>
internal static class PrimaryRules
{
    public static SyntaxNode Postfix(Parser parser)
    {
        var start = parser.Current.Start;
        var node = Primary(parser);
        while (true)
        {
            if (parser.Current.Kind == TokenKind.Dot)
            {
                parser.Take();
                node = Member(parser, node, start);
            }
            else if (parser.Current.Kind == TokenKind.OpenBracket && !ClosesRange(parser))
            {
                parser.Take();
                var condition = Condition(parser, node);
                parser.Expect(TokenKind.CloseBracket, "']'");
                node = parser.Finish(new SyntaxNode.Filter(node, condition), start);
            }
            else if (parser.Current.Kind == TokenKind.OpenParenthesis)
            {
                var arguments = Arguments(parser, out var names);
                node = parser.Finish(new SyntaxNode.Invocation(node, arguments, names), start);
            }
            else
            {
                return node;
            }
        }
    }

    private static SyntaxNode Condition(Parser parser, SyntaxNode source)
    {
        if (parser.Scopes is not { } scopes)
            return parser.Expression();
        var count = scopes.Count;
        scopes.AddItem(scopes.Types.Of(source));
        var condition = parser.Expression();
        scopes.LeaveTo(count);
        return condition;
    }

    /// <summary>Reads from <c>..</c> to the closing bracket; a reversed bracket excludes the end.</summary>
    public static SyntaxNode RangeAfterLow(Parser parser, SyntaxNode low, int start, bool lowIncluded)
    {
        parser.Expect(TokenKind.DotDot, "'..'");
        parser.RangeEnds++;
        var high = parser.Operand();
        parser.RangeEnds--;
        if (parser.Current.Kind is not (TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.OpenBracket))
            throw parser.Unexpected("']', ')' or '[' at the end of the range");
        var included = parser.Take().Kind == TokenKind.CloseBracket;
        return parser.Finish(new SyntaxNode.Range(low, high, lowIncluded, included), start);
    }

    // '[' behind the upper end of a range closes it, unless an expression follows.
    private static bool ClosesRange(Parser parser)
    {
        if (parser.RangeEnds == 0)
            return false;
        var next = parser.Peek();
        return next.Kind is TokenKind.End or TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.CloseBrace
                or TokenKind.Comma or TokenKind.Dot or TokenKind.Equal or TokenKind.NotEqual
            || next.Word is Word.And or Word.Or or Word.Then or Word.Else or Word.Return or Word.Satisfies or Word.In
                or Word.Instance;
    }

    private static SyntaxNode Member(Parser parser, SyntaxNode source, int start)
    {
        var token = parser.Current;
        if (token.Kind is not (TokenKind.Name or TokenKind.QuotedName) || token.Word is Word.Null or Word.True or Word.False)
            throw parser.Unexpected("a name after '.'");
        if (parser.Scopes is { } scopes && scopes.TryMatchField(source, parser.Text, token.Start, out var match)
            && match.End > NameRules.EndOfTwoWords(parser))
        {
            parser.MoveTo(match.End);
            return parser.Current.Kind == TokenKind.OpenParenthesis
                ? Call(parser, source, match.Name, null, start)
                : parser.Finish(new SyntaxNode.Path(source, match.Name), start);
        }
        return NameRules.TryCallName(parser, out var name, out _)
            ? Call(parser, source, name, null, start)
            : parser.Finish(new SyntaxNode.Path(source, NameRules.Property(parser)), start);
    }

    private static SyntaxNode Primary(Parser parser)
    {
        var token = parser.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Number(parser);
            case TokenKind.Text:
                parser.Take();
                var text = TextEscapes.Decode(parser.Text.AsSpan(token.Start + 1, token.Length - 2));
                return parser.Finish(new SyntaxNode.Constant(FeelValue.From(text)), token.Start);
            case TokenKind.TemporalText:
                parser.Take();
                var open = parser.Text.IndexOf('"', token.Start) + 1;
                var temporal = TextEscapes.Decode(parser.Text.AsSpan(open, token.End - 1 - open));
                return parser.Finish(new SyntaxNode.Temporal(temporal), token.Start);
            case TokenKind.Question:
                parser.Take();
                return parser.Finish(new SyntaxNode.Input(), token.Start);
            case TokenKind.OpenParenthesis:
                return Group(parser);
            case TokenKind.OpenBracket:
                return ListOrRange(parser);
            case TokenKind.CloseBracket:
                parser.Take();
                return RangeAfterLow(parser, parser.Operand(), token.Start, lowIncluded: false);
            case TokenKind.OpenBrace:
                return Context(parser);
            case TokenKind.QuotedName:
            case TokenKind.Name:
                return Named(parser);
            default:
                throw parser.Unexpected("an expression");
        }
    }

    private static SyntaxNode Number(Parser parser)
    {
        var token = parser.Current;
        if (!FeelNumber.TryParse(parser.Span(token), out var value))
            throw new SyntaxProblem(
                "FEEL_SYNTAX", $"The number '{parser.Span(token)}' is out of range.", token.Start, token.Length);
        parser.Take();
        return parser.Finish(new SyntaxNode.Constant(FeelValue.From(value)), token.Start);
    }

    private static SyntaxNode Named(Parser parser)
    {
        if (ClauseRules.TryClause(parser) is { } clause)
            return clause;
        var token = parser.Current;
        if (parser.Scopes is { } scopes && scopes.TryMatch(parser.Text, token.Start, out var match))
            return NamedInScope(parser, scopes, match, token);
        if (NameRules.TryCallName(parser, out var name, out var known))
            return Call(parser, null, name, known, token.Start);
        switch (token.Word)
        {
            case Word.Null:
                return Literal(parser, FeelValue.Null);
            case Word.True:
                return Literal(parser, FeelValue.From(true));
            case Word.False:
                return Literal(parser, FeelValue.From(false));
            default:
                return NameRules.Variable(parser);
        }
    }

    // Of a name in scope and the name of a built-in function the longer one counts.
    private static SyntaxNode NamedInScope(Parser parser, NameScopes scopes, NameMatch match, Token token)
    {
        if (NameRules.TryCallName(parser, out var name, out var known) && known is not null && parser.PreviousEnd >= match.End
            && name.Length > match.Name.Length)
            return Call(parser, null, name, known, token.Start);
        parser.MoveTo(match.End);
        if (parser.Current.Kind == TokenKind.OpenParenthesis)
            return Call(parser, null, match.Name, null, token.Start);
        var variable = parser.Finish(new SyntaxNode.Variable(match.Name), token.Start);
        if (match.Type is { } type)
            scopes.Types.Define(variable, type);
        return variable;
    }

    private static SyntaxNode Literal(Parser parser, FeelValue value)
    {
        var start = parser.Take().Start;
        return parser.Finish(new SyntaxNode.Constant(value), start);
    }

    private static SyntaxNode Call(
        Parser parser, SyntaxNode? target, string name, Functions.FunctionGroup? known, int start)
    {
        var arguments = Arguments(parser, out var names);
        return parser.Finish(new SyntaxNode.Call(target, name, known, arguments, names), start);
    }

    private static SyntaxNode[] Arguments(Parser parser, out List<string>? names)
    {
        parser.Expect(TokenKind.OpenParenthesis, "'('");
        var kept = parser.PartsKept;
        names = null;
        while (parser.Current.Kind != TokenKind.CloseParenthesis)
        {
            var isFirst = parser.PartsKept == kept;
            if (!isFirst)
                parser.Expect(TokenKind.Comma, "',' or ')'");
            if (NameRules.TryParameter(parser, out var parameter))
            {
                if (!isFirst && names is null)
                    throw parser.Unexpected("only named or only unnamed arguments");
                (names ??= []).Add(parameter);
            }
            else if (names is not null)
            {
                throw parser.Unexpected("the name of a parameter");
            }
            parser.Keep(parser.Expression());
        }
        parser.Take();
        return parser.PartsSince(kept);
    }

    private static SyntaxNode Group(Parser parser)
    {
        var open = parser.Take().Start;
        if (Precedence.TryComparison(parser.Current.Kind, out var comparison))
        {
            parser.Take();
            var operand = parser.Operand();
            parser.Expect(TokenKind.CloseParenthesis, "')'");
            return parser.Finish(new SyntaxNode.ComparisonRange(comparison, operand), open);
        }
        var inside = parser.Expression();
        if (parser.Current.Kind == TokenKind.DotDot)
            return RangeAfterLow(parser, inside, open, lowIncluded: false);
        parser.Expect(TokenKind.CloseParenthesis, "')'");
        return inside;
    }

    private static SyntaxNode ListOrRange(Parser parser)
    {
        var open = parser.Take().Start;
        var kept = parser.PartsKept;
        while (parser.Current.Kind != TokenKind.CloseBracket)
        {
            var isFirst = parser.PartsKept == kept;
            if (!isFirst)
                parser.Expect(TokenKind.Comma, "',' or ']'");
            var item = parser.Expression();
            if (isFirst && parser.Current.Kind == TokenKind.DotDot)
                return RangeAfterLow(parser, item, open, lowIncluded: true);
            parser.Keep(item);
        }
        parser.Take();
        return parser.Finish(new SyntaxNode.List(parser.PartsSince(kept)), open);
    }

    private static SyntaxNode Context(Parser parser)
    {
        var open = parser.Take().Start;
        var keys = new KeyBuffer();
        var kept = parser.PartsKept;
        var namesBefore = parser.Scopes?.Count ?? 0;
        while (parser.Current.Kind != TokenKind.CloseBrace)
        {
            if (keys.Count > 0)
                parser.Expect(TokenKind.Comma, "',' or '}'");
            var key = NameRules.Key(parser);
            keys.Add(key);
            parser.Expect(TokenKind.Colon, "':' after the key");
            var value = parser.Expression();
            parser.Keep(value);
            parser.Scopes?.AddKey(key, parser.Scopes.Types.Of(value));
        }
        parser.Scopes?.LeaveTo(namesBefore);
        parser.Take();
        return parser.Finish(new SyntaxNode.Context(keys.ToArray(), parser.PartsSince(kept)), open);
    }

    // The keys of one context: few, mostly.
    private struct KeyBuffer
    {
        private string[]? _keys;

        public int Count { get; private set; }

        public void Add(string key)
        {
            _keys ??= new string[4];
            if (Count == _keys.Length)
                Array.Resize(ref _keys, Count * 2);
            _keys[Count++] = key;
        }

        public string[] ToArray()
        {
            Array.Resize(ref _keys, Count);
            return _keys;
        }
    }
}
