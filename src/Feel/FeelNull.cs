namespace Fairlead.Feel;

/// <summary>A null that an expression gave, alone or as an entry of a context or list that it writes out.</summary>
/// <param name="Path">
/// Where it lies in the result: <c>customer.name</c>, <c>lines[2].price</c>; empty when the result itself is null.
/// </param>
/// <param name="Reason">Why: the innermost part to blame.</param>
public sealed record FeelNull(string Path, FeelDiagnostic Reason);
