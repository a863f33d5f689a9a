using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Values;

/// <summary>Evaluates input and output mappings in document order; later ones see what earlier ones assigned.</summary>
internal static class Mappings
{
    /// <summary>A nested target builds an object of its own: what an outer scope has under the name is not copied.</summary>
    /// <param name="trace">Null to know only the values.</param>
    public static Problem? EvaluateInputs(Execution x, Mapping[] mappings, VisibleVariables variables, MappingTrace? trace = null)
    {
        foreach (var mapping in mappings)
            if (Assign(x, mapping, variables, default, isInput: true, trace) is { } problem) return problem;
        return null;
    }

    /// <summary>A nested target changes only its path of the visible object.</summary>
    public static Problem? EvaluateOutputs(Execution x, Mapping[] mappings, VisibleVariables variables)
    {
        foreach (var mapping in mappings)
        {
            var before = mapping.Source is null && variables.TryGetJson(mapping.Name, out var visible) ? visible : default;
            if (Assign(x, mapping, variables, before, isInput: false, trace: null) is { } problem) return problem;
        }

        return null;
    }

    /// <param name="before">What lies at its place already; empty for nothing.</param>
    private static Problem? Assign(
        Execution x, Mapping mapping, VisibleVariables variables, ReadOnlyMemory<byte> before, bool isInput, MappingTrace? trace)
    {
        ReadOnlyMemory<byte> json;
        string? excess;
        if (mapping.Source is { } source)
        {
            if (Evaluate(x, mapping, source, variables, trace, out json, out excess) is { } problem) return problem;
        }
        else
        {
            variables.BeginObject();
            foreach (var entry in mapping.Entries)
            {
                var below = !before.IsEmpty && JsonValues.TryFind(before, [entry.Name], out var found) ? found : default;
                if (Assign(x, entry, variables, below, isInput, trace) is { } problem) return problem;
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
        Execution x,
        Mapping mapping,
        ModelText source,
        VisibleVariables variables,
        MappingTrace? trace,
        out ReadOnlyMemory<byte> json,
        out string? excess)
    {
        json = source.LiteralJson;
        if (source.Expression is not { } expression
            || (trace is null && source.Path is { } path && variables.TryGetJson(path[0], out var root) && JsonValues.TryFind(root, path.AsSpan(1), out json)))
        {
            trace?.Add(mapping, json);
            excess = JsonValues.FindExcess(json.Span);
            return null;
        }

        excess = null;
        var result = expression.Evaluate(variables, trace is null ? x.Evaluation : x.Evaluation with { Trace = MappingTrace.Limits });
        if (result.Failure is not null)
        {
            trace?.Add(mapping, expression, result, default);
            return Problem.IoMapping($"The mapping to '{mapping.Path}' could not be evaluated. {Evaluations.Explain(x, expression, variables, result)}");
        }

        excess = JsonValues.FindExcess(result.Value, out json);
        trace?.Add(mapping, expression, result, json);
        return null;
    }
}
