namespace Fairlead.Feel;

/// <summary>How an expression is read.</summary>
public sealed record FeelOptions
{
    internal static FeelOptions Standard { get; } = new();

    /// <summary>Which FEEL is meant.</summary>
    public FeelDialect Dialect { get; init; }

    /// <summary>The functions that may be called.</summary>
    public FeelFunctions Functions { get; init; } = FeelFunctions.Engine;

    /// <summary>How deep parts of an expression, values and calls may lie inside each other. Stack grows with it.</summary>
    public int DepthAtMost { get; init; } = 512;
}
