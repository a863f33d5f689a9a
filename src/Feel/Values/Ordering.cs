using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Values;

/// <summary>Equality and order of values.</summary>
internal static class Ordering
{
    /// <summary>Null when the values are of different kinds, so that the question makes no sense.</summary>
    /// <param name="instants">See <see cref="DialectRules.ComparesInstants"/>.</param>
    public static bool? AreEqual(FeelValue left, FeelValue right, bool instants = false)
    {
        if (left.IsNull || right.IsNull)
            return left.IsNull && right.IsNull;
        if (left.Kind != right.Kind || left.Kind == FeelKind.Function)
            return null;
        return left.Kind == FeelKind.Time && !TimeOfDay.SameForm(left, right) ? null
            : left.Kind == FeelKind.DateTime && !DateAndTime.SameForm(left, right) ? null
            : AreSame(left, right, instants);
    }

    /// <summary>Values of different kinds are not the same. As deep as the values are, which their extent limits.</summary>
    /// <param name="instants">See <see cref="DialectRules.ComparesInstants"/>.</param>
    public static bool AreSame(FeelValue left, FeelValue right, bool instants = false)
    {
        if (ReferenceEquals(left.Reference, right.Reference))
            return left.Bits == right.Bits;
        if (left.TryGetNumber(out var a))
            return right.TryGetNumber(out var b) && a.CompareTo(b) == 0;
        return (left.Reference, right.Reference) switch
        {
            (string x, string y) => string.Equals(x, y),
            (FeelList x, FeelList y) => SameItems(x.Items, y.Items, instants),
            (FeelContext x, FeelContext y) => SameEntries(x, y, instants),
            (FeelRange x, FeelRange y) => x.Form == y.Form && x.LowIncluded == y.LowIncluded
                && x.HighIncluded == y.HighIncluded && AreSame(x.Low, y.Low, instants) && AreSame(x.High, y.High, instants),
            (TimeOfDay x, TimeOfDay y) => instants
                ? x.TryCompare(y, wholeSeconds: true, out var order) && order == 0
                : x.IsSameAs(y),
            (DateAndTime x, DateAndTime y) => instants
                ? x.TryCompare(y, wholeSeconds: true, out var order) && order == 0
                : x.IsSameAs(y),
            (DayTimeDuration x, DayTimeDuration y) => x.Nanoseconds == y.Nanoseconds,
            _ => false,
        };
    }

    /// <summary>The same form of the same value: also of the same zone.</summary>
    /// <remarks>Source: DMN 1.5 §10.3.4.5, the function <c>is</c>.</remarks>
    public static bool AreIdentical(FeelValue left, FeelValue right) => left.Kind == right.Kind
        && (left.Reference is TimeOfDay x && right.Reference is TimeOfDay y
            ? x.Nanoseconds == y.Nanoseconds && x.Zone?.Id == y.Zone?.Id
            : AreSame(left, right));

    public static int Hash(FeelValue value, bool instants = false)
    {
        if (value.TryGetNumber(out var number))
            return number.GetHashCode();
        switch (value.Reference)
        {
            case null:
                return 0;
            case ValueTag tag:
                return HashCode.Combine(tag.Kind, value.Bits);
            case FeelList list:
                var items = new HashCode();
                foreach (var item in list.Items)
                    items.Add(Hash(item, instants));
                return items.ToHashCode();
            case FeelContext context:
                // The order of the entries does not count.
                var entries = context.Count;
                for (var i = 0; i < context.Count; i++)
                    entries ^= HashCode.Combine(string.GetHashCode(context.Shape.Keys[i]), Hash(context.Values[i], instants));
                return entries;
            case FeelRange range:
                return HashCode.Combine(Hash(range.Low, instants), Hash(range.High, instants));
            case TimeOfDay time:
                return instants ? time.SecondsInUtc.GetHashCode() : time.Nanoseconds.GetHashCode();
            case DateAndTime moment:
                return instants ? moment.InstantSeconds.GetHashCode() : moment.Instant.GetHashCode();
            case DayTimeDuration duration:
                return duration.Nanoseconds.GetHashCode();
            default:
                return value.Reference.GetHashCode();
        }
    }

    /// <summary>False when the values have no order: null, different kinds, or kinds without any.</summary>
    /// <param name="instants">See <see cref="DialectRules.ComparesInstants"/>.</param>
    public static bool TryCompare(FeelValue left, FeelValue right, out int order, bool instants = false)
    {
        order = 0;
        if (left.TryGetNumber(out var a))
        {
            if (!right.TryGetNumber(out var b))
                return false;
            order = a.CompareTo(b);
            return true;
        }
        switch (left.Reference, right.Reference)
        {
            case (string x, string y):
                order = string.CompareOrdinal(x, y);
                return true;
            case (ValueTag x, ValueTag y) when ReferenceEquals(x, y) && x.Kind != FeelKind.Boolean && x.Kind != FeelKind.Null:
                order = left.Bits.CompareTo(right.Bits);
                return true;
            case (TimeOfDay x, TimeOfDay y):
                return x.TryCompare(y, instants, out order);
            case (DateAndTime x, DateAndTime y):
                return x.TryCompare(y, instants, out order);
            default:
                if (!DayTimeDuration.TryGet(left, out var first) || !DayTimeDuration.TryGet(right, out var second))
                    return false;
                order = first.CompareTo(second);
                return true;
        }
    }

    private static bool SameItems(ReadOnlySpan<FeelValue> left, ReadOnlySpan<FeelValue> right, bool instants)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!AreSame(left[i], right[i], instants))
                return false;
        }
        return true;
    }

    private static bool SameEntries(FeelContext left, FeelContext right, bool instants)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!right.TryGet(left.Shape.Keys[i], out var other) || !AreSame(left.Values[i], other, instants))
                return false;
        }
        return true;
    }
}
