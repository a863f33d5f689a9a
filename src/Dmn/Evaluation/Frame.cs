using Fairlead.Dmn.Logic;
using Fairlead.Dmn.Requirements;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>
/// The values of one model's elements within a run, each computed once: those of the decision that was asked for, or those inside
/// one call of a decision service.
/// </summary>
/// <param name="inputs">Where input data come from.</param>
/// <param name="given">What a service got as arguments: these elements are not evaluated.</param>
/// <param name="records">Whether the decisions belong to the answer.</param>
internal sealed class Frame(Run run, IFeelVariables inputs, IReadOnlyDictionary<Element, FeelValue> given, bool records)
{
    private static readonly Dictionary<Element, FeelValue> Nothing = [];

    private readonly Dictionary<Element, FeelValue> _values = [];
    private readonly Dictionary<string, Frame> _imports = new(StringComparer.Ordinal);
    private readonly HashSet<Element> _open = [];

    public Frame(Run run, IFeelVariables inputs)
        : this(run, inputs, Nothing, records: true)
    {
    }

    public FeelValue ValueOf(Element element)
    {
        if (given.TryGetValue(element, out var value) || _values.TryGetValue(element, out value))
            return value;
        if (!_open.Add(element))
            return run.Fail(DmnCode.Cycle, $"The element {element.Name} needs itself.", element.Place);
        value = element switch
        {
            InputData data => ValueOf(data),
            Decision decision => ValueOf(decision),
            Knowledge knowledge => FunctionOf(knowledge),
            Service service => FunctionOf(service),
            _ => throw new System.Diagnostics.UnreachableException($"No rule for {element}."),
        };
        _open.Remove(element);
        _values[element] = value;
        return value;
    }

    /// <summary>Evaluates the decisions of a service. One output is its value; several are a context.</summary>
    public FeelValue ValueOf(Service service, FeelValue[] arguments, bool recordsDecisions)
    {
        var taken = new Dictionary<Element, FeelValue>();
        for (var i = 0; i < arguments.Length; i++)
            taken[service.Inputs[i].Element] = arguments[i];
        var inside = new Frame(run, run.IsCamunda ? inputs : FeelContext.Empty, taken, recordsDecisions);
        var values = new (string, FeelValue)[service.Outputs.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (service.Outputs[i].Element.VariableName, inside.ValueOf(service.Outputs[i]));
            if (run.IsOver)
                return FeelValue.Null;
        }
        var value = values.Length == 1 ? values[0].Item2 : FeelValue.From(FeelContext.Of(values));
        return run.Convert(value, ResultOf(service), $"the result of {service.Name}", service.Place);
    }

    /// <summary>The arguments of a service that is asked for by itself: what the variables have under the names of its inputs.</summary>
    public FeelValue[] ArgumentsOf(Service service) => [.. service.Inputs.Select(input =>
    {
        inputs.TryGet(input.Element.VariableName, out var value);
        return run.Convert(value, input.Element.Type, $"the input {input.Element.Name}", service.Place);
    })];

    private FeelValue ValueOf(Requirement requirement) => requirement.Import is { Length: > 0 } import
        ? Imported(import).ValueOf(requirement.Element)
        : ValueOf(requirement.Element);

    // Input data of an imported model are entries of a variable with the name of the import, or variables themselves.
    private Frame Imported(string import)
    {
        if (_imports.TryGetValue(import, out var frame))
            return frame;
        var variables = inputs.TryGet(import, out var value) && value.TryGetContext(out var context)
            ? new Scope(context, new Scope(inputs))
            : inputs;
        return _imports[import] = new Frame(run, variables, given, records);
    }

    private FeelValue ValueOf(InputData data) => inputs.TryGet(data.VariableName, out var value)
        ? run.Convert(value, data.Type, $"the input {data.Name}", data.Place)
        : FeelValue.Null;

