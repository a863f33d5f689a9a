using System.Runtime.CompilerServices;
using Fairlead.Feel.Functions;

namespace Fairlead.Feel.Syntax;

/// <summary>
/// Operators by precedence, from loose to tight: or, and, comparison (not associative), sum, product, power, sign,
/// path and filter. One token of look-ahead; nothing is read twice, so time grows with the length of the text. What operators
/// work on is read by <see cref="PrimaryRules"/>, <see cref="ClauseRules"/>, <see cref="NameRules"/> and <see cref="TypeRules"/>.
/// </summary>
internal sealed class Parser
{
    private readonly Lexer _lexer;
    private readonly FeelOptions _options;
    private readonly int _depthAtMost;
    private NameTrie? _types;
    private Token _current;
    private Token _peeked;
    private int _peekedFrom = -1;
    private int _depth;

    // Parts of the lists that are being read, the innermost last.
    private SyntaxNode[] _parts = [];
    private int _partCount;

    private Parser(string text, FeelOptions options)
    {
        Text = text;
        Options = options;
        _options = options;
        Scopes = options.Rules.HasNamesInScope ? new NameScopes(options.Names) : null;
        _lexer = new Lexer(text);
        _depthAtMost = options.DepthAtMost;
        _current = At(0);
    }

    public string Text { get; }

    public FeelOptions Options { get; }

    /// <summary>The names that hold here; null in the dialect in which a name is a name whatever holds.</summary>
    public NameScopes? Scopes { get; }

    public Token Current => _current;

    /// <summary>Where the last token that was taken ends.</summary>
    public int PreviousEnd { get; private set; }

    /// <summary>While above 0 the upper end of a range is read, which '[' may close.</summary>
    public int RangeEnds { get; set; }

    /// <summary>How often a token was looked at.</summary>
    public int TokensRead { get; private set; }

    public int DepthAtMost => _depthAtMost;

    public static ParseOutcome ParseExpression(string text, FeelOptions options) => Parse(text, options, isTest: false);

    public static ParseOutcome ParseUnaryTests(string text, FeelOptions options) => Parse(text, options, isTest: true);

    public Token At(int position)
    {
        TokensRead++;
        return _lexer.At(position);
    }

    public Token KeyAt(int position) => _lexer.KeyAt(position);

    /// <summary>The token behind the current one.</summary>
    public Token Peek()
    {
        if (_peekedFrom != _current.End)
        {
            _peeked = At(_current.End);
            _peekedFrom = _current.End;
        }
        return _peeked;
    }

    public Token Take()
    {
        var taken = _current;
        MoveTo(taken.End);
        return taken;
    }

    public void MoveTo(int position)
    {
        PreviousEnd = position;
        _current = _peekedFrom == position ? _peeked : At(position);
    }

    public bool TryTake(TokenKind kind)
    {
        if (_current.Kind != kind)
            return false;
        MoveTo(_current.End);
        return true;
    }

    public bool TryTake(Word word)
    {
        if (_current.Word != word)
            return false;
        MoveTo(_current.End);
        return true;
    }

    public FunctionGroup? FindFunction(ReadOnlySpan<char> name) => Options.Functions.Find(name, Options.Dialect);

    public Token Expect(TokenKind kind, string what) => _current.Kind == kind ? Take() : throw Unexpected(what);

    public void Expect(Word word, string what)
    {
        if (!TryTake(word))
            throw Unexpected(what);
    }

    public ReadOnlySpan<char> Span(Token token) => Text.AsSpan(token.Start, token.Length);

    /// <summary>The name a token stands for.</summary>
    public string Name(Token token) => SharedNames.Of(token.Kind == TokenKind.QuotedName
        ? Text.AsSpan(token.Start + 1, token.Length - 2)
        : Span(token));

    /// <summary>The longest name of a type of its own that stands here.</summary>
    public bool TryMatchType(out NameMatch match)
    {
        match = default;
        if (_options.Types.Count == 0)
            return false;
        _types ??= NameTrie.Of(_options.Types);
        var atomsRead = 0;
        var found = _types.TryMatch(Text, _current.Start, ref atomsRead, out match);
        TokensRead += atomsRead;
        return found;
    }

    public SyntaxProblem Unexpected(string expected)
    {
        var token = _current;
        var message = token.Kind switch
        {
            TokenKind.End => $"Expected {expected}, but the expression ends here.",
            TokenKind.Unterminated => "This text, quoted name or comment has no end.",
            _ => $"Expected {expected}, but found '{Span(token)}'.",
        };
        return new SyntaxProblem("FEEL_SYNTAX", message, token.Start, token.Length, token.Kind == TokenKind.Unterminated ? null : expected);
    }

    public SyntaxNode Finish(SyntaxNode node, int start)
    {
        node.Place(start, PreviousEnd);
        return node.Height <= _depthAtMost ? node : throw TooDeep(start);
    }

    /// <summary>Puts a part of a list aside until <see cref="PartsSince"/>.</summary>
    public void Keep(SyntaxNode part)
    {
        if (_partCount == _parts.Length)
            Array.Resize(ref _parts, Math.Max(8, _partCount * 2));
        _parts[_partCount++] = part;
    }

    /// <summary>How many parts are kept now: what <see cref="PartsSince"/> wants to know.</summary>
    public int PartsKept => _partCount;

