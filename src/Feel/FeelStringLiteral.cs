namespace Fairlead.Feel;

/// <summary>A text that is written out in an expression.</summary>
/// <param name="Path">The keys of the context literals it lies in, when the root of the expression is one; otherwise empty.</param>
/// <param name="Text">The text without quotes and escapes.</param>
public sealed record FeelStringLiteral(IReadOnlyList<string> Path, string Text);