    private FeelValue ValueOf(Decision decision)
    {
        if (!run.TryEnter(decision.Place))
            return FeelValue.Null;
        var asking = run.DecisionId;
        run.DecisionId = decision.Id;
        var scope = ScopeOf(decision);
        var value = FeelValue.Null;
        if (!run.IsOver)
        {
            var trace = new TableTrace();
            value = Conclude(decision, decision.Logic switch
            {
                null => run.Warn(DmnCode.Missing, $"The decision {decision.Name} has no logic.", decision.Place),
                DecisionTable table => table.Evaluate(run, scope, trace),
                var logic => logic.Evaluate(run, scope),
            });
            if (records)
                run.Evaluated.Add(new EvaluatedDecision(
                    decision.Id, decision.Name, decision.Kind, value, trace.Inputs, trace.Rules));
        }
        run.DecisionId = asking;
        run.Leave();
        return value;
    }

    private FeelValue Conclude(Decision decision, FeelValue value)
    {
        if (run.IsOver)
            return FeelValue.Null;
        if (run.TryTake(value, decision.Type, out var taken))
            return taken;
        return run.Refuse(
            DmnCode.Type,
            $"Expected the decision {decision.Name} to be of type {decision.Type}, but it gave {Words.Of(value)}.",
            decision.Place);
    }

    private FeelValue FunctionOf(Knowledge knowledge)
    {
        if (knowledge.Logic is not { } logic)
            return run.Warn(DmnCode.Missing, $"The business knowledge model {knowledge.Name} has no logic.", knowledge.Place);
        return FeelValue.FromFunction(
            [.. logic.Parameters.Select(parameter => parameter.Name)],
            arguments => logic.Call(run, ScopeOf(knowledge), knowledge.Name, arguments));
    }

    private FeelValue FunctionOf(Service service) => FeelValue.FromFunction(
        [.. service.Inputs.Select(input => input.Element.VariableName)], arguments => Call(service, arguments));

    private FeelValue Call(Service service, ReadOnlySpan<FeelValue> arguments)
    {
        if (!run.TryEnter(service.Place))
            return FeelValue.Null;
        var taken = new FeelValue[arguments.Length];
        var value = FeelValue.Null;
        var fits = true;
        for (var i = 0; i < taken.Length && fits; i++)
        {
            var input = service.Inputs[i].Element;
            fits = run.TryTake(arguments[i], input.Type, out taken[i]);
            if (!fits)
                run.Warn(
                    DmnCode.Type,
                    $"Expected the argument {input.Name} of {service.Name} to be of type {input.Type}, but found {Words.Of(arguments[i])}.",
                    service.Place);
        }
        if (fits)
            value = ValueOf(service, taken, recordsDecisions: false);
        run.Leave();
        return value;
    }

    // A variable of a function's type says what the function gives; one of another type is an older way to say it.
    private static ItemType? ResultOf(Service service) => service.Type is { Function: { } function } ? function.Result : service.Type;

    private Scope ScopeOf(Element element)
    {
        var own = new List<(string, FeelValue)>();
        var imported = new Dictionary<string, List<(string, FeelValue)>>(StringComparer.Ordinal);
        foreach (var requirement in element.Requirements)
        {
            var value = ValueOf(requirement);
            if (run.IsOver)
                break;
            // As Camunda has it, input data are found among all variables, where they may be missing.
            if (run.IsCamunda && requirement.Element is InputData)
                continue;
            if (requirement.Import is not { Length: > 0 } import)
                own.Add((requirement.Element.VariableName, value));
            else if (imported.TryGetValue(import, out var entries))
                entries.Add((requirement.Element.VariableName, value));
            else
                imported[import] = [(requirement.Element.VariableName, value)];
        }
        foreach (var (import, entries) in imported)
            own.Add((import, FeelValue.From(FeelContext.Of([.. entries]))));
        if (element is Knowledge)
            own.Add((element.VariableName, ValueOf(element)));
        return new Scope(FeelContext.Of([.. own]), run.IsCamunda ? new Scope(inputs) : null);
    }
}
