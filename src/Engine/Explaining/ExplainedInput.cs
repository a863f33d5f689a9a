namespace Fairlead.Engine.Explaining;

/// <summary>What one input mapping gave.</summary>
/// <param name="Target">The variable, or a path such as <c>authentication.token</c>.</param>
/// <param name="Source">As the model has it: an expression begins with <c>=</c>.</param>
/// <param name="Value">UTF-8 JSON; empty when it could not be evaluated.</param>
/// <param name="Nulls">Of the value itself, and of what the expression writes out in it.</param>
public sealed record ExplainedInput(string Target, string Source, ReadOnlyMemory<byte> Value, IReadOnlyList<ExplainedNull> Nulls)
{
    /// <summary>UTF-8 JSON of the whole evaluation, as a FEEL trace; empty for literals.</summary>
    public ReadOnlyMemory<byte> Trace { get; init; }
}

/// <summary>A null, and which part of the expression is to blame for it.</summary>
/// <param name="Path">Where it lies in the value; empty when the value itself is null.</param>
/// <param name="Part">The part of the expression, on one line; cut when it is long.</param>
/// <param name="Code">As of FEEL's warnings, for example <c>NO_VARIABLE_FOUND</c>.</param>
/// <param name="Line">In the expression without its equals sign, one-based.</param>
/// <param name="Column">In that line, one-based, in UTF-16 units.</param>
public sealed record ExplainedNull(string Path, string Part, string Code, string Message, int Line, int Column);
