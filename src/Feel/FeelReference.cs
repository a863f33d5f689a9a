namespace Fairlead.Feel;

/// <summary>A place where an expression reads a variable, or an entry of one.</summary>
/// <param name="Path">
/// The name of the variable, and the names behind its dots: <c>order</c> and <c>customer</c> for <c>order.customer</c>.
/// </param>
/// <param name="Start">First character of the path: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units it is long.</param>
public sealed record FeelReference(IReadOnlyList<string> Path, int Start, int Length)
{
    /// <summary>The path with its dots.</summary>
    public override string ToString() => string.Join('.', Path);
}
