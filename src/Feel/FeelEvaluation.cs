namespace Fairlead.Feel;

/// <summary>What one evaluation may know and use up. A limit that is reached ends it with a failure that names the limit.</summary>
public sealed record FeelEvaluation
{
    internal static FeelEvaluation Standard { get; } = new();

    /// <summary>The moment that <c>now()</c> and <c>today()</c> give.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>
    /// Steps before the evaluation is ended with <c>FEEL_STEPS</c>; 1,000,000 when omitted. A call, a round of a loop, 8 items
    /// looked through or copied, and 512 characters looked through or copied are a step each.
    /// </summary>
    public long StepsAtMost { get; init; } = 1_000_000;

    /// <summary>
    /// Where the steps are taken from instead, when several evaluations together may take only so many. They share
    /// <see cref="TimeAtMost"/>, too.
    /// </summary>
    public FeelBudget? Budget { get; init; }

    /// <summary>
    /// Time before the evaluation is ended with <c>FEEL_TIME</c>; 5 seconds when omitted,
    /// <see cref="Timeout.InfiniteTimeSpan"/> for none. It is looked at every 1,024 steps, from the first look on: a short
    /// evaluation depends on no clock.
    /// </summary>
    public TimeSpan TimeAtMost { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Items of one list before the evaluation is ended with <c>FEEL_LIST_SIZE</c>; 1,000,000 when omitted. A value may have ten
    /// times as many items and entries in all its lists and contexts together. Memory grows with it.
    /// </summary>
    public int ListItemsAtMost { get; init; } = 1_000_000;

    /// <summary>
    /// UTF-16 units of one text before the evaluation is ended with <c>FEEL_TEXT_SIZE</c>; 16,000,000 when omitted. Memory grows
    /// with it.
    /// </summary>
    public int TextCharactersAtMost { get; init; } = 16_000_000;

    /// <summary>Ends the evaluation with <c>FEEL_CANCELLED</c>, which is a failure like the others: nothing is thrown.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What <see cref="TimeAtMost"/> is measured with; a stopwatch when omitted.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Where <c>random number()</c>, <c>uuid()</c> and <c>backoff</c> take chance from; the system when omitted.</summary>
    public Random? Random { get; init; }

    /// <summary>
    /// Collects what <c>createDocument</c> asks for; the evaluation fails there when omitted. One for each evaluation whose value
    /// leaves it.
    /// </summary>
    public FeelDocuments? Documents { get; init; }

    /// <summary>Asks for <see cref="FeelResult.Trace"/>: slower by far, and for people who want to understand a result.</summary>
    public FeelTraceLimits? Trace { get; init; }
}
