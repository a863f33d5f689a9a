namespace Fairlead.Feel.Values;

/// <summary>A value too large for 64 bits; immutable.</summary>
internal abstract class BoxedValue
{
    public abstract FeelKind Kind { get; }
}
