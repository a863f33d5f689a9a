namespace Fairlead.Feel;

/// <summary>How an expression is read.</summary>
public sealed record FeelOptions
{
    internal static FeelOptions Standard { get; } = new();

    /// <summary>Which FEEL is meant.</summary>
    public FeelDialect Dialect { get; init; }

    /// <summary>The functions that may be called.</summary>
    public FeelFunctions Functions { get; init; } = FeelFunctions.Engine;

    /// <summary>
    /// How deep parts of an expression and values may lie inside each other: at most 1,000, because the stack that an
    /// evaluation needs grows with it.
    /// </summary>
    public int DepthAtMost { get; init => field = Math.Clamp(value, 1, 1_000); } = 512;
}
