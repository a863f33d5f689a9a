namespace Fairlead.Feel;

/// <summary>A text in an expression's value that can come from nowhere but the expression itself.</summary>
/// <param name="Path">Where it lies in the value, from the root downward; empty for the value itself.</param>
/// <param name="Text">The text without quotes and escapes.</param>
public sealed record FeelWrittenText(IReadOnlyList<FeelStep> Path, string Text);

/// <summary>One step into a value.</summary>
/// <param name="Key">Key of a context; null for an item of a list.</param>
/// <param name="Index">Of an item, from 0; 0 for a key.</param>
public readonly record struct FeelStep(string? Key, int Index);
