namespace Fairlead.Feel;

/// <summary>
/// Where the dialects differ: one switch a difference, so that nothing else asks which dialect it is. What is true is what
/// the standard says.
/// </summary>
internal sealed record DialectRules
{
    private static readonly DialectRules Camunda = new();

    private static readonly DialectRules Dmn15 = new()
    {
        HasNamesInScope = true,
        ConvertsImplicitly = true,
        ComparesInstants = true,
        CountsCodePoints = true,
        HasUniqueKeys = true,
        TimesKeepRegions = true,
        HasCanonicalZeros = true,
        HasStrictParameters = true,
        HasFunctionValues = true,
        RangesMayHaveNullEnds = true,
        ReadsSchemaDurations = true,
    };

    /// <summary>
    /// Names may have spaces and operators in them; which they are depends on what is in scope (§10.3.1.2, rules 25 to 30).
    /// Otherwise a name is one word, or quoted.
    /// </summary>
    public bool HasNamesInScope { get; init; }

    /// <summary>
    /// A list of one item stands for the item, an item for a list of it, and a date for its midnight in UTC, wherever the
    /// other is expected (§10.3.2.9.4). Otherwise these are errors.
    /// </summary>
    public bool ConvertsImplicitly { get; init; }

    /// <summary>
    /// Times, and dates with times, are compared by the instant they stand for, in whole seconds (§10.3.2.3.4 to 6: their
    /// value is a count of seconds). Otherwise the equal ones are those with equal local times, offsets and zones.
    /// </summary>
    public bool ComparesInstants { get; init; }

    /// <summary>Positions in texts and their length count code points (§10.3.4.3). Otherwise they count UTF-16 units.</summary>
    public bool CountsCodePoints { get; init; }

    /// <summary>A context in which a key comes twice is null (§10.3.2.6). Otherwise the last one wins.</summary>
    public bool HasUniqueKeys { get; init; }

    /// <summary>The time of a date and time keeps its region (§10.3.4.1). Otherwise it keeps the offset alone.</summary>
    public bool TimesKeepRegions { get; init; }

    /// <summary>No span is <c>PT0S</c> or <c>P0M</c> as text, as XML Schema has it. Otherwise <c>P0D</c> or <c>P0Y</c>.</summary>
    public bool HasCanonicalZeros { get; init; }

    /// <summary>
    /// Parameters have the names and kinds of the standard only (§10.3.4). Otherwise also the names that Camunda's functions
    /// have by accident.
    /// </summary>
    public bool HasStrictParameters { get; init; }

    /// <summary>
    /// One end of a range may be null: then it is a range, but nothing is known to lie in it (§10.3.2.7). Otherwise it is null.
    /// </summary>
    public bool RangesMayHaveNullEnds { get; init; }

    /// <summary>
    /// The name of a function alone is the function as a value, when nothing else has that name (§10.3.2.13.2). Otherwise such a
    /// name is a variable that does not exist.
    /// </summary>
    public bool HasFunctionValues { get; init; }

    /// <summary>
    /// A duration has a sign before it or none, as XML Schema has it (§10.3.4.1). Otherwise each part may have one, as in Java.
    /// </summary>
    public bool ReadsSchemaDurations { get; init; }

    public static DialectRules Of(FeelDialect dialect) => dialect switch
    {
        FeelDialect.Camunda => Camunda,
        FeelDialect.Dmn15 => Dmn15,
    };
}
