using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Values;

/// <summary>Evaluates input and output mappings in document order; later ones see what earlier ones assigned.</summary>
internal static class Mappings
{
    /// <summary>A nested target builds an object of its own: what an outer scope has under the name is not copied.</summary>
    public static Problem? EvaluateInputs(Execution x, Mapping[] mappings, VisibleVariables variables)
    {
        foreach (var mapping in mappings)
            if (Assign(x, mapping, variables, default, isInput: true) is { } problem) return problem;
        return null;
    }

    /// <summary>A nested target changes only its path of the visible object.</summary>
    public static Problem? EvaluateOutputs(Execution x, Mapping[] mappings, VisibleVariables variables)
    {
        foreach (var mapping in mappings)
        {
            var before = mapping.Source is null && variables.TryGetJson(mapping.Name, out var visible) ? visible : default;
            if (Assign(x, mapping, variables, before, isInput: false) is { } problem) return problem;
        }

        return null;
    }

    /// <param name="before">What lies at its place already; empty for nothing.</param>
    private static Problem? Assign(Execution x, Mapping mapping, VisibleVariables variables, ReadOnlyMemory<byte> before, bool isInput)
    {
        ReadOnlyMemory<byte> json;
        string? excess;
        if (mapping.Source is { } source)
        {
            if (Evaluate(x, mapping, source, variables, out json, out excess) is { } problem) return problem;
        }
        else
        {
            variables.BeginObject();
            foreach (var entry in mapping.Entries)
            {
                var below = !before.IsEmpty && JsonValues.TryFind(before, [entry.Name], out var found) ? found : default;
                if (Assign(x, entry, variables, below, isInput) is { } problem) return problem;
            }

            var entries = variables.EndObject();
            json = isInput ? JsonValues.WriteObject(entries) : JsonValues.With(before, entries);
            excess = JsonValues.FindExcess(json.Span);
        }

        if (excess is not null) return Problem.IoMapping($"The value mapped to '{mapping.Path}' {excess}.");
        variables.Assign(mapping.Name, json);
        return null;
    }

    private static Problem? Evaluate(
        Execution x, Mapping mapping, ModelText source, VisibleVariables variables, out ReadOnlyMemory<byte> json, out string? excess)
    {
        json = source.LiteralJson;
        if (source.Expression is not { } expression
            || (source.Path is { } path && variables.TryGetJson(path[0], out var root) && JsonValues.TryFind(root, path.AsSpan(1), out json)))
        {
            excess = JsonValues.FindExcess(json.Span);
            return null;
        }

        excess = null;
        var result = expression.Evaluate(variables, x.Evaluation);
        if (result.Failure is not null)
            return Problem.IoMapping($"The mapping to '{mapping.Path}' could not be evaluated. {Evaluations.Explain(x, expression, variables, result)}");
        excess = JsonValues.FindExcess(result.Value, out json);
        return null;
    }
}
