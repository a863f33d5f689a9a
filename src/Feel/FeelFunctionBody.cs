namespace Fairlead.Feel;

/// <summary>
/// What a function does that is not written in FEEL. Called on the thread of the evaluation; must not throw. Evaluations it
/// starts itself should share the <see cref="FeelEvaluation.Budget"/> of the one that called it.
/// </summary>
/// <param name="arguments">One for each parameter, in their order; null for those that a call by names leaves out.</param>
public delegate FeelValue FeelFunctionBody(ReadOnlySpan<FeelValue> arguments);
