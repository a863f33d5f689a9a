namespace Fairlead.Feel;

/// <summary>What one evaluation may know and use up.</summary>
public sealed record FeelEvaluation
{
    internal static FeelEvaluation Standard { get; } = new();

    /// <summary>The moment that <c>now()</c> and <c>today()</c> give.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Calls and rounds of loops before the evaluation is ended with <c>FEEL_STEPS</c>.</summary>
    public long StepsAtMost { get; init; } = 1_000_000;

    /// <summary>Items of one list before the evaluation is ended with <c>FEEL_LIST_SIZE</c>. Memory grows with it.</summary>
    public int ListItemsAtMost { get; init; } = 1_000_000;

    /// <summary>Where <c>random number()</c>, <c>uuid()</c> and <c>backoff</c> take chance from; the system when omitted.</summary>
    public Random? Random { get; init; }
}
