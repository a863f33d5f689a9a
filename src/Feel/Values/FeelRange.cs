namespace Fairlead.Feel.Values;

/// <summary>An interval; its ends are numbers, texts or temporal values of one kind.</summary>
internal sealed class FeelRange(FeelValue low, FeelValue high, bool lowIncluded, bool highIncluded) : BoxedValue
{
    public override FeelKind Kind => FeelKind.Range;

    public FeelValue Low { get; } = low;

    public FeelValue High { get; } = high;

    public bool LowIncluded { get; } = lowIncluded;

    public bool HighIncluded { get; } = highIncluded;

    public Extent Extent { get; } = Extent.Of([low, high]);

    /// <summary>Null when the value cannot be compared with both ends.</summary>
    public bool? Contains(FeelValue value)
    {
        if (!Ordering.TryCompare(value, Low, out var low) || !Ordering.TryCompare(value, High, out var high))
            return null;
        return (LowIncluded ? low >= 0 : low > 0) && (HighIncluded ? high <= 0 : high < 0);
    }
}
