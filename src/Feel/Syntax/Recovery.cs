namespace Fairlead.Feel.Syntax;

/// <summary>
/// Finds problems behind the first one: repairs the text there in the simplest way and reads it again. Only for texts that cannot be read,
/// and only as long as each repair helps.
/// </summary>
internal sealed class Recovery
{
    private const int ProblemsAtMost = 5;
    private const int RepairsAtMost = 10;

    /// <summary>Reading a long text several times would cost too much.</summary>
    private const int LengthAtMost = 10_000;

    private string _text;

    // For each character of the repaired text where it was; -1 for what a repair put in.
    private readonly List<int> _places;

    private Recovery(string text)
    {
        _text = text;
        _places = [.. Enumerable.Range(0, text.Length + 1)];
    }

    public static IReadOnlyList<FeelDiagnostic> Problems(string text, FeelOptions options, bool isTest, SyntaxProblem first)
    {
        var found = new List<FeelDiagnostic> { first.Diagnostic };
        if (text.Length > LengthAtMost)
            return found;
        var recovery = new Recovery(text);
        SyntaxProblem? problem = first;
        for (var repairs = 0; repairs < RepairsAtMost && problem is not null && recovery.TryRepair(problem); repairs++)
        {
            var outcome = isTest ? Parser.ParseUnaryTests(recovery._text, options) : Parser.ParseExpression(recovery._text, options);
            problem = outcome.Problem;
            if (problem is null || found.Count == ProblemsAtMost)
                break;
            // What a repair put in is not the author's problem, and one place has one problem.
            var start = recovery._places[problem.Diagnostic.Start];
            if (start > found[^1].Start)
                found.Add(problem.Diagnostic with { Start = start, Length = Math.Min(problem.Diagnostic.Length, text.Length - start) });
        }
        return found;
    }

    private bool TryRepair(SyntaxProblem problem)
    {
        var at = problem.Diagnostic.Start;
        var found = new Lexer(_text).At(at);
        var closes = found.Kind is TokenKind.CloseBracket or TokenKind.CloseParenthesis or TokenKind.CloseBrace;
        switch (problem.Expected)
        {
            case null:
                return false;
            case not null when found.Kind == TokenKind.Unknown:
                return Replace(found, problem.Expected == "an expression" ? '0' : ' ');
            case "an operator or the end" when found.Kind == TokenKind.DotDot:
                return Replace(new Token(found.Kind, found.Start + 1, found.End), ' ');
            case "an expression":
                return Insert(at, " null ");
            case "an operator or the end" when closes || found.Kind is TokenKind.Comma or TokenKind.Colon:
                return Replace(found, ' ');
            case "an operator or the end" when found.Word is Word.Then or Word.Else or Word.Return or Word.Satisfies or Word.In:
                return Replace(found, ' ');
            case "an operator or the end":
                return Insert(at, " + ");
            case "'else'":
                return Insert(at, " else null ");
            case "'then'":
                return Insert(at, " then ");
            case "'return'":
                return Insert(at, " return ");
            case "'satisfies'":
                return Insert(at, " satisfies ");
            case "':' after the key":
                return Insert(at, ": ");
            case "a name after '.'":
                return Insert(at, "name ");
            case "')'" or "']'":
                return Insert(at, problem.Expected[1..2]);
            case "',' or ')'" or "',' or ']'" or "',' or '}'":
                // A missing comma when something follows; otherwise the bracket.
                return closes && _text[at] != problem.Expected[^2] ? Replace(found, ' ')
                    : Insert(at, found.Kind == TokenKind.End ? problem.Expected[^2..^1] : ",");
            default:
                return false;
        }
    }

    private bool Insert(int at, string text)
    {
        _text = _text.Insert(at, text);
        _places.InsertRange(at, Enumerable.Repeat(-1, text.Length));
        return true;
    }

    private bool Replace(Token token, char by)
    {
        _text = string.Concat(_text.AsSpan(0, token.Start), new string(by, token.Length), _text.AsSpan(token.End));
        return token.Length > 0;
    }
}
