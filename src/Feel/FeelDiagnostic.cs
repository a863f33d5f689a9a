namespace Fairlead.Feel;

/// <summary>Something to tell about an expression: what, and where in its text.</summary>
/// <param name="Code">Stable name of the kind of problem, such as <c>FEEL_SYNTAX</c> or <c>NO_VARIABLE_FOUND</c>.</param>
/// <param name="Message">A sentence for the person who wrote the expression.</param>
/// <param name="Start">First character concerned: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units are concerned.</param>
public sealed record FeelDiagnostic(string Code, string Message, int Start, int Length);
