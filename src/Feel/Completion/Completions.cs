using Fairlead.Feel.Analysis;
using Fairlead.Feel.Functions;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Completion;

/// <summary>Finds what can be written at a place: by what is open around it, and by evaluating what stands before a dot.</summary>
internal sealed class Completions
{
    private const int DetailAtMost = 60;
    private const int CompletionsAtMost = 1_000;

    private static readonly FeelEvaluation Limits = new()
    {
        StepsAtMost = 20_000,
        ListItemsAtMost = 10_000,
        TimeAtMost = TimeSpan.FromMilliseconds(200),
    };

    private static readonly string[] OperandWords = ["if", "for", "some", "every", "function", "true", "false", "null"];
    private static readonly string[] OperatorWords = ["and", "or", "between", "in", "instance of"];
    private static readonly string[] Types =
    [
        "any", "boolean", "context", "date", "date and time", "days and time duration", "function", "list", "null", "number",
        "range", "string", "time", "years and months duration",
    ];

    private readonly string _text;
    private readonly int _position;
    private readonly FeelContext _variables;
    private readonly FeelOptions _options;
    private readonly Outline _outline;
    private readonly List<FeelCompletion> _found = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private FeelContext? _visible;

    private Completions(string text, int position, FeelContext variables, FeelOptions options)
    {
        _text = text;
        _position = position;
        _variables = variables;
        _options = options;
        _outline = Outline.Of(text[..position], options.Functions);
    }

    public static IReadOnlyList<FeelCompletion> At(string text, int position, FeelContext variables, FeelOptions options, bool isTest)
    {
        var completions = new Completions(text, Math.Clamp(position, 0, text.Length), variables, options);
        completions.Find(isTest);
        // What begins so comes before what only has a word that does.
        return [.. completions._found.OrderBy(completions.Rank)];
    }

    private int WordStart => _position - _outline.Prefix.Length;

    private int Rank(FeelCompletion found) => found.Start < WordStart
        || found.Label.StartsWith(_outline.Prefix, StringComparison.OrdinalIgnoreCase) ? 0 : 1;

    private void Find(bool isTest)
    {
        if (_outline.IsInside || IsNameOfItsOwn())
            return;
        var last = _outline.Tokens.Count == 0 ? default : _outline.Tokens[^1];
        if (last.Kind == TokenKind.Dot && last.End > 0)
        {
            AddEntries(Evaluate(_outline.OperandStart(Math.Max(_outline.Tokens.Count - 2, 0)), last.Start), FeelCompletionKind.Entry);
            return;
        }
        if (last.Word is Word.Instance)
            Add(FeelCompletionKind.Keyword, "of");
        else if (last.Word is Word.Of && _outline.Tokens is [.., { Word: Word.Instance }, _])
            Array.ForEach(Types, type => Add(FeelCompletionKind.Type, type));
        else if (_outline.IsAfterOperand)
            AddAfterOperand();
        else
            AddOperands(isTest);
    }

    // Keys, iterators and parameters are new names: nothing can be proposed.
    private bool IsNameOfItsOwn()
    {
        var last = _outline.Tokens.Count == 0 ? default : _outline.Tokens[^1];
        if (_outline.Frames.Count == 0)
            return false;
        var top = _outline.Frames[^1];
        return top.Kind switch
        {
            FrameKind.Context => top.Pending is null,
            FrameKind.Parameters => true,
            FrameKind.Loop when top.Expected is not null => top.Pending is null
                && (last.Word is Word.For or Word.Some or Word.Every || last.Kind == TokenKind.Comma),
            _ => false,
        };
    }

    private void AddAfterOperand()
    {
        for (var i = _outline.Frames.Count - 1; i >= 0 && !_outline.Frames[i].IsBracket; i--)
        {
            if (_outline.Frames[i].Expected is not { } word)
                continue;
            Add(FeelCompletionKind.Keyword, word);
            break;
        }
        Array.ForEach(OperatorWords, word => Add(FeelCompletionKind.Keyword, word));
        AddFunctions(onlyLonger: true);
    }

    private void AddOperands(bool isTest)
    {
        if (_outline.Frames is [.., { Kind: FrameKind.Loop, Expected: not null, Pending: null }])
        {
            Add(FeelCompletionKind.Keyword, "in");
            return;
        }
        AddParameters();
        for (var i = _outline.Frames.Count - 1; i >= 0; i--)
            AddNames(_outline.Frames[i]);
        if (isTest)
            Add(FeelCompletionKind.Local, "?", help: "The value that is tested.");
        foreach (var (name, value) in _variables.Entries)
            AddName(FeelCompletionKind.Variable, name, value);
        AddFunctions(onlyLonger: false);
        Array.ForEach(OperandWords, word => Add(FeelCompletionKind.Keyword, word));
    }

