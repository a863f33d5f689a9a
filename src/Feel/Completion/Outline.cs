using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Completion;

/// <summary>
/// What is open at the end of a text that need not be complete: brackets, clauses and the names they define. Reads tokens only, so that it
/// works on what no parser would take.
/// </summary>
internal sealed class Outline
{
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private readonly List<Frame> _frames = [];
    private readonly Stack<int> _depths = new();
    private readonly HashSet<int> _parameterEnds = [];

    private readonly FeelFunctions _functions;

    private Outline(string text, FeelFunctions functions)
    {
        _text = text;
        _functions = functions;
    }

    /// <summary>What is open, the innermost last.</summary>
    public IReadOnlyList<Frame> Frames => _frames;

    /// <summary>The tokens before the word that is being written.</summary>
    public IReadOnlyList<Token> Tokens => _tokens;

    /// <summary>The word that is being written; empty between words.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Inside a text, a comment or a number, where nothing can be completed.</summary>
    public bool IsInside { get; private set; }

    /// <summary>An operand has ended: what follows is an operator or a word.</summary>
    public bool IsAfterOperand => _tokens.Count > 0 && EndsOperand(_tokens.Count - 1);

    /// <param name="text">Up to the place.</param>
    /// <param name="functions">Their names have several words.</param>
    public static Outline Of(string text, FeelFunctions functions)
    {
        var outline = new Outline(text, functions);
        outline.Read();
        return outline;
    }

    /// <summary>Where the operand that ends with this token begins: a path with calls and filters.</summary>
    public int OperandStart(int last)
    {
        var first = last;
        while (true)
        {
            first = _tokens[first].Kind is TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.CloseBrace
                ? Opener(first)
                : first;
            if (first < 0)
                return _tokens[0].Start;
            var before = first - 1;
            if (before < 0)
                break;
            var isCalled = _tokens[first].Kind == TokenKind.OpenParenthesis && IsPlainName(before);
            var isFiltered = _tokens[first].Kind == TokenKind.OpenBracket && EndsOperand(before);
            if (isCalled)
            {
                first = FunctionStart(before);
            }
            else if (isFiltered)
            {
                first = before;
                continue;
            }
            if (first < 2 || _tokens[first - 1].Kind != TokenKind.Dot)
                break;
            first -= 2;
        }
        return _tokens[first].Start;
    }

    private void Read()
    {
        var lexer = new Lexer(_text);
        var position = 0;
        while (true)
        {
            var token = lexer.At(position);
            if (token.Kind == TokenKind.End)
                break;
            if (token.Kind is TokenKind.Unterminated || (token.Kind == TokenKind.Number && token.End == _text.Length))
            {
                IsInside = true;
                return;
            }
            if (token.Kind == TokenKind.Name && token.End == _text.Length)
            {
                Prefix = _text[token.Start..];
                break;
            }
            position = token.End;
            _tokens.Add(token);
            Take(_tokens.Count - 1);
        }
        // A comment to the end of the line leaves no token.
        var rest = _text.AsSpan(position, _text.Length - Prefix.Length - position);
        IsInside = rest.LastIndexOf("//", StringComparison.Ordinal) is >= 0 and var comment && !rest[comment..].Contains('\n');
    }

    private void Take(int index)
    {
        var token = _tokens[index];
        var top = _frames.Count > 0 ? _frames[^1] : null;
        switch (token.Kind)
        {
            case TokenKind.OpenParenthesis:
                Open(
                    index,
                    index == 0 ? FrameKind.Group
                    : _tokens[index - 1].Word == Word.Function ? FrameKind.Parameters
                    : IsPlainName(index - 1) ? FrameKind.Call
                    : FrameKind.Group);
                break;
            case TokenKind.OpenBracket:
                Open(index, index > 0 && EndsOperand(index - 1) ? FrameKind.Filter : FrameKind.List);
                break;
            case TokenKind.OpenBrace:
                Open(index, FrameKind.Context);
                break;
            case TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace:
                Close(index);
                break;
            case TokenKind.Colon when top is { Kind: FrameKind.Context, Pending: null } && index > 0:
                (top.Pending, top.PendingStart) = (KeyBefore(index, top), token.End);
                break;
            case TokenKind.Comma:
                Separate(token);
                break;
            case TokenKind.Name:
                TakeWord(index, top);
                break;
        }
    }

    private void TakeWord(int index, Frame? top)
    {
        var token = _tokens[index];
        switch (token.Word)
        {
            case Word.If when !EndsOperand(index - 1):
                _frames.Add(new Frame(FrameKind.If, token.End) { Expected = "then" });
                break;
            case Word.For when !EndsOperand(index - 1):
                _frames.Add(new Frame(FrameKind.Loop, token.End) { Expected = "return" });
                break;
            case Word.Some or Word.Every when !EndsOperand(index - 1):
                _frames.Add(new Frame(FrameKind.Loop, token.End) { Expected = "satisfies" });
                break;
            case Word.Then or Word.Else or Word.Return or Word.Satisfies:
                Continue(_text[token.Start..token.End], token);
                break;
            case Word.In when top is { Kind: FrameKind.Loop, Expected: not null, Pending: null } && index > 0 && IsPlainName(index - 1):
                (top.Pending, top.PendingStart) = (NameOf(_tokens[index - 1]), token.End);
                break;
            case Word.None when top is { Kind: FrameKind.Parameters }
                && _tokens[index - 1].Kind is TokenKind.OpenParenthesis or TokenKind.Comma:
                top.Names.Add(new FrameName(NameOf(token), 0, 0, IsItem: false));
                break;
        }
    }

