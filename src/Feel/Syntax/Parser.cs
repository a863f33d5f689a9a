using System.Runtime.CompilerServices;

namespace Fairlead.Feel.Syntax;

/// <summary>
/// Operators by precedence, from loose to tight: or, and, comparison (not associative), sum, product, power, sign,
/// path and filter. One token of look-ahead; nothing is read twice, so time grows with the length of the text.
/// </summary>
internal sealed class Parser
{
    private readonly int _depthAtMost;
    private readonly PrimaryParser _primaries;
    private int _depth;

    private Parser(string text, FeelOptions options)
    {
        Lexer = new Lexer(text);
        Functions = options.Functions;
        _depthAtMost = options.DepthAtMost;
        _primaries = new PrimaryParser(this);
        Current = Lexer.At(0);
    }

    public Lexer Lexer { get; }

    public FeelFunctions Functions { get; }

    public Token Current { get; private set; }

    /// <summary>Where the last token that was taken ends.</summary>
    public int PreviousEnd { get; private set; }

    public static ParseOutcome ParseExpression(string text, FeelOptions options) =>
        Parse(text, options, parser => parser.Expression());

    public static ParseOutcome ParseUnaryTests(string text, FeelOptions options) =>
        Parse(text, options, parser => parser.WholeUnaryTests());

    public Token Take()
    {
        var taken = Current;
        MoveTo(taken.End);
        return taken;
    }

