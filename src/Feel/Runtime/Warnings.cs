using Fairlead.Feel.Values;

namespace Fairlead.Feel.Runtime;

/// <summary>The words of the warnings; they are Camunda's, because people search for them. Each gives null as the value.</summary>
internal static class Warnings
{
    public static FeelValue NotComparable(this EvaluationState state, Node at, FeelValue left, FeelValue right) =>
        state.IsWarningEnough ? FeelValue.Null : state.Warn(
            at, "NOT_COMPARABLE", $"Can't compare '{ValueText.Excerpt(left)}' with '{ValueText.Excerpt(right)}'");

    public static FeelValue NotComparable(
        this EvaluationState state, Node at, FeelValue value, FeelValue low, FeelValue high) =>
        state.IsWarningEnough ? FeelValue.Null : state.Warn(
            at,
            "NOT_COMPARABLE",
            $"Can't compare '{ValueText.Excerpt(value)}' with '{ValueText.Excerpt(low)}' and '{ValueText.Excerpt(high)}'");

    public static FeelValue Expected(this EvaluationState state, Node at, string type, FeelValue found) =>
        state.IsWarningEnough ? FeelValue.Null : state.Warn(
            at, "INVALID_TYPE", $"Expected {type} but found '{ValueText.Excerpt(found)}'");

    public static FeelValue NoVariable(this EvaluationState state, Node at, string name) =>
        state.Warn(at, "NO_VARIABLE_FOUND", $"No variable found with name '{name}'");

    public static FeelValue NoEntry(this EvaluationState state, Node at, string key, FeelContext? context)
    {
        if (state.IsWarningEnough)
            return FeelValue.Null;
        var reason = context switch
        {
            null => "The context is null",
            { Count: 0 } => "The context is empty",
            _ => "Available keys: " + Quoted(context.Shape.Keys),
        };
        return state.Warn(at, "NO_CONTEXT_ENTRY_FOUND", $"No context entry found with key '{key}'. {reason}");
    }

    public static FeelValue NoProperty(
        this EvaluationState state, Node at, string name, FeelValue value, ReadOnlySpan<string> available) =>
        state.IsWarningEnough ? FeelValue.Null : state.Warn(
            at,
            "NO_PROPERTY_FOUND",
            $"No property found with name '{name}' of value '{ValueText.Excerpt(value)}'. "
            + $"Available properties: {Quoted(available)}");

    public static FeelValue NoFunction(this EvaluationState state, Node at, string name, int count, IReadOnlyList<string>? names)
    {
        var parameters = names is null ? $"{count} parameters" : $"parameters: {Quoted([.. names])}";
        return state.Warn(at, "NO_FUNCTION_FOUND", $"No function found with name '{name}' and {parameters}");
    }

    public static FeelValue InvocationFailed(this EvaluationState state, Node at, string function, string reason) =>
        state.Warn(at, "FUNCTION_INVOCATION_FAILURE", $"Failed to invoke function '{function}': {reason}");

    private static string Quoted(ReadOnlySpan<string> names)
    {
        const int NamesAtMost = 50;
        var shown = names[..Math.Min(names.Length, NamesAtMost)].ToArray().Select(name => $"'{name}'");
        return string.Join(", ", shown) + (names.Length > NamesAtMost ? ", …" : "");
    }
}
