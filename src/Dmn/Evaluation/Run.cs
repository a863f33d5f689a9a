using System.Runtime.CompilerServices;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>One evaluation: what it may use up, what it has warned about, and why it ended early. Used by one thread.</summary>
internal sealed class Run
{
    private const int WarningsAtMost = 100;

    /// <summary>Decisions, functions and services inside each other. Bounds the stack.</summary>
    private const int DepthAtMost = 256;

    private readonly FeelEvaluation _evaluation;
    private readonly FeelBudget? _outer;
    private readonly FeelBudget _budget;
    private readonly bool _isStandard;
    private readonly List<DecisionWarning> _warnings = [];
    private int _depth;

    public Run(FeelDialect dialect, FeelEvaluation evaluation)
    {
        _isStandard = dialect == FeelDialect.Dmn15;
        _outer = evaluation.Budget;
        _budget = new FeelBudget(_outer?.StepsLeft ?? evaluation.StepsAtMost);
        _evaluation = evaluation with { Budget = _budget, Trace = null };
    }

    /// <summary>The decision whose logic is evaluated: the one to blame.</summary>
    public string DecisionId { get; set; } = "";

    /// <summary>Whether decisions are evaluated as Camunda has it, not as the standard has it.</summary>
    public bool IsCamunda => !_isStandard;

    /// <summary>Once set, nothing more is evaluated.</summary>
    public DecisionFailure? Failure { get; private set; }

    public bool IsOver => Failure is not null;

    public List<EvaluatedDecision> Evaluated { get; } = [];

    public IReadOnlyList<DecisionWarning> Warnings => _warnings;

    /// <summary>Evaluates an expression; null when it fails.</summary>
    public FeelValue Evaluate(FeelText text, Scope scope) =>
        TryStep(text.Place) ? ValueOf(text.Expression.Evaluate(scope, _evaluation), text) : FeelValue.Null;

    /// <summary>Asks unary tests about an input; null when they fail.</summary>
    public FeelValue Ask(FeelText tests, Scope scope, FeelValue input) =>
        TryStep(tests.Place) ? ValueOf(tests.Expression.EvaluateTests(input, scope, _evaluation), tests) : FeelValue.Null;

    /// <summary>Asks the constraint of a type about a value, without a word about it.</summary>
    public FeelValue Ask(FeelExpression tests, FeelValue value)
    {
        _budget.StepsLeft--;
        return tests.EvaluateTests(value, FeelContext.Empty, _evaluation).Value;
    }

    /// <summary>False, with a failure, when the evaluation has taken too many steps.</summary>
    public bool TryStep(Place place)
    {
        if (IsOver)
            return false;
        if (--_budget.StepsLeft >= 0)
            return true;
        Fail("FEEL_STEPS", $"It took more than {_evaluation.StepsAtMost} steps. Let it loop over less, or allow more.", place);
        return false;
    }

    /// <summary>False, with a failure, when decisions and functions lie too deep inside each other.</summary>
    public bool TryEnter(Place place)
    {
        if (IsOver)
            return false;
        if (++_depth <= DepthAtMost && RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return true;
        _depth--;
        Fail(DmnCode.Depth, "Decisions and functions need each other too deep. End the recursion, or split the model.", place);
        return false;
    }

    public void Leave() => _depth--;

    /// <summary>The list may not grow further: false, with a failure.</summary>
    public bool HasRoom(int items, Place place)
    {
        if (items < _evaluation.ListItemsAtMost)
            return true;
        Fail("FEEL_LIST_SIZE", $"A list became longer than {_evaluation.ListItemsAtMost} items. Filter earlier, or allow more.", place);
        return false;
    }

    /// <summary>
    /// The value as one of the declared type, as the standard has it: null with a warning when it is nothing of the kind. As
    /// Camunda has it, what expressions declare does not count.
    /// </summary>
    public FeelValue Convert(FeelValue value, ItemType? type, string what, Place place)
    {
        if (!_isStandard || type is null)
            return value;
        if (type.TryConvert(value, this, out var converted))
            return converted;
        return Warn(DmnCode.Type, $"Expected {what} to be of type {type}, but found {Words.Of(value)}.", place);
    }

    /// <summary>Whether a value can be given to a parameter or variable of that type; converted as the standard has it.</summary>
    public bool TryTake(FeelValue value, ItemType? type, out FeelValue taken)
    {
        taken = value;
        return type is null || (_isStandard ? type.TryConvert(value, this, out taken) : type.Fits(value));
    }

    /// <summary>The steps that were taken are missing from the budget of whoever asked for the evaluation.</summary>
    public void PayBack()
    {
        if (_outer is not null && !IsOver)
            _outer.StepsLeft = _budget.StepsLeft;
    }

    public FeelValue Warn(string code, string message, Place place)
    {
        Note(place, "", new FeelDiagnostic(code, message, 0, 0));
        return FeelValue.Null;
    }

    public FeelValue Fail(string code, string message, Place place)
    {
        if (IsOver)
            return FeelValue.Null;
        PayBack();
        Failure = new DecisionFailure(code, message, DecisionId, place.ElementId);
        // Expressions that wait for a function to return end at their next step.
        _budget.StepsLeft = Math.Min(_budget.StepsLeft, 0);
        return FeelValue.Null;
    }

    /// <summary>As the standard has it, null with a warning; as Camunda has it, a failure.</summary>
    public FeelValue Refuse(string code, string message, Place place) =>
        _isStandard ? Warn(code, message, place) : Fail(code, message, place);

    private FeelValue ValueOf(FeelResult result, FeelText text)
    {
        foreach (var warning in result.Warnings)
            Note(text.Place, text.Text, warning);
        if (result.Failure is not { } failure)
            return result.Value;
        // What was used up stays used up: everything after it would fail, too.
        if (!_isStandard || failure.Code is "FEEL_STEPS" or "FEEL_LIST_SIZE" or "FEEL_DEPTH")
            return Fail(failure.Code, failure.Message, text.Place);
        Note(text.Place, text.Text, failure);
        return FeelValue.Null;
    }

    private void Note(Place place, string expression, FeelDiagnostic diagnostic)
    {
        if (_warnings.Count < WarningsAtMost)
            _warnings.Add(new DecisionWarning(DecisionId, place.ElementId, expression, diagnostic));
    }
}
