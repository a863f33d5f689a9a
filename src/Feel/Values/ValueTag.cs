namespace Fairlead.Feel.Values;

/// <summary>Says what the 64 bits of a <see cref="FeelValue"/> mean when its reference is no object of its own.</summary>
internal sealed class ValueTag
{
    /// <summary>The largest scale whose mantissa is kept in 64 bits; 10^18 is the largest power of ten that fits.</summary>
    public const int LargestScale = 18;

    public static readonly ValueTag Boolean = new(FeelKind.Boolean, 0);
    public static readonly ValueTag Date = new(FeelKind.Date, 0);
    public static readonly ValueTag DaysTimeDuration = new(FeelKind.DaysTimeDuration, 0);
    public static readonly ValueTag YearsMonthsDuration = new(FeelKind.YearsMonthsDuration, 0);

    /// <summary>Marks a slot that holds no value at all, which is different from null.</summary>
    public static readonly ValueTag Absent = new(FeelKind.Null, 0);

    /// <summary>Marks a variable that nobody asked for yet.</summary>
    public static readonly ValueTag Unasked = new(FeelKind.Null, 0);

    private static readonly ValueTag[] Numbers = MakeNumbers();

    private ValueTag(FeelKind kind, int scale)
    {
        Kind = kind;
        Scale = scale;
    }

    public FeelKind Kind { get; }

    /// <summary>Digits after the decimal point, for numbers.</summary>
    public int Scale { get; }

    public static ValueTag Number(int scale) => Numbers[scale];

    private static ValueTag[] MakeNumbers()
    {
        var tags = new ValueTag[LargestScale + 1];
        for (var scale = 0; scale < tags.Length; scale++)
            tags[scale] = new ValueTag(FeelKind.Number, scale);
        return tags;
    }
}