    // A clause inside that is complete ends here, too.
    private void Continue(string word, Token token)
    {
        for (var i = _frames.Count - 1; i >= 0 && !_frames[i].IsBracket; i--)
        {
            if (_frames[i].Expected != word)
                continue;
            _frames.RemoveRange(i + 1, _frames.Count - i - 1);
            _frames[i].Define(token.Start);
            _frames[i].Expected = word == "then" ? "else" : null;
            if (word == "return")
                _frames[i].Names.Add(new FrameName("partial", 0, 0, IsItem: false));
            return;
        }
    }

    private void Open(int index, FrameKind kind)
    {
        var frame = new Frame(kind, _tokens[index].End);
        if (kind == FrameKind.Call)
            frame.Subject = (_tokens[FunctionStart(index - 1)].Start, _tokens[index - 1].End);
        else if (kind == FrameKind.Filter)
            frame.Subject = (OperandStart(index - 1), _tokens[index - 1].End);
        _frames.Add(frame);
    }

    private void Close(int index)
    {
        LeaveClauses();
        if (_frames.Count == 0)
            return;
        var closed = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (closed.Kind == FrameKind.Parameters)
        {
            // The body comes next and sees the parameters.
            _parameterEnds.Add(index);
            var body = new Frame(FrameKind.Loop, _tokens[index].End);
            body.Names.AddRange(closed.Names);
            _frames.Add(body);
        }
    }

    private void Separate(Token token)
    {
        // Iterators are separated by commas, too.
        if (_frames.Count > 0 && _frames[^1] is { Kind: FrameKind.Loop, Expected: not null, Pending: not null } loop)
        {
            loop.Define(token.Start);
            return;
        }
        LeaveClauses();
        if (_frames.Count > 0)
            _frames[^1].Define(token.Start);
    }

    private void LeaveClauses()
    {
        while (_frames.Count > 0 && !_frames[^1].IsBracket)
            _frames.RemoveAt(_frames.Count - 1);
    }

    private string KeyBefore(int colon, Frame frame)
    {
        var last = _tokens[colon - 1];
        if (last.Kind is TokenKind.Text or TokenKind.QuotedName)
            return _text[(last.Start + 1)..Math.Max(last.End - 1, last.Start + 1)];
        var comma = _tokens.FindLastIndex(colon, token => token.Kind == TokenKind.Comma);
        var start = frame.Names.Count == 0 || comma < 0 ? frame.Start : _tokens[comma].End;
        return _text[start..last.End].Trim();
    }

    private string NameOf(Token token) => token.Kind == TokenKind.QuotedName
        ? _text[(token.Start + 1)..(token.End - 1)]
        : _text[token.Start..token.End];

    // Names of functions have several words, some of which are operators elsewhere: the longest name that exists counts.
    private int FunctionStart(int last)
    {
        var start = last;
        for (var first = last - 1; first >= 0 && last - first < FeelFunctions.WordsAtMost && _tokens[first].Kind == TokenKind.Name; first--)
        {
            var words = _tokens.GetRange(first, last - first + 1).Select(token => _text[token.Start..token.End]);
            if (_functions.Find(string.Join(' ', words), FeelDialect.Camunda) is not null)
                start = first;
        }
        return start;
    }

    private int Opener(int closer)
    {
        _depths.Clear();
        for (var i = closer; i >= 0; i--)
        {
            if (_tokens[i].Kind is TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.CloseBrace)
                _depths.Push(i);
            else if (_tokens[i].Kind is TokenKind.OpenBracket or TokenKind.OpenParenthesis or TokenKind.OpenBrace)
                _depths.Pop();
            if (_depths.Count == 0)
                return i;
        }
        return -1;
    }

    private bool IsPlainName(int index) => _tokens[index] switch
    {
        { Kind: TokenKind.Name, Word: var word } => word == Word.Not || !word.IsReserved(),
        { Kind: var kind } => kind == TokenKind.QuotedName,
    };

    private bool EndsOperand(int index) => index >= 0 && _tokens[index] switch
    {
        { Kind: TokenKind.Name, Word: Word.Null or Word.True or Word.False } => true,
        { Kind: TokenKind.Name, Word: var word } => !word.IsReserved() && word is not (Word.Instance or Word.Of)
            && !(index > 0 && _tokens[index - 1] is { Word: Word.For or Word.Some or Word.Every }),
        { Kind: TokenKind.CloseParenthesis } => !_parameterEnds.Contains(index),
        { Kind: var kind } => kind is TokenKind.QuotedName or TokenKind.Number or TokenKind.Text or TokenKind.TemporalText
            or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.Question,
    };
}
