namespace Fairlead.Feel;

/// <summary>What came out of an evaluation.</summary>
/// <param name="Value">The value; null when there is a failure.</param>
/// <param name="Failure">
/// Why there is no value: a text that cannot be read, an assertion that does not hold, a limit that was reached.
/// </param>
/// <param name="Warnings">What explains unexpected nulls, in the order in which it happened; at most 100.</param>
public readonly record struct FeelResult(FeelValue Value, FeelDiagnostic? Failure, IReadOnlyList<FeelDiagnostic> Warnings)
{
    /// <summary>What explains unexpected nulls, in the order in which it happened; at most 100.</summary>
    public IReadOnlyList<FeelDiagnostic> Warnings { get => field ?? []; init; } = Warnings;

    /// <summary>How the value came about, when <see cref="FeelEvaluation.Trace"/> asked for it.</summary>
    public FeelTrace? Trace { get; init; }
}
