using Fairlead.Feel.Values;

namespace Fairlead.Feel.Numbers;

/// <summary>A decimal that does not fit in 64 bits and a scale of 0 to 18.</summary>
internal sealed class BigNumber(ExactDecimal value) : BoxedValue
{
    public override FeelKind Kind => FeelKind.Number;

    public ExactDecimal Value { get; } = value;
}