    public SyntaxNode[] PartsSince(int kept)
    {
        var parts = _parts.AsSpan(kept, _partCount - kept).ToArray();
        _partCount = kept;
        return parts;
    }

    public SyntaxNode Expression() => Deeper(Precedence.Or);

    /// <summary>An operand of a comparison: the ends of ranges and what <c>between</c> and <c>in</c> compare with.</summary>
    public SyntaxNode Operand() => Deeper(Precedence.Sum);

    private static ParseOutcome Parse(string text, FeelOptions options, bool isTest)
    {
        if (text.Length > options.CharactersAtMost)
            return new ParseOutcome(null, TooLong(text, options.CharactersAtMost), Work: 0);
        var parser = new Parser(text, options);
        try
        {
            var node = isTest ? TestRules.WholeUnaryTests(parser) : parser.Expression();
            return parser._current.Kind == TokenKind.End
                ? new ParseOutcome(node, null, parser.Work)
                : throw parser.Unexpected("an operator or the end");
        }
        catch (SyntaxProblem problem)
        {
            return new ParseOutcome(null, problem, parser.Work);
        }
    }

    private int Work => TokensRead + (Scopes?.AtomsRead ?? 0);

    private static SyntaxProblem TooLong(string text, int atMost) => new(
        "FEEL_TEXT_SIZE",
        $"The expression is longer than {atMost} characters: move parts of it to variables of their own.",
        atMost,
        text.Length - atMost);

    private SyntaxProblem TooDeep(int start) => new(
        "FEEL_DEPTH",
        $"The expression is nested more than {_depthAtMost} levels deep: move parts of it to variables of their own.",
        start,
        Math.Max(_current.Start - start, 1));

    private SyntaxNode Deeper(int loosest)
    {
        if (++_depth > _depthAtMost || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TooDeep(_current.Start);
        var node = Binary(loosest);
        _depth--;
        return node;
    }

    // One loop for all operators, so that a level of parentheses costs few frames of the stack.
    private SyntaxNode Binary(int loosest)
    {
        var start = _current.Start;
        var left = _current.Kind == TokenKind.Minus ? Negation() : PrimaryRules.Postfix(this);
        var tightest = Precedence.Power;
        while (true)
        {
            var precedence = Precedence.Of(_current);
            if (precedence < loosest || precedence > tightest)
                return left;
            left = precedence switch
            {
                Precedence.Or => Logic(left, start, Word.Or, precedence),
                Precedence.And => Logic(left, start, Word.And, precedence),
                Precedence.Comparison => Comparison(left, start),
                _ => Arithmetic(left, start, precedence),
            };
            // Comparisons do not associate: what follows one is looser.
            tightest = precedence == Precedence.Comparison ? precedence - 1 : precedence;
        }
    }

    private SyntaxNode Logic(SyntaxNode first, int start, Word word, int precedence)
    {
        var kept = PartsKept;
        Keep(first);
        while (TryTake(word))
            Keep(Binary(precedence + 1));
        return Finish(new SyntaxNode.Logic(precedence == Precedence.And, PartsSince(kept)), start);
    }

    private SyntaxNode Arithmetic(SyntaxNode first, int start, int precedence)
    {
        var operation = Precedence.ArithmeticOf(Take().Kind);
        var second = Binary(precedence + 1);
        if (Precedence.Of(_current) != precedence)
            return Finish(new SyntaxNode.Arithmetic([operation], [first, second]), start);
        var operations = new List<ArithmeticOperator> { operation };
        var kept = PartsKept;
        Keep(first);
        Keep(second);
        while (Precedence.Of(_current) == precedence)
        {
            operations.Add(Precedence.ArithmeticOf(Take().Kind));
            Keep(Binary(precedence + 1));
        }
        return Finish(new SyntaxNode.Arithmetic([.. operations], PartsSince(kept)), start);
    }

    private SyntaxNode Comparison(SyntaxNode left, int start)
    {
        if (Precedence.TryComparison(_current.Kind, out var comparison))
        {
            Take();
            return Finish(new SyntaxNode.Comparison(comparison, left, Operand()), start);
        }
        if (TryTake(Word.Between))
        {
            var low = Operand();
            Expect(Word.And, "'and'");
            return Finish(new SyntaxNode.Between(left, low, Operand()), start);
        }
        if (TryTake(Word.In))
            return Finish(new SyntaxNode.In(left, TestRules.InTests(this)), start);
        Expect(Word.Instance, "'instance'");
        Expect(Word.Of, "'of'");
        return Finish(new SyntaxNode.InstanceOf(left, TypeRules.Type(this, _depthAtMost)), start);
    }

    private SyntaxNode Negation()
    {
        if (++_depth > _depthAtMost)
            throw TooDeep(_current.Start);
        var start = Take().Start;
        var operand = _current.Kind == TokenKind.Minus ? Negation() : PrimaryRules.Postfix(this);
        var node = Finish(new SyntaxNode.Negation(operand), start);
        _depth--;
        return node;
    }
}

/// <summary>What came of a text: a tree, or the first problem that is the reason why there is none.</summary>
/// <param name="Work">How often a token, or an atom of a name, was looked at: the measure of the work that reading takes.</param>
internal readonly record struct ParseOutcome(SyntaxNode? Root, SyntaxProblem? Problem, int Work);
