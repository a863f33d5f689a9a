using Fairlead.Feel.Binding;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel;

/// <summary>An expression that was read once and can be evaluated often, by many threads. Keep it: reading costs more.</summary>
public sealed class FeelExpression
{
    private readonly FeelOptions _options;
    private readonly bool _isTest;
    private BoundExpression? _bound;
    private BoundExpression? _traced;

    private FeelExpression(string text, FeelOptions options, ParseOutcome parsed, bool isTest)
    {
        Text = text;
        _options = options;
        _isTest = isTest;
        Syntax = parsed.Root;
        Diagnostics = parsed.Diagnostics;
    }

    /// <summary>What was read.</summary>
    public string Text { get; }

    /// <summary>Whether the text could be read. An invalid expression can be evaluated, too: to a failure.</summary>
    public bool IsValid => Syntax is not null;

    /// <summary>What is wrong with the text; empty when it is valid.</summary>
    public IReadOnlyList<FeelDiagnostic> Diagnostics { get; }

    /// <summary>The names of the variables it reads, in the order of their first appearance.</summary>
    public IReadOnlyList<string> VariableReferences => Syntax is null ? [] : Bound.Globals;

    /// <summary>
    /// The texts written out in it, each with the keys of the context it lies in when the root is a context:
    /// <c>{a: {b: "x"}}</c> gives <c>a</c>, <c>b</c> and <c>x</c>.
    /// </summary>
    public IReadOnlyList<FeelStringLiteral> StringLiterals =>
        field ??= Syntax is null ? [] : Binding.StringLiterals.Of(Syntax);

    internal SyntaxNode? Syntax { get; }

    // Both are made when they are first needed: most expressions are never traced, and some are only read. Threads may race for
    // them; what they make is the same.
    private BoundExpression Bound => _bound ??= Binder.Bind(Syntax!, Text, _options, _isTest, isTraced: false);

    private BoundExpression Traced => _traced ??= Binder.Bind(Syntax!, Text, _options, _isTest, isTraced: true);

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
        if (Syntax is null)
            return NotReadable();
        var tracer = evaluation.Trace is { } limits ? new Tracer(limits) : null;
        var state = EvaluationState.Take();
        FeelDiagnostic? failure = null;
        var value = FeelValue.Null;
        try
        {
            var bound = tracer is null ? Bound : Traced;
            state.Begin(bound, variables, evaluation, tracer);
            state.EnsureStack(bound.Root);
            state.Slots[0] = input;
            value = bound.Root.Evaluate(state);
        }
        catch (EvaluationProblem problem)
        {
            failure = problem.Diagnostic;
        }
        catch (InsufficientExecutionStackException)
        {
            // The thread was nearly out of stack before; a limit below DepthAtMost is better than an end of the process.
            failure = new FeelDiagnostic("FEEL_DEPTH", "The expression is nested too deep for this thread.", 0, Text.Length);
        }
        return new FeelResult(value, failure, state.End()) { Trace = tracer?.Finish(failure) };
    }

    private FeelResult NotReadable()
    {
        var problem = Diagnostics[0];
        var message = $"failed to parse expression '{EvaluationState.Excerpt(Text)}': {problem.Message}";
        return new FeelResult(FeelValue.Null, problem with { Message = message }, []);
    }
}
