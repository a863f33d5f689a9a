using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Values;

/// <summary>Evaluates input and output mappings in document order; later ones see what earlier ones assigned.</summary>
internal static class Mappings
{
    /// <summary>A nested target begins with an empty object: what an outer scope has under the name is not copied.</summary>
    public static Problem? EvaluateInputs(Execution x, Mapping[] mappings, VisibleVariables variables) =>
        Evaluate(x, mappings, variables, isInput: true);

    /// <summary>A nested target changes only its path of the visible object.</summary>
    public static Problem? EvaluateOutputs(Execution x, Mapping[] mappings, VisibleVariables variables) =>
        Evaluate(x, mappings, variables, isInput: false);

    private static Problem? Evaluate(Execution x, Mapping[] mappings, VisibleVariables variables, bool isInput)
    {
        foreach (var mapping in mappings)
        {
            if (Source(x, mapping, variables, out var json) is { } problem) return problem;
            var name = mapping.Target[0];
            if (mapping.Target.Length > 1)
            {
                var before = isInput
                    ? (variables.TryGetAssigned(name, out var assigned) ? assigned : default)
                    : (variables.TryGetJson(name, out var visible) ? visible : default);
                json = JsonValues.With(before, mapping.Target.AsSpan(1), json);
            }

            variables.Assign(name, json);
        }

        return null;
    }

    private static Problem? Source(Execution x, Mapping mapping, VisibleVariables variables, out ReadOnlyMemory<byte> json)
    {
        json = mapping.Source.LiteralJson;
        if (mapping.Source.Expression is not { } expression) return null;
        if (mapping.Source.Path is { } path
            && variables.TryGetJson(path[0], out var root)
            && JsonValues.TryFind(root, path.AsSpan(1), out json))
            return null;

        var result = expression.Evaluate(variables, x.Evaluation);
        if (result.Failure is not null)
            return Problem.IoMapping($"The mapping to '{mapping.TargetText}' could not be evaluated. {Evaluations.Explain(expression, result)}");
        json = result.Value.ToJson();
        return null;
    }
}
