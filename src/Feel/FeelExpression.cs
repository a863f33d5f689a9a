using Fairlead.Feel.Binding;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel;

/// <summary>An expression that was read once and can be evaluated often, by many threads. Keep it: reading costs more.</summary>
public sealed class FeelExpression
{
    private readonly FeelOptions _options;
    private readonly Node? _root;
    private readonly int _slotCount;
    private readonly bool _isTest;
    private EvaluationState? _spare;
    private Node? _tracedRoot;

    private FeelExpression(string text, FeelOptions options, ParseOutcome parsed, bool isTest)
    {
        Text = text;
        _options = options;
        _isTest = isTest;
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

    /// <summary>
    /// Reads unary tests, as the cells of a decision table have them: <c>&lt; 10, [20..30]</c>, <c>not("a")</c>, <c>-</c>. Never throws.
    /// </summary>
    /// <param name="text">The tests without a leading equals sign.</param>
    /// <param name="options">Camunda's dialect with the engine's functions when omitted.</param>
    public static FeelExpression ParseUnaryTests(string text, FeelOptions? options = null)
    {
        options ??= FeelOptions.Standard;
        return new FeelExpression(text, options, Parser.ParseUnaryTests(text, options), isTest: true);
    }

    /// <summary>Evaluates unary tests on an input. The value is true, false, or null when it cannot be told. Never throws.</summary>
    /// <param name="input">What is tested; the question mark in the tests.</param>
    /// <param name="variables">Where the variables are found.</param>
    /// <param name="evaluation">The time and the limits; the standard ones when omitted.</param>
    public FeelResult EvaluateTests(FeelValue input, IFeelVariables variables, FeelEvaluation? evaluation = null) =>
        Evaluate(variables, evaluation ?? FeelEvaluation.Standard, input);

    internal FeelResult Evaluate(IFeelVariables variables, FeelEvaluation evaluation, FeelValue input)
    {
        if (_root is null)
        {
            var problem = Diagnostics[0];
            var message = $"failed to parse expression '{EvaluationState.Excerpt(Text)}': {problem.Message}";
            return new FeelResult(FeelValue.Null, problem with { Message = message }, []);
        }
        if (evaluation.Trace is { } limits)
            return Explain(variables, evaluation, input, limits);
        var state = Interlocked.Exchange(ref _spare, null) ?? NewState();
        state.Begin(variables, evaluation);
        var value = Run(_root, state, input, out var failure);
        var warnings = state.End();
        _spare = state;
        return new FeelResult(value, failure, warnings);
    }

    private FeelResult Explain(IFeelVariables variables, FeelEvaluation evaluation, FeelValue input, FeelTraceLimits limits)
    {
        // Bound again with nodes that tell what they do, and kept: names and slots come out the same.
        Node root;
        try
        {
            root = _tracedRoot ??= new Binder(_options, Text).Bind(Syntax!, _isTest);
        }
        catch (InsufficientExecutionStackException)
        {
            root = _root!;
        }
        var tracer = new Tracer(limits);
        var state = NewState();
        state.Begin(variables, evaluation, tracer);
        var value = Run(root, state, input, out var failure);
        return new FeelResult(value, failure, state.End()) { Trace = tracer.Finish(failure) };
    }

    private EvaluationState NewState() => new(_slotCount, VariableReferences.Count, Text, _options);

    private static FeelValue Run(Node root, EvaluationState state, FeelValue input, out FeelDiagnostic? failure)
    {
        failure = null;
        try
        {
            state.EnsureStack(root);
            state.Slots[0] = input;
            return root.Evaluate(state);
        }
        catch (EvaluationProblem problem)
        {
            failure = problem.Diagnostic;
            return FeelValue.Null;
        }
    }
}
