using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fairlead.Feel.Patterns;
using Fairlead.Feel.Tracing;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Runtime;

/// <summary>What one evaluation knows and has used up. Each thread keeps one for its next evaluation, of whatever expression.</summary>
internal sealed class EvaluationState
{
    private const int WarningsAtMost = 100;

    /// <summary>Characters of a message: it may quote values, which are up to somebody else.</summary>
    private const int MessageAtMost = 2_000;

    private const int PatternsAtMost = 32;

    /// <summary>Bodies of functions on their way may be so many times as deep as one expression.</summary>
    private const int CallDepthFactor = 32;

    /// <summary>Characters that cost as much as one step to look through or to copy.</summary>
    private const int CharactersPerStep = 512;

    /// <summary>Items and entries that cost as much as one step to look through or to copy.</summary>
    private const int ItemsPerStep = 8;

    /// <summary>Steps between two looks at the clock. Short evaluations never look.</summary>
    private const int StepsPerLook = 1_024;

    /// <summary>A list or context may weigh so many times what a list may count.</summary>
    private const int WeightFactor = 10;

    /// <summary>Room that is kept between evaluations; larger expressions get theirs each time.</summary>
    private const int ValuesKeptAtMost = 256;

    [ThreadStatic]
    private static EvaluationState? t_spare;

    private readonly List<FeelDiagnostic> _warnings = new(0);
    private Dictionary<(string Pattern, string Flags, FeelDialect Dialect), Pattern>? _patterns;
    private BoundExpression _expression = Nothing;
    private FeelValue[] _ownSlots = [];
    private FeelValue[] _globals = [];
    private int _globalCount;
    private IFeelVariables _variables = FeelContext.Empty;
    private long _stepsLeft;
    private long _nextLook;
    private long _startedAt;
    private bool _hasStarted;
    private int _depth;

    private static BoundExpression Nothing { get; } = new(Nodes.Constant.Nothing, 0, [], "", FeelOptions.Standard);

    public FeelValue[] Slots { get; set; } = [];

    /// <summary>The variables when they are a context, which is asked without remembering its answers.</summary>
    public FeelContext? Context { get; private set; } = FeelContext.Empty;

    public FeelDialect Dialect => _expression.Options.Dialect;

    public DialectRules Rules { get; private set; } = FeelOptions.Standard.Rules;

    public FeelEvaluation Settings { get; private set; } = FeelEvaluation.Standard;

    /// <summary>Further warnings would be dropped: do not even put them into words.</summary>
    public bool IsWarningEnough => _warnings.Count >= WarningsAtMost && Tracer is null;

    public int WarningCount => _warnings.Count;

    /// <summary>Who writes down what happens; usually nobody.</summary>
    public Tracer? Tracer { get; private set; }

    /// <summary>The spare one of this thread, if it is not in use further up.</summary>
    public static EvaluationState Take()
    {
        var state = t_spare ?? new EvaluationState();
        t_spare = null;
        return state;
    }

    public void Begin(BoundExpression expression, IFeelVariables variables, FeelEvaluation settings, Tracer? tracer = null)
    {
        Tracer = tracer;
        _expression = expression;
        Rules = expression.Options.Rules;
        _variables = variables;
        Context = variables as FeelContext;
        Settings = settings;
        if (_ownSlots.Length < expression.SlotCount)
            _ownSlots = new FeelValue[expression.SlotCount];
        Slots = _ownSlots;
        _globalCount = Context is null ? expression.Globals.Length : 0;
        PrepareGlobals(_globalCount);
        _stepsLeft = settings.StepsAtMost;
        _nextLook = Math.Max(_stepsLeft - StepsPerLook, 0);
        _hasStarted = false;
        TakeBudgetBack();
        _depth = 0;
    }

    /// <summary>Gives the warnings and the state back to its thread.</summary>
    public IReadOnlyList<FeelDiagnostic> End()
    {
        IReadOnlyList<FeelDiagnostic> warnings = _warnings.Count == 0 ? [] : TakeWarnings();
        LendBudget();
        if (_expression.SlotCount > 0)
            _ownSlots = Cleared(_ownSlots, _expression.SlotCount);
        if (_globalCount > 0)
            _globals = Cleared(_globals, _globalCount);
        _globalCount = 0;
        _expression = Nothing;
        _variables = FeelContext.Empty;
        Context = FeelContext.Empty;
        Settings = FeelEvaluation.Standard;
        Tracer = null;
        Slots = _ownSlots;
        t_spare = this;
        return warnings;
    }