    public void MoveTo(int position)
    {
        PreviousEnd = position;
        Current = Lexer.At(position);
    }

    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        Take();
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!Lexer.Is(Current, word))
            return false;
        Take();
        return true;
    }

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public void ExpectWord(string word)
    {
        if (!TryTakeWord(word))
            throw Unexpected($"'{word}'");
    }

    public SyntaxProblem Unexpected(string expected)
    {
        var token = Current;
        var message = token.Kind switch
        {
            TokenKind.End => $"Expected {expected}, but the expression ends here.",
            TokenKind.Unterminated => "This text, quoted name or comment has no end.",
            _ => $"Expected {expected}, but found '{Lexer.Span(token)}'.",
        };
        return new SyntaxProblem("FEEL_SYNTAX", message, token.Start, token.Length);
    }

    public T Finish<T>(T node, int start)
        where T : SyntaxNode
    {
        node.From(start, PreviousEnd);
        return node.Height <= _depthAtMost ? node : throw TooDeep(start);
    }

    public SyntaxNode Expression()
    {
        if (++_depth > _depthAtMost || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TooDeep(Current.Start);
        var node = Binary(Precedence.Or);
        _depth--;
        return node;
    }

    /// <summary>An operand of a comparison: the ends of ranges and what <c>between</c> and <c>in</c> compare with.</summary>
    public SyntaxNode Operand() => Binary(Precedence.Sum);

    public Test UnaryTest()
    {
        if (AsComparison(Current.Kind) is { } comparison)
        {
            Take();
            return new Test(comparison, Operand());
        }
        return new Test(null, Expression());
    }

    private static ParseOutcome Parse(string text, FeelOptions options, Func<Parser, SyntaxNode> rule)
    {
        var parser = new Parser(text, options);
        try
        {
            var node = rule(parser);
            return parser.Current.Kind == TokenKind.End
                ? new ParseOutcome(node, [], parser.Lexer.TokensRead)
                : throw parser.Unexpected("an operator or the end");
        }
        catch (SyntaxProblem problem)
        {
            return new ParseOutcome(null, [problem.Diagnostic], parser.Lexer.TokensRead);
        }
    }

    private SyntaxProblem TooDeep(int start) => new(
        "FEEL_DEPTH",
        $"The expression is nested more than {_depthAtMost} levels deep: move parts of it to variables of their own.",
        start,
        Math.Max(Current.Start - start, 1));

    // One loop for all operators, so that a level of parentheses costs few frames of the stack.
    private SyntaxNode Binary(int loosest)
    {
        var start = Current.Start;
        var left = Signed();
        var tightest = Precedence.Power;
        while (true)
        {
            var precedence = Precedence.Of(Current, Lexer);
            if (precedence < loosest || precedence > tightest)
                return left;
            left = precedence switch
            {
                Precedence.Or => Logic(left, start, "or", precedence),
                Precedence.And => Logic(left, start, "and", precedence),
                Precedence.Comparison => Comparison(left, start),
                _ => Arithmetic(left, start, precedence),
            };
            // Comparisons do not associate: what follows one is looser.
            tightest = precedence == Precedence.Comparison ? precedence - 1 : precedence;
        }
    }

    private SyntaxNode Logic(SyntaxNode first, int start, string word, int precedence)
    {
        var operands = new List<SyntaxNode> { first };
        while (TryTakeWord(word))
            operands.Add(Binary(precedence + 1));
        return Finish(new SyntaxNode.Logic(precedence == Precedence.And, operands), start);
    }

    private SyntaxNode Arithmetic(SyntaxNode first, int start, int precedence)
    {
        var rest = new List<(ArithmeticOperator, SyntaxNode)>();
        while (Precedence.Of(Current, Lexer) == precedence)
        {
            var operation = AsArithmetic(Take().Kind);
            rest.Add((operation, Binary(precedence + 1)));
        }
        return Finish(new SyntaxNode.Arithmetic(first, rest), start);
    }

    private SyntaxNode Comparison(SyntaxNode left, int start)
    {
        if (AsComparison(Current.Kind) is { } comparison)
        {
            Take();
            return Finish(new SyntaxNode.Comparison(comparison, left, Operand()), start);
        }
        if (TryTakeWord("between"))
        {
            var low = Operand();
            ExpectWord("and");
            return Finish(new SyntaxNode.Between(left, low, Operand()), start);
        }
        if (TryTakeWord("in"))
            return Finish(new SyntaxNode.In(left, InTests()), start);
        ExpectWord("instance");
        ExpectWord("of");
        return Finish(new SyntaxNode.InstanceOf(left, new TypeParser(this).Type(_depthAtMost)), start);
    }

    private SyntaxNode Signed()
    {
        if (Current.Kind != TokenKind.Minus)
            return _primaries.Postfix();
        if (++_depth > _depthAtMost)
            throw TooDeep(Current.Start);
        var start = Take().Start;
        var node = Finish(new SyntaxNode.Negation(Signed()), start);
        _depth--;
        return node;
    }

    private Tests InTests()
    {
        if (Current.Kind != TokenKind.OpenParenthesis)
            return new Tests(false, [AsComparison(Current.Kind) is null ? new Test(null, Operand()) : UnaryTest()]);
        var open = Take().Start;
        var first = UnaryTest();
        if (first.Operator is null && Current.Kind == TokenKind.DotDot)
            return new Tests(false, [new Test(null, _primaries.RangeAfterLow(first.Operand, open, lowIncluded: false))]);
        var tests = new List<Test> { first };
        while (TryTake(TokenKind.Comma))
            tests.Add(UnaryTest());
        Expect(TokenKind.CloseParenthesis, "',' or ')'");
        return new Tests(false, tests);
    }

    private SyntaxNode WholeUnaryTests()
    {
        var start = Current.Start;
        var after = Lexer.At(Current.End);
        if (Current.Kind == TokenKind.Minus && after.Kind == TokenKind.End)
        {
            Take();
            return Finish(new SyntaxNode.UnaryTests(new Tests(false, [])), start);
        }
        if (Lexer.Is(Current, "not") && after.Kind == TokenKind.OpenParenthesis)
        {
            MoveTo(after.End);
            var negated = new Tests(true, Alternatives());
            if (TryTake(TokenKind.CloseParenthesis) && Current.Kind == TokenKind.End)
                return Finish(new SyntaxNode.UnaryTests(negated), start);
            // It was the function after all: read it again, once.
            MoveTo(start);
        }
        return Finish(new SyntaxNode.UnaryTests(new Tests(false, Alternatives())), start);
    }

    private List<Test> Alternatives()
    {
        var tests = new List<Test> { UnaryTest() };
        while (TryTake(TokenKind.Comma))
            tests.Add(UnaryTest());
        return tests;
    }

    private static ArithmeticOperator AsArithmetic(TokenKind kind) => kind switch
    {
        TokenKind.Plus => ArithmeticOperator.Add,
        TokenKind.Minus => ArithmeticOperator.Subtract,
        TokenKind.Star => ArithmeticOperator.Multiply,
        TokenKind.Slash => ArithmeticOperator.Divide,
        _ => ArithmeticOperator.Power,
    };

    private static ComparisonOperator? AsComparison(TokenKind kind) => kind switch
    {
        TokenKind.Equal => ComparisonOperator.Equal,
        TokenKind.NotEqual => ComparisonOperator.NotEqual,
        TokenKind.Less => ComparisonOperator.Less,
        TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        TokenKind.Greater => ComparisonOperator.Greater,
        TokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };
}

/// <summary>What came of a text: a tree, or diagnostics that say why there is none.</summary>
internal readonly record struct ParseOutcome(SyntaxNode? Root, IReadOnlyList<FeelDiagnostic> Diagnostics, int TokensRead);
