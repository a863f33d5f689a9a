using Fairlead.Feel.Numbers;
using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>
/// An exact decimal of up to 34 digits, rounded half to even beyond them. It remembers its scale: <c>1.10 + 1</c> is
/// <c>2.10</c>. Equality and order go by value: <c>1.0</c> equals <c>1.00</c>.
/// </summary>
public readonly struct FeelNumber : IEquatable<FeelNumber>, IComparable<FeelNumber>
{
    // Null or a ValueTag: the mantissa is in the bits. Otherwise a BigNumber.
    private readonly object? _reference;
    private readonly long _bits;

    internal FeelNumber(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    internal FeelNumber(ExactDecimal value)
    {
        if (value.Scale is >= 0 and <= ValueTag.LargestScale && value.Coefficient <= (UInt128)long.MaxValue)
        {
            _reference = ValueTag.Number(value.Scale);
            _bits = value.Negative ? -(long)value.Coefficient : (long)value.Coefficient;
        }
        else
        {
            _reference = new BigNumber(value);
        }
    }

    /// <summary>Zero.</summary>
    public static FeelNumber Zero => default;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _reference is BigNumber big
        ? big.Value.IsZero ? 0 : big.Value.Negative ? -1 : 1
        : Math.Sign(_bits);

    /// <summary>Whether nothing but zeros stands after the decimal point.</summary>
    public bool IsInteger => Scale <= 0 || Exact.StrippedTo(0).Scale <= 0;

    internal object Reference => _reference ?? ValueTag.Number(0);

    internal long Bits => _bits;

    internal int Scale => _reference switch
    {
        null => 0,
        ValueTag tag => tag.Scale,
        _ => ((BigNumber)_reference).Value.Scale,
    };

    internal ExactDecimal Exact =>
        _reference is BigNumber big ? big.Value : ExactDecimal.From(_bits) with { Scale = Scale };

    /// <summary>The number as a FEEL number.</summary>
    public static FeelNumber From(long value) => new(ValueTag.Number(0), value);

    /// <summary>Reads digits with an optional sign, point and exponent.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FeelNumber value)
    {
        if (TryParseShort(text, out value))
            return true;
        var readable = DecimalText.TryParse(text, out var exact);
        value = readable ? new FeelNumber(exact) : default;
        return readable;
    }

    // Most numbers have a few digits, and neither a sign nor an exponent.
    private static bool TryParseShort(ReadOnlySpan<char> text, out FeelNumber value)
    {
        const int LengthAtMost = 18;
        value = default;
        if (text.Length is 0 or > LengthAtMost)
            return false;
        long mantissa = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (text[i] == '.' && point < 0 && text.Length > 1)
                point = i;
            else
                return false;
        }
        value = new FeelNumber(ValueTag.Number(point < 0 ? 0 : text.Length - 1 - point), mantissa);
        return true;
    }

    /// <summary>True when the number is whole and within 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        if (_reference is null || ReferenceEquals(_reference, ValueTag.Number(0)))
        {
            value = _bits;
            return true;
        }
        value = 0;
        var whole = Exact.StrippedTo(0);
        if (whole.IsZero)
            return true;
        if (whole.Scale > 0 || whole.Digits - whole.Scale > 19)
            return false;
        var magnitude = whole.Coefficient * PowersOfTen.Of(-whole.Scale);
        if (magnitude > (UInt128)long.MaxValue + (whole.Negative ? UInt128.One : UInt128.Zero))
            return false;
        value = whole.Negative ? (long)-(Int128)magnitude : (long)magnitude;
        return true;
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => double.Parse(ToString(), System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(FeelNumber other) => ReferenceEquals(Reference, other.Reference) && _reference is not BigNumber
        ? _bits.CompareTo(other._bits)
        : ExactDecimal.Compare(Exact, other.Exact);

    /// <inheritdoc/>
    public bool Equals(FeelNumber other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var exact = Exact;
        return exact.IsZero ? 0 : exact.StrippedTo(int.MinValue).GetHashCode();
    }

    /// <summary>The number with all its digits, in exponent notation where Java's BigDecimal uses it.</summary>
    public override string ToString() => DecimalText.Format(Exact);

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(FeelNumber left, FeelNumber right) => left.Equals(right);

    /// <summary>Whether they are different numbers.</summary>
    public static bool operator !=(FeelNumber left, FeelNumber right) => !left.Equals(right);

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(FeelNumber left, FeelNumber right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is greater.</summary>
    public static bool operator >(FeelNumber left, FeelNumber right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is smaller or the same.</summary>
    public static bool operator <=(FeelNumber left, FeelNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is greater or the same.</summary>
    public static bool operator >=(FeelNumber left, FeelNumber right) => left.CompareTo(right) >= 0;
}