    /// <summary>The variable of that name, or a value marked absent. Asks for each once.</summary>
    public FeelValue Global(int index, string name)
    {
        if (Context is not null)
            return Context.TryGet(name, out var entry) ? entry : new FeelValue(ValueTag.Absent);
        ref var value = ref _globals[index];
        if (ReferenceEquals(value.Reference, ValueTag.Unasked))
            value = _variables.TryGet(name, out var given) ? given : new FeelValue(ValueTag.Absent);
        return value;
    }

    /// <summary>What a function that is made now can see.</summary>
    public FeelValue[] CopySlots() =>
        Slots.AsSpan(0, ReferenceEquals(Slots, _ownSlots) ? _expression.SlotCount : Slots.Length).ToArray();

    public void Step(Node at, long steps = 1)
    {
        EnsureStack(at);
        _stepsLeft -= steps;
        if (_stepsLeft < _nextLook)
            Look(at);
    }

    /// <summary>
    /// Ends the evaluation when it took too long or is no longer wanted. To be called by work that may take long for few steps.
    /// The clock starts at the first look.
    /// </summary>
    public void Look(Node at)
    {
        if (_stepsLeft < 0)
            throw Failed(
                "FEEL_STEPS", at, $"It took more than {Settings.StepsAtMost} steps. Let it loop over less, or allow more.");
        _nextLook = Math.Max(_stepsLeft - StepsPerLook, 0);
        if (Settings.Cancellation.IsCancellationRequested)
            throw Failed("FEEL_CANCELLED", at, "Whoever asked for the value no longer waits for it.");
        if (Settings.TimeAtMost == Timeout.InfiniteTimeSpan)
            return;
        var clock = Settings.Clock;
        if (!_hasStarted)
        {
            _hasStarted = true;
            _startedAt = clock?.GetTimestamp() ?? Stopwatch.GetTimestamp();
        }
        else if ((clock?.GetElapsedTime(_startedAt) ?? Stopwatch.GetElapsedTime(_startedAt)) > Settings.TimeAtMost)
        {
            throw Failed(
                "FEEL_TIME",
                at,
                $"It took longer than {Settings.TimeAtMost.TotalMilliseconds:0} ms. Let it do less at once, or allow more time.");
        }
    }

    /// <summary>What was taken so far counts for other evaluations with the same budget.</summary>
    public void LendBudget()
    {
        if (Settings.Budget is { } budget)
            (budget.StepsLeft, budget.NextLook, budget.StartedAt) = (_stepsLeft, _nextLook, _hasStarted ? _startedAt : null);
    }

    /// <summary>What others have taken meanwhile counts here.</summary>
    public void TakeBudgetBack()
    {
        if (Settings.Budget is not { } budget)
            return;
        _stepsLeft = budget.StepsLeft;
        _nextLook = budget.NextLook ?? Math.Max(_stepsLeft - StepsPerLook, 0);
        _hasStarted = budget.StartedAt is not null;
        _startedAt = budget.StartedAt ?? 0;
    }

