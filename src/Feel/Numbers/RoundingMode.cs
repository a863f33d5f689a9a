namespace Fairlead.Feel.Numbers;

/// <summary>How digits are dropped; the names are those of the third argument of <c>decimal</c>.</summary>
internal enum RoundingMode
{
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,

    /// <summary>No digit but zero may be dropped.</summary>
    Unnecessary,
}
