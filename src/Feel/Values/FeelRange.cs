namespace Fairlead.Feel.Values;

/// <summary>How a range was written, which is part of what it is equal to: <c>(=10)</c> is not <c>[10..10]</c>.</summary>
internal enum RangeForm
{
    /// <summary>Between two ends.</summary>
    Interval,

    /// <summary>One end and an operator: <c>(&lt; 10)</c>. The other end is null, or the same.</summary>
    Comparison,

    /// <summary>Everything but one value: <c>(!= 10)</c>. Both ends are that value.</summary>
    Difference,
}

/// <summary>An interval; its ends are numbers, texts or temporal values of one kind, or null.</summary>
internal sealed class FeelRange(
    FeelValue low, FeelValue high, bool lowIncluded, bool highIncluded, RangeForm form = RangeForm.Interval) : BoxedValue
{
    public override FeelKind Kind => FeelKind.Range;

    public FeelValue Low { get; } = low;

    public FeelValue High { get; } = high;

    public bool LowIncluded { get; } = lowIncluded;

    public bool HighIncluded { get; } = highIncluded;

    public RangeForm Form { get; } = form;

    public Extent Extent { get; } = Extent.Of([low, high]);

    /// <summary>Null when the value cannot be compared with the ends. An open end of a comparison is no end.</summary>
    public bool? Contains(FeelValue value, bool instants = false)
    {
        if (Form == RangeForm.Difference)
            return Ordering.AreEqual(value, Low, instants) is { } equal ? !equal : null;
        var (low, high) = (1, -1);
        if (!IsOpen(Low) && !Ordering.TryCompare(value, Low, out low, instants))
            return null;
        if (!IsOpen(High) && !Ordering.TryCompare(value, High, out high, instants))
            return null;
        return (LowIncluded ? low >= 0 : low > 0) && (HighIncluded ? high <= 0 : high < 0);
    }

    private bool IsOpen(FeelValue end) => Form == RangeForm.Comparison && end.IsNull;
}