    /// <summary>The limits of depth fit the stack of any usual thread; this one holds on small and half-used ones.</summary>
    public void EnsureStack(Node at)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Failed("FEEL_DEPTH", at, "The stack of this thread does not suffice for it. Nest less.");
    }

    /// <summary>Counts the steps of a walk through everything in the value.</summary>
    public void StepThrough(Node at, FeelValue value)
    {
        var weight = value.Reference switch
        {
            FeelList list => list.Extent.Weight,
            FeelContext context => context.Extent.Weight,
            string text => text.Length / (CharactersPerStep / ItemsPerStep),
            _ => 0,
        };
        Step(at, weight / ItemsPerStep);
    }

    public void EnterCall(int height)
    {
        _depth += height;
        if (_depth > _expression.Options.DepthAtMost * CallDepthFactor)
            throw Failed(
                "FEEL_DEPTH", null, "Functions call each other too deep. End the recursion, or use 'for' instead.");
    }

    public void LeaveCall(int height) => _depth -= height;

    public FeelValue NewList(Node at, FeelValue[] items) => Checked(at, FeelList.Of(items));

    public FeelValue Checked(Node at, FeelList list)
    {
        if (list.Count > Settings.ListItemsAtMost)
            throw TooManyItems(at);
        Step(at, list.Count / ItemsPerStep);
        CheckExtent(at, list.Extent);
        return new FeelValue(list);
    }

    /// <summary>What a function gives: it may be larger than anything it was made from.</summary>
    public FeelValue Checked(Node at, FeelValue value)
    {
        switch (value.Reference)
        {
            case string text:
                CheckLength(at, text.Length);
                break;
            case FeelList list:
                if (list.Count > Settings.ListItemsAtMost)
                    throw TooManyItems(at);
                CheckExtent(at, list.Extent);
                break;
            case FeelContext context:
                CheckExtent(at, context.Extent);
                break;
        }
        return value;
    }

    /// <summary>Counts the steps of copying so many values.</summary>
    public void StepForCopy(Node at, int values) => Step(at, values / ItemsPerStep);

    public FeelValue Checked(Node at, FeelContext context)
    {
        Step(at, context.Count / ItemsPerStep);
        CheckExtent(at, context.Extent);
        return FeelValue.From(context);
    }

    public FeelValue Checked(Node at, string text)
    {
        CheckLength(at, text.Length);
        Step(at, text.Length / CharactersPerStep);
        return FeelValue.From(text);
    }

    /// <summary>To be asked before the memory is used up: with the length that a text would have.</summary>
    public void CheckLength(Node at, long characters)
    {
        if (characters > Settings.TextCharactersAtMost)
            throw Failed(
                "FEEL_TEXT_SIZE",
                at,
                $"A text became longer than {Settings.TextCharactersAtMost} characters. Put less together, or allow more.");
    }

    /// <summary>At least 0 and below 1.</summary>
    public double NextRandom() => (Settings.Random ?? Random.Shared).NextDouble();

    /// <summary>A version 7 UUID: the time of the evaluation, then chance.</summary>
    public Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        (Settings.Random ?? Random.Shared).NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Settings.Now.ToUnixTimeMilliseconds() << 16) | 0x7000
            | (uint)((bytes[6] & 0x0f) << 8) | bytes[7]);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public EvaluationProblem TooManyItems(Node at) => Failed(
        "FEEL_LIST_SIZE", at, $"A list became longer than {Settings.ListItemsAtMost} items. Filter earlier, or allow more.");

    public FeelValue Warn(Node at, string code, string message)
    {
        if (IsWarningEnough)
            return FeelValue.Null;
        var warning = new FeelDiagnostic(code, Excerpt(message, MessageAtMost), at.Start, at.Length)
        {
            Severity = FeelSeverity.Warning,
        };
        if (_warnings.Count < WarningsAtMost)
            _warnings.Add(warning);
        Tracer?.Note(warning);
        return FeelValue.Null;
    }

    public Attempt BeginAttempt() => new(_warnings.Count, Tracer?.Mark() ?? default);

    /// <summary>Forgets what was told since then: it was only an attempt.</summary>
    public void Forget(Attempt attempt)
    {
        _warnings.RemoveRange(attempt.Warnings, _warnings.Count - attempt.Warnings);
        Tracer?.Restore(attempt.Trace);
    }

    public EvaluationProblem Failed(string code, Node? at, string reason) => new(
        code,
        $"failed to evaluate expression '{Excerpt(_expression.Text)}': {Excerpt(reason, MessageAtMost)}",
        at ?? Nodes.Constant.Nothing);

    public EvaluationProblem AssertionFailed(Node at, string cause) => new(
        "FEEL_ASSERT",
        $"Assertion failure on evaluate the expression '{Excerpt(_expression.Text)}': {Excerpt(cause, MessageAtMost)}",
        at);

    /// <summary>A long expression is not repeated whole in messages about it.</summary>
    public static string Excerpt(string text, int atMost = 1_000) =>
        text.Length <= atMost ? text : string.Concat(text.AsSpan(0, atMost), "…");

    /// <summary>Made ready once for many uses in a loop.</summary>
    public Pattern Pattern(string pattern, string flags)
    {
        _patterns ??= [];
        if (!_patterns.TryGetValue((pattern, flags, Dialect), out var ready))
        {
            if (_patterns.Count >= PatternsAtMost)
                _patterns.Clear();
            ready = new Pattern(pattern, flags, Dialect);
            _patterns[(pattern, flags, Dialect)] = ready;
        }
        return ready;
    }

    private void PrepareGlobals(int count)
    {
        if (_globals.Length < count)
            _globals = new FeelValue[count];
        if (count > 0)
            _globals.AsSpan(0, count).Fill(new FeelValue(ValueTag.Unasked));
    }

    private FeelDiagnostic[] TakeWarnings()
    {
        var warnings = _warnings.ToArray();
        _warnings.Clear();
        return warnings;
    }

    private static FeelValue[] Cleared(FeelValue[] values, int count)
    {
        if (values.Length > ValuesKeptAtMost)
            return [];
        values.AsSpan(0, Math.Min(count, values.Length)).Clear();
        return values;
    }

    private void CheckExtent(Node at, Extent extent)
    {
        if (extent.Depth > _expression.Options.DepthAtMost)
            throw Failed("FEEL_DEPTH", at, $"A value is nested more than {_expression.Options.DepthAtMost} levels deep.");
        if (extent.Weight > Settings.ListItemsAtMost * (long)WeightFactor)
            throw Failed("FEEL_LIST_SIZE", at, "A value became too large as a whole. Filter earlier, or allow more.");
    }
}
