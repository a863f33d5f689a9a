namespace Fairlead.Feel;

/// <summary>How an expression is read.</summary>
public sealed record FeelOptions
{
    private static readonly Dictionary<string, FeelType> NoTypes = [];

    internal static FeelOptions Standard { get; } = new();

    /// <summary>Which FEEL is meant.</summary>
    public FeelDialect Dialect { get; init; }

    /// <summary>The functions that may be called.</summary>
    public FeelFunctions Functions { get; init; } = FeelFunctions.Engine;

    /// <summary>
    /// The names that come from outside, for <see cref="FeelDialect.Dmn15"/>: only what is listed here, or named by the
    /// expression itself, may have spaces and operators in its name. Variables need not be listed otherwise.
    /// </summary>
    public FeelNames Names { get; init; } = FeelNames.None;

    /// <summary>Types by names of their own, which <c>instance of</c> and parameters may refer to.</summary>
    public IReadOnlyDictionary<string, FeelType> Types { get; init; } = NoTypes;

    /// <summary>
    /// How deep parts of an expression and values may lie inside each other: at most 1,000, because the stack that an
    /// evaluation needs grows with it.
    /// </summary>
    public int DepthAtMost { get; init => field = Math.Clamp(value, 1, 1_000); } = 512;

    /// <summary>
    /// UTF-16 units of a text that is read; a longer one gets <c>FEEL_TEXT_SIZE</c>. 1,000,000 when omitted: reading one takes about
    /// a hundred times its size in memory.
    /// </summary>
    public int CharactersAtMost { get; init; } = 1_000_000;

    internal DialectRules Rules => DialectRules.Of(Dialect);
}
