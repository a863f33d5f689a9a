using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Feel.Syntax;

/// <summary>Expressions that begin with a word: if, for, some, every, function.</summary>
internal sealed class ClauseParser(Parser parser)
{
    private readonly Lexer _lexer = parser.Lexer;

    public bool TryClause([NotNullWhen(true)] out SyntaxNode? clause)
    {
        var start = parser.Current;
        clause = _lexer.Span(start) switch
        {
            "if" => If(),
            "for" => For(),
            "some" => Quantified(every: false),
            "every" => Quantified(every: true),
            "function" => Function(),
            _ => null,
        };
        return clause is not null;
    }

    private SyntaxNode If()
    {
        var start = parser.Take().Start;
        var condition = parser.Expression();
        parser.ExpectWord("then");
        var then = parser.Expression();
        parser.ExpectWord("else");
        return parser.Finish(new SyntaxNode.If(condition, then, parser.Expression()), start);
    }

    private SyntaxNode For()
    {
        var start = parser.Take().Start;
        var iterators = Iterators("return");
        return parser.Finish(new SyntaxNode.For(iterators, parser.Expression()), start);
    }

    private SyntaxNode Quantified(bool every)
    {
        var start = parser.Take().Start;
        var iterators = Iterators("satisfies");
        return parser.Finish(new SyntaxNode.Quantified(every, iterators, parser.Expression()), start);
    }

    private List<Iterator> Iterators(string endWord)
    {
        var iterators = new List<Iterator>();
        do
        {
            var name = Variable("the name of a variable");
            parser.ExpectWord("in");
            var source = parser.Expression();
            var to = parser.TryTake(TokenKind.DotDot) ? parser.Expression() : null;
            iterators.Add(new Iterator(name, source, to));
        }
        while (parser.TryTake(TokenKind.Comma));
        parser.ExpectWord(endWord);
        return iterators;
    }

    private SyntaxNode Function()
    {
        var start = parser.Take().Start;
        parser.Expect(TokenKind.OpenParenthesis, "'('");
        var parameters = new List<string>();
        while (parser.Current.Kind != TokenKind.CloseParenthesis)
        {
            if (parameters.Count > 0)
                parser.Expect(TokenKind.Comma, "',' or ')'");
            parameters.Add(Variable("the name of a parameter"));
            if (parser.TryTake(TokenKind.Colon))
                new TypeParser(parser).Type(depthLeft: 32);
        }
        parser.Take();
        return parser.Finish(new SyntaxNode.Function(parameters, parser.Expression()), start);
    }

    private string Variable(string what)
    {
        if (parser.Current.Kind is not (TokenKind.Name or TokenKind.QuotedName))
            throw parser.Unexpected(what);
        return _lexer.Name(parser.Take());
    }
}
