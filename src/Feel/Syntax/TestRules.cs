namespace Fairlead.Feel.Syntax;

/// <summary>Unary tests: after <c>in</c>, and as a whole text of their own.</summary>
internal static class TestRules
{
    public static Tests InTests(Parser parser)
    {
        if (parser.Current.Kind != TokenKind.OpenParenthesis)
        {
            var isComparison = Precedence.TryComparison(parser.Current.Kind, out _);
            return new Tests(false, [isComparison ? UnaryTest(parser) : new Test(null, parser.Operand())]);
        }
        var open = parser.Take().Start;
        var first = UnaryTest(parser);
        if (first.Operator is null && parser.Current.Kind == TokenKind.DotDot)
            return new Tests(
                false, [new Test(null, PrimaryRules.RangeAfterLow(parser, first.Operand, open, lowIncluded: false))]);
        var tests = Alternatives(parser, first);
        parser.Expect(TokenKind.CloseParenthesis, "',' or ')'");
        return new Tests(false, tests);
    }

    public static SyntaxNode WholeUnaryTests(Parser parser)
    {
        var start = parser.Current.Start;
        var after = parser.Peek();
        if (parser.Current.Kind == TokenKind.Minus && after.Kind == TokenKind.End)
        {
            parser.Take();
            return parser.Finish(new SyntaxNode.UnaryTests(new Tests(false, [])), start);
        }
        if (parser.Current.Word == Word.Not && after.Kind == TokenKind.OpenParenthesis)
        {
            parser.MoveTo(after.End);
            var negated = new Tests(true, Alternatives(parser, UnaryTest(parser)));
            if (parser.TryTake(TokenKind.CloseParenthesis) && parser.Current.Kind == TokenKind.End)
                return parser.Finish(new SyntaxNode.UnaryTests(negated), start);
            // It was the function after all: read it again, once.
            parser.MoveTo(start);
        }
        return parser.Finish(new SyntaxNode.UnaryTests(new Tests(false, Alternatives(parser, UnaryTest(parser)))), start);
    }

    private static Test UnaryTest(Parser parser)
    {
        if (!Precedence.TryComparison(parser.Current.Kind, out var comparison))
            return new Test(null, parser.Expression());
        parser.Take();
        return new Test(comparison, parser.Operand());
    }

    private static Test[] Alternatives(Parser parser, Test first)
    {
        if (parser.Current.Kind != TokenKind.Comma)
            return [first];
        var tests = new List<Test> { first };
        while (parser.TryTake(TokenKind.Comma))
            tests.Add(UnaryTest(parser));
        return [.. tests];
    }
}
