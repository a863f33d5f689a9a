namespace Fairlead.Feel.Syntax;

/// <summary>Expressions that begin with a word: if, for, some, every, function.</summary>
internal static class ClauseRules
{
    /// <summary>Null when the current word begins none.</summary>
    public static SyntaxNode? TryClause(Parser parser) => parser.Current.Word switch
    {
        Word.If => If(parser),
        Word.For => For(parser),
        Word.Some => Quantified(parser, every: false),
        Word.Every => Quantified(parser, every: true),
        Word.Function => Function(parser),
        _ => null,
    };

    private static SyntaxNode If(Parser parser)
    {
        var start = parser.Take().Start;
        var condition = parser.Expression();
        parser.Expect(Word.Then, "'then'");
        var then = parser.Expression();
        parser.Expect(Word.Else, "'else'");
        return parser.Finish(new SyntaxNode.If(condition, then, parser.Expression()), start);
    }

    private static SyntaxNode For(Parser parser)
    {
        var start = parser.Take().Start;
        var count = parser.Scopes?.Count ?? 0;
        var iterators = Iterators(parser);
        parser.Expect(Word.Return, "'return'");
        parser.Scopes?.Add("partial", null);
        var body = parser.Expression();
        parser.Scopes?.LeaveTo(count);
        return parser.Finish(new SyntaxNode.For(iterators, body), start);
    }

    private static SyntaxNode Quantified(Parser parser, bool every)
    {
        var start = parser.Take().Start;
        var count = parser.Scopes?.Count ?? 0;
        var iterators = Iterators(parser);
        parser.Expect(Word.Satisfies, "'satisfies'");
        var condition = parser.Expression();
        parser.Scopes?.LeaveTo(count);
        return parser.Finish(new SyntaxNode.Quantified(every, iterators, condition), start);
    }

    private static Iterator[] Iterators(Parser parser)
    {
        var first = Iterator(parser);
        if (parser.Current.Kind != TokenKind.Comma)
            return [first];
        var iterators = new List<Iterator> { first };
        while (parser.TryTake(TokenKind.Comma))
            iterators.Add(Iterator(parser));
        return [.. iterators];
    }

    private static Iterator Iterator(Parser parser)
    {
        var name = NameRules.Definition(parser, "the name of a variable");
        parser.Expect(Word.In, "'in'");
        var source = parser.Expression();
        var to = parser.TryTake(TokenKind.DotDot) ? parser.Expression() : null;
        if (parser.Scopes is { } scopes)
            scopes.Add(name, to is null ? NameScopes.ItemOf(scopes.Types.Of(source)) : scopes.Types.Of(source));
        return new Iterator(name, source, to);
    }

    private static SyntaxNode Function(Parser parser)
    {
        var start = parser.Take().Start;
        parser.Expect(TokenKind.OpenParenthesis, "'('");
        var parameters = new List<string>();
        var types = new List<TypeSyntax?>();
        var count = parser.Scopes?.Count ?? 0;
        while (parser.Current.Kind != TokenKind.CloseParenthesis)
        {
            if (parameters.Count > 0)
                parser.Expect(TokenKind.Comma, "',' or ')'");
            parameters.Add(NameRules.Definition(parser, "the name of a parameter"));
            types.Add(parser.TryTake(TokenKind.Colon) ? TypeRules.Type(parser, depthLeft: 32) : null);
            parser.Scopes?.Add(parameters[^1], null);
        }
        parser.Take();
        var body = parser.Expression();
        parser.Scopes?.LeaveTo(count);
        var hasTypes = types.Exists(type => type is not null);
        return parser.Finish(new SyntaxNode.Function([.. parameters], hasTypes ? [.. types] : null, body), start);
    }
}