    private void AddParameters()
    {
        if (_outline.Frames is not [.., { Kind: FrameKind.Call, Subject: { } subject, Start: var start }])
            return;
        var name = string.Join(' ', _text[subject.Start..subject.End].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        var signatures = _options.Functions.Find(name, _options.Dialect)?.Signatures ?? [];
        var last = _outline.Tokens[^1];
        // All arguments have names, or none.
        var isNamed = last.Kind == TokenKind.Comma && _text[start.._position].Split(',')[0].Contains(':', StringComparison.Ordinal);
        if (last.Kind != TokenKind.OpenParenthesis && !isNamed)
            return;
        foreach (var parameter in signatures.SelectMany(signature => signature.Parameters).DistinctBy(parameter => parameter.Name))
            Add(FeelCompletionKind.Parameter, parameter.Name, parameter.Name + ": ");
    }

    private void AddNames(Frame frame)
    {
        if (frame.Kind == FrameKind.Filter)
        {
            var item = ItemOf(Evaluate(frame.Subject!.Value.Start, frame.Subject.Value.End));
            AddEntries(item, FeelCompletionKind.Local);
            AddName(FeelCompletionKind.Local, "item", item);
            return;
        }
        for (var i = frame.Names.Count - 1; i >= 0; i--)
        {
            Visible().TryGet(frame.Names[i].Name, out var value);
            AddName(FeelCompletionKind.Local, frame.Names[i].Name, value);
        }
    }

    private void AddEntries(FeelValue value, FeelCompletionKind kind)
    {
        // A dot behind a list asks each item.
        var one = value.Reference is FeelList ? ItemOf(value) : value;
        if (one.TryGetContext(out var context))
        {
            foreach (var (key, entry) in context.Entries)
                AddName(kind, key, entry);
        }
        foreach (var property in Properties.Of(one))
            Add(kind, property);
    }

    private void AddFunctions(bool onlyLonger)
    {
        // What is being written may be a later word of a name: `date and ti`.
        var typed = _text[..WordStart];
        foreach (var name in _options.Functions.Names.Order(StringComparer.Ordinal))
        {
            var begun = BegunWords(typed, name);
            if (onlyLonger && begun == 0)
                continue;
            if (begun > 0 ? name.StartsWith(_text[(WordStart - begun).._position], StringComparison.OrdinalIgnoreCase) : Matches(name))
                AddFunction(name, WordStart - begun);
        }
    }

    private void AddFunction(string name, int start)
    {
        var forms = Signatures.Distinct(_options.Functions.Find(name, _options.Dialect)!.Signatures).ToArray();
        var more = forms.Length > 1 ? $" (+{forms.Length - 1})" : "";
        Put(new FeelCompletion(
            FeelCompletionKind.Function,
            name,
            name + (forms.All(form => form.Parameters.Length == 0) ? "()" : "("),
            start,
            WordEnd() - start)
        {
            Detail = Signatures.Of(forms.MaxBy(form => form.Parameters.Length)!) + more,
            Help = FunctionHelp.Of(name),
        });
    }

    // How many characters before the word are the first words of the name.
    private static int BegunWords(string typed, string name)
    {
        for (var blank = name.LastIndexOf(' '); blank > 0; blank = name.LastIndexOf(' ', blank - 1))
        {
            var words = name[..(blank + 1)];
            if (typed.EndsWith(words, StringComparison.Ordinal)
                && (typed.Length == words.Length || !Characters.IsNamePart(typed[^(words.Length + 1)])))
                return words.Length;
        }
        return 0;
    }

    private void AddName(FeelCompletionKind kind, string name, FeelValue value)
    {
        if (name.Length == 0 || name.Contains('`', StringComparison.Ordinal) || !_names.Add(name))
            return;
        // The standard knows no quoted names: there the names in scope may have spaces.
        var insert = IsPlain(name) || _options.Dialect == FeelDialect.Dmn15 ? name : $"`{name}`";
        Add(kind, name, insert, value.IsNull ? "" : ValueText.Excerpt(value, DetailAtMost));
    }

    private void Add(FeelCompletionKind kind, string label, string? insert = null, string detail = "", string help = "")
    {
        if (Matches(label))
            Put(new FeelCompletion(kind, label, insert ?? label, WordStart, WordEnd() - WordStart) { Detail = detail, Help = help });
    }

    private void Put(FeelCompletion completion)
    {
        if (_found.Count < CompletionsAtMost)
            _found.Add(completion);
    }

    // At the beginning of the label, or of a word in it.
    private bool Matches(string label) => label.StartsWith(_outline.Prefix, StringComparison.OrdinalIgnoreCase)
        || label.Contains(" " + _outline.Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(string name)
    {
        var token = new Lexer(name).At(0);
        return token.Kind == TokenKind.Name && token.Length == name.Length && !token.Word.IsReserved();
    }

    // The rest of the word behind the place is replaced, too.
    private int WordEnd()
    {
        var end = _position;
        while (end < _text.Length && Characters.IsNamePart(_text[end]))
            end++;
        return end;
    }

    // The variables from outside and the names that are open, each with a value as it may have: of an iterator, the first item.
    private FeelContext Visible()
    {
        if (_visible is not null)
            return _visible;
        _visible = _variables;
        foreach (var frame in _outline.Frames)
        {
            foreach (var name in frame.Names)
            {
                var value = name.HasValue ? Evaluate(name.ValueStart, name.ValueEnd) : FeelValue.Null;
                _visible = FeelContext.Merge(_visible, FeelContext.Of((name.Name, name.IsItem ? ItemOf(value) : value)));
            }
            if (frame is { Kind: FrameKind.Filter, Subject: { } subject })
            {
                var item = ItemOf(Evaluate(subject.Start, subject.End));
                item.TryGetContext(out var entries);
                _visible = FeelContext.Merge(_visible, entries, FeelContext.Of(("item", item)));
            }
        }
        return _visible;
    }

    private FeelValue Evaluate(int start, int end)
    {
        if (end <= start)
            return FeelValue.Null;
        var options = _options.Dialect == FeelDialect.Camunda ? _options : _options with
        {
            Names = FeelNames.Of([.. Visible().Entries.Select(entry => (entry.Key, FeelType.Of(entry.Value)))]),
        };
        return FeelExpression.Parse(_text[start..end], options).Evaluate(Visible(), Limits).Value;
    }

    private static FeelValue ItemOf(FeelValue value) => value.Reference switch
    {
        FeelList { Count: > 0 } list => list[0],
        FeelRange range => range.Low,
        _ => FeelValue.Null,
    };
}
