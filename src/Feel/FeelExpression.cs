using Fairlead.Feel.Binding;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel;

/// <summary>An expression that was read once and can be evaluated often, by many threads. Keep it: reading costs more.</summary>
public sealed class FeelExpression
{
    private readonly FeelOptions _options;
    private readonly Node? _root;
    private readonly int _slotCount;
    private EvaluationState? _spare;

    private FeelExpression(string text, FeelOptions options, ParseOutcome parsed, bool isTest)
    {
        Text = text;
        _options = options;
        Syntax = parsed.Root;
        Diagnostics = parsed.Diagnostics;
        if (Syntax is null)
            return;
        var binder = new Binder(options);
        try
        {
            _root = binder.Bind(Syntax, hasInput: isTest);
        }
        catch (InsufficientExecutionStackException)
        {
            // The thread was nearly out of stack before; a limit below DepthAtMost is better than an end of the process.
            Diagnostics = [new FeelDiagnostic("FEEL_DEPTH", "The expression is nested too deep for this thread.", 0, text.Length)];
            return;
        }
        _slotCount = binder.SlotCount;
        VariableReferences = binder.Globals;
    }

    /// <summary>What was read.</summary>
    public string Text { get; }

    /// <summary>Whether the text could be read. An invalid expression can be evaluated, too: to a failure.</summary>
    public bool IsValid => _root is not null;

    /// <summary>What is wrong with the text; empty when it is valid.</summary>
    public IReadOnlyList<FeelDiagnostic> Diagnostics { get; }

    /// <summary>The names of the variables it reads, in the order of their first appearance.</summary>
    public IReadOnlyList<string> VariableReferences { get; } = [];

    /// <summary>
    /// The texts written out in it, each with the keys of the context it lies in when the root is a context:
    /// <c>{a: {b: "x"}}</c> gives <c>a</c>, <c>b</c> and <c>x</c>.
    /// </summary>
    public IReadOnlyList<FeelStringLiteral> StringLiterals =>
        field ??= Syntax is null ? [] : Binding.StringLiterals.Of(Syntax);

    internal SyntaxNode? Syntax { get; }

    /// <summary>Reads an expression. Never throws: what is wrong with it is in <see cref="Diagnostics"/>.</summary>
    /// <param name="text">The expression without a leading equals sign.</param>
    /// <param name="options">Camunda's dialect with the engine's functions when omitted.</param>
    public static FeelExpression Parse(string text, FeelOptions? options = null)
    {
        options ??= FeelOptions.Standard;
        return new FeelExpression(text, options, Parser.ParseExpression(text, options), isTest: false);
    }

    /// <summary>Evaluates the expression. Never throws, whatever the expression and the variables are.</summary>
    /// <param name="variables">Where the variables are found.</param>
    /// <param name="evaluation">The time and the limits; the standard ones when omitted.</param>
    public FeelResult Evaluate(IFeelVariables variables, FeelEvaluation? evaluation = null) =>
        Evaluate(variables, evaluation ?? FeelEvaluation.Standard, FeelValue.Null);

    internal static FeelExpression ParseUnaryTests(string text, FeelOptions? options = null)
    {
        options ??= FeelOptions.Standard;
        return new FeelExpression(text, options, Parser.ParseUnaryTests(text, options), isTest: true);
    }

    internal FeelResult Evaluate(IFeelVariables variables, FeelEvaluation evaluation, FeelValue input)
    {
        if (_root is null)
        {
            var problem = Diagnostics[0];
            var message = $"failed to parse expression '{EvaluationState.Excerpt(Text)}': {problem.Message}";
            return new FeelResult(FeelValue.Null, problem with { Message = message }, []);
        }
        var state = Interlocked.Exchange(ref _spare, null)
            ?? new EvaluationState(_slotCount, VariableReferences.Count, Text, _options);
        state.Begin(variables, evaluation);
        FeelValue value;
        FeelDiagnostic? failure = null;
        try
        {
            state.EnsureStack(_root);
            state.Slots[0] = input;
            value = _root.Evaluate(state);
        }
        catch (EvaluationProblem problem)
        {
            (value, failure) = (FeelValue.Null, problem.Diagnostic);
        }
        var warnings = state.End();
        _spare = state;
        return new FeelResult(value, failure, warnings);
    }
}
