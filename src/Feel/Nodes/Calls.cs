using System.Runtime.CompilerServices;
using Fairlead.Feel.Functions;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>Room for the arguments of most calls without an allocation.</summary>
[InlineArray(Size)]
internal struct FewValues
{
    public const int Size = 5;

    private FeelValue _first;
}

/// <summary>A call of a built-in function; of several signatures the first that takes the arguments.</summary>
internal sealed class BuiltInCall(string name, BuiltIn[] candidates, Node[] arguments) : Node
{
    public bool IsPure { get; } = Array.TrueForAll(candidates, candidate => candidate.IsPure);

    /// <summary>The function as a value: with the parameters of the signature that is tried first.</summary>
    public static FeelValue AsValue(FunctionGroup group)
    {
        var parameters = Array.ConvertAll(group.Signatures[0].Parameters, parameter => parameter.Name);
        var signatures = Array.FindAll(group.Signatures, signature => signature.Parameters.Length == parameters.Length);
        var places = Enumerable.Range(0, parameters.Length).ToArray();
        var call = new BuiltInCall(group.Name, signatures, Array.ConvertAll<int, Node>(places, place => new LocalVariable(place)));
        return new FeelValue(new FeelFunction(parameters, places, call, height: 1, new FeelValue[places.Length]));
    }

    public override FeelValue Evaluate(EvaluationState state)
    {
        state.Step(this);
        var few = default(FewValues);
        Span<FeelValue> values = arguments.Length <= FewValues.Size ? few[..arguments.Length] : new FeelValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(state);
            if (values[i].Reference is string)
                state.StepThrough(this, values[i]);
        }
        foreach (var candidate in candidates)
        {
            if (candidate.Parameters.Length == values.Length && candidate.Accepts(values))
                return Run(state, candidate, values);
        }
        foreach (var candidate in candidates)
        {
            if (candidate.IsVariadic && values.Length >= candidate.LeastArguments)
                return InvokeVariadic(state, candidate, values);
        }
        return state.Rules.ConvertsImplicitly && TryConvert(values) is { } converted
            ? Run(state, converted, values)
            : Refuse(state, values);
    }

    private FeelValue Run(EvaluationState state, BuiltIn function, ReadOnlySpan<FeelValue> values) =>
        state.Checked(this, function.Body(values, new Invocation(state, this, name)));

    // The first signature whose parameters take all arguments once they are converted, which they are then.
    private BuiltIn? TryConvert(Span<FeelValue> values)
    {
        var few = default(FewValues);
        Span<FeelValue> converted = values.Length <= FewValues.Size ? few[..values.Length] : new FeelValue[values.Length];
        foreach (var candidate in candidates)
        {
            values.CopyTo(converted);
            if (candidate.Parameters.Length != values.Length || !Conversion.TryConvertAll(candidate, converted))
                continue;
            converted.CopyTo(values);
            return candidate;
        }
        return null;
    }

    private FeelValue InvokeVariadic(EvaluationState state, BuiltIn function, ReadOnlySpan<FeelValue> values)
    {
        var alone = function.Parameters.Length - 1;
        var few = default(FewValues);
        Span<FeelValue> gathered = few[..function.Parameters.Length];
        values[..alone].CopyTo(gathered);
        gathered[alone] = state.NewList(this, values[alone..].ToArray());
        return function.Accepts(gathered) || (state.Rules.ConvertsImplicitly && Conversion.TryConvertAll(function, gathered))
            ? Run(state, function, gathered)
            : Refuse(state, values);
    }

    private FeelValue Refuse(EvaluationState state, ReadOnlySpan<FeelValue> values)
    {
        if (candidates[0].IsStrict)
            throw new Invocation(state, this, name).Failed(candidates[0].Complaint(values));
        if (state.IsWarningEnough)
            return FeelValue.Null;
        var found = string.Join(", ", values.ToArray().Select(value => $"'{ValueText.Excerpt(value)}'"));
        return state.InvocationFailed(this, name, $"Illegal arguments: {found}");
    }
}

/// <summary>A call of a function that the expression, its variables or a context's entry hold.</summary>
/// <param name="names">The parameter each argument is for; null when they go by position.</param>
internal sealed class ValueCall(string name, Node function, Node[] arguments, IReadOnlyList<string>? names) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        state.Step(this);
        var attempt = state.BeginAttempt();
        var value = function.Evaluate(state);
        if (value.Reference is not FeelFunction callee)
        {
            state.Forget(attempt);
            return state.NoFunction(this, name, arguments.Length, names);
        }
        var values = new FeelValue[callee.Parameters.Count];
        if (names is null ? arguments.Length != values.Length : arguments.Length > values.Length)
            return state.NoFunction(this, name, arguments.Length, names);
        for (var i = 0; i < arguments.Length; i++)
        {
            var place = names is null ? i : PlaceOf(callee, names[i]);
            if (place < 0)
                return state.NoFunction(this, name, arguments.Length, names);
            values[place] = arguments[i].Evaluate(state);
        }
        if (callee.Signature is { } signature && state.Rules.ConvertsImplicitly && signature.Convert(values) is >= 0 and var odd)
            return state.InvocationFailed(this, name, $"The argument for '{callee.Parameters[odd]}' is not of its type");
        return callee.Invoke(state, values);
    }

    private static int PlaceOf(FeelFunction callee, string parameter)
    {
        for (var i = 0; i < callee.Parameters.Count; i++)
        {
            if (callee.Parameters[i] == parameter)
                return i;
        }
        return -1;
    }
}

/// <summary>A call that fits none of the signatures of a built-in function.</summary>
internal sealed class UnknownCall(string name, int count, IReadOnlyList<string>? names) : Node
{
    public override FeelValue Evaluate(EvaluationState state) => state.NoFunction(this, name, count, names);
}

/// <summary>Whether a value is of a type.</summary>
internal sealed class InstanceOf(Node value, FeelType type) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var asked = value.Evaluate(state);
        state.StepThrough(this, asked);
        return FeelValue.From(type.Includes(asked));
    }
}
