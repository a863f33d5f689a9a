using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <summary>A parameter of a function that the file defines.</summary>
internal sealed record Parameter(string Name, ItemType? Type);

/// <summary>What a function of the file does: it takes what fits its parameters and evaluates its body with it.</summary>
/// <param name="Result">What it declares to give, beside what its body declares.</param>
internal sealed record FunctionLogic(IReadOnlyList<Parameter> Parameters, ItemType? Result, Boxed Body)
{
    public FeelValue Call(Run run, Scope scope, string name, ReadOnlySpan<FeelValue> arguments)
    {
        if (!run.TryEnter(Body.Place))
            return FeelValue.Null;
        var value = TryBind(run, name, arguments, ref scope)
            ? run.Convert(Body.Evaluate(run, scope), Result, "the result", Body.Place)
            : FeelValue.Null;
        run.Leave();
        return value;
    }

    private bool TryBind(Run run, string name, ReadOnlySpan<FeelValue> arguments, ref Scope scope)
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            var parameter = Parameters[i];
            if (!run.TryTake(arguments[i], parameter.Type, out var taken))
            {
                run.Warn(
                    DmnCode.Type,
                    $"Expected the argument {parameter.Name} of {name} to be of type {parameter.Type}, but found {Words.Of(arguments[i])}.",
                    Body.Place);
                return false;
            }
            scope = scope.With(parameter.Name, taken);
        }
        return true;
    }
}

/// <summary>A function as a value; it remembers the variables around it.</summary>
internal sealed class BoxedFunction(FunctionLogic logic) : Boxed
{
    private readonly string[] _names = [.. logic.Parameters.Select(parameter => parameter.Name)];

    protected override FeelValue Compute(Run run, Scope scope) =>
        FeelValue.FromFunction(_names, arguments => logic.Call(run, scope, "the function", arguments));
}

/// <summary>A call whose arguments are boxed expressions, given by the names of the parameters.</summary>
internal sealed class BoxedInvocation(
    Boxed function, string functionText, IReadOnlyList<(Parameter Parameter, Boxed Argument)> bindings) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope)
    {
        var callee = function.Evaluate(run, scope);
        if (run.IsOver)
            return FeelValue.Null;
        if (!callee.TryGetFunction(out var parameters))
            return run.Refuse(DmnCode.Call, $"Expected '{functionText}' to be a function, but found {Words.Of(callee)}.", Place);
        var arguments = new FeelValue[parameters.Count];
        var given = new bool[parameters.Count];
        foreach (var (parameter, argument) in bindings)
        {
            var place = IndexOf(parameters, parameter.Name);
            if (place < 0)
                return run.Refuse(DmnCode.Call, $"The function '{functionText}' has no parameter {parameter.Name}.", Place);
            arguments[place] = run.Convert(argument.Evaluate(run, scope), parameter.Type, "the argument", argument.Place);
            given[place] = true;
        }
        return Array.IndexOf(given, false) is var missing and >= 0
            ? run.Refuse(DmnCode.Call, $"The call of '{functionText}' has no argument {parameters[missing]}.", Place)
            : run.Call(callee, arguments, Place);
    }

    private static int IndexOf(IReadOnlyList<string> parameters, string name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i] == name)
                return i;
        }
        return -1;
    }
}
