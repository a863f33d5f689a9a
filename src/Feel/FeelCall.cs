namespace Fairlead.Feel;

/// <summary>A place where an expression calls a function.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">The arguments in the order in which they are written.</param>
/// <param name="Start">First character of the call: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units it is long.</param>
public sealed record FeelCall(string Name, IReadOnlyList<FeelArgument> Arguments, int Start, int Length)
{
    /// <summary>The argument for a parameter, whether it was given by name or by position; null when there is none.</summary>
    public FeelArgument? Argument(string parameter) => Arguments.FirstOrDefault(argument => argument.Parameter == parameter);
}

/// <summary>An argument of a call.</summary>
/// <param name="Parameter">The name of the parameter it is for; null when the function is not known or takes fewer.</param>
/// <param name="Constant">Its value when that depends on nothing; null when it is known only in an evaluation.</param>
/// <param name="Reference">The variable, or the entry of one, when it is nothing else: <c>toolCall.x</c>.</param>
/// <param name="Start">First character: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units it is long.</param>
public sealed record FeelArgument(string? Parameter, FeelValue? Constant, FeelReference? Reference, int Start, int Length);
