using Fairlead.Feel.Analysis;
using Fairlead.Feel.Binding;
using Fairlead.Feel.Completion;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel;

/// <summary>An expression that was read once and can be evaluated often, by many threads. Keep it: reading costs more.</summary>
public sealed class FeelExpression
{
    /// <summary>Enough for the deepest expression that options allow.</summary>
    private const int StackBytes = 16 << 20;

    private readonly FeelOptions _options;
    private readonly bool _isTest;
    private readonly SyntaxProblem? _problem;
    private BoundExpression? _bound;
    private BoundExpression? _traced;

    private FeelExpression(string text, FeelOptions options, ParseOutcome parsed, bool isTest)
    {
        Text = text;
        _options = options;
        _isTest = isTest;
        Syntax = parsed.Root;
        _problem = parsed.Problem;
    }

    /// <summary>What was read.</summary>
    public string Text { get; }

    /// <summary>Whether the text could be read. An invalid expression can be evaluated, too: to a failure.</summary>
    public bool IsValid => Syntax is not null;

    /// <summary>What is wrong with the text, in its order; empty when it is valid. Behind the first problem they are guesses.</summary>
    public IReadOnlyList<FeelDiagnostic> Diagnostics =>
        field ??= _problem is null ? [] : Recovery.Problems(Text, _options, _isTest, _problem);

    /// <summary>The names of the variables it reads, in the order of their first appearance.</summary>
    public IReadOnlyList<string> VariableReferences => Syntax is null ? [] : BoundWithRoom().Globals;

    /// <summary>
    /// Where it reads variables or entries of variables, in the order in which they are written. A name in a filter counts, though an
    /// item may have an entry of that name.
    /// </summary>
    public IReadOnlyList<FeelReference> References => field ??= Syntax is null ? [] : Analysis.References.Of(Syntax);

    /// <summary>
    /// The texts written out in it, each with the keys of the context it lies in when the root is a context:
    /// <c>{a: {b: "x"}}</c> gives <c>a</c>, <c>b</c> and <c>x</c>.
    /// </summary>
    public IReadOnlyList<FeelStringLiteral> StringLiterals =>
        field ??= Syntax is null ? [] : Binding.StringLiterals.Of(Syntax);

    /// <summary>
    /// The texts of its value that can come from nowhere else: <c>{a: ["x", b]}</c> gives <c>x</c> at <c>a</c>, item 0, whatever
    /// <c>b</c> is. Of both branches of a condition, because either may be the value.
    /// </summary>
    public IReadOnlyList<FeelWrittenText> WrittenTexts =>
        field ??= Syntax is null ? [] : Binding.WrittenTexts.Of(Syntax);

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

    /// <summary>The calls of a function, with what is known about their arguments without an evaluation: for <c>fromAi</c>.</summary>
    /// <param name="function">Its name, such as <c>fromAi</c>.</param>
    public IReadOnlyList<FeelCall> GetCalls(string function) =>
        Syntax is null ? [] : Calls.Of(Syntax, function, Text, _options);

    /// <summary>
    /// What is wrong with the text, or what will go wrong whatever the variables are, as warnings: unknown functions, arguments that fit no
    /// signature, constants of the wrong type. At most 100, in the order of the text.
    /// </summary>
    /// <param name="variables">
    /// The variables there are; other names are reported, too. Their values are not looked at: null will do. When omitted, any name may be
    /// one.
    /// </param>
    public IReadOnlyList<FeelDiagnostic> Check(FeelContext? variables = null) =>
        Syntax is null ? Diagnostics : Checks.Of(Syntax, Text, _options, variables);

    /// <summary>
    /// What can be written at a place of a text, which need not be complete: variables and the entries behind a dot, functions, names that
    /// the text itself defines, and words of the language. The innermost names come first. Never throws.
    /// </summary>
    /// <param name="text">The expression without a leading equals sign.</param>
    /// <param name="position">The place, from 0 to the length of the text, in UTF-16 units.</param>
    /// <param name="variables">
    /// The variables there are, with examples of their values: null will do, but then nothing is known behind a dot.
    /// </param>
    /// <param name="options">As for <see cref="Parse"/>.</param>
    public static IReadOnlyList<FeelCompletion> Complete(string text, int position, FeelContext variables, FeelOptions? options = null) =>
        Completions.At(text, position, variables, options ?? FeelOptions.Standard, isTest: false);

    /// <summary>As <see cref="Complete"/>, in unary tests.</summary>
    /// <param name="text">The tests without a leading equals sign.</param>
    /// <param name="position">The place, from 0 to the length of the text, in UTF-16 units.</param>
    /// <param name="variables">The variables there are, with examples of their values.</param>
    /// <param name="options">As for <see cref="ParseUnaryTests"/>.</param>
    public static IReadOnlyList<FeelCompletion> CompleteUnaryTests(
        string text, int position, FeelContext variables, FeelOptions? options = null) =>
        Completions.At(text, position, variables, options ?? FeelOptions.Standard, isTest: true);

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

    // A thread may be nearly out of stack; what an expression reads does not depend on that.
    private BoundExpression BoundWithRoom()
    {
        try
        {
            return Bound;
        }
        catch (InsufficientExecutionStackException)
        {
            var thread = new Thread(() => _ = Bound, StackBytes);
            thread.Start();
            thread.Join();
            return Bound;
        }
    }

    private FeelResult NotReadable()
    {
        var problem = _problem!.Diagnostic;
        var message = $"failed to parse expression '{EvaluationState.Excerpt(Text)}': {problem.Message}";
        return new FeelResult(FeelValue.Null, problem with { Message = message }, []);
    }
}
