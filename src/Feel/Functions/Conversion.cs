using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>The implicit conversions of arguments, in the dialect that has them.</summary>
/// <remarks>Source: DMN 1.5 §10.3.2.9.4.</remarks>
internal static class Conversion
{
    /// <summary>Converts the arguments in place; false when one cannot be, and then some may have been.</summary>
    public static bool TryConvertAll(BuiltIn function, Span<FeelValue> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TryConvert(arguments[i], function.Parameters[i].Accepts, out arguments[i]))
                return false;
        }
        return true;
    }

    private static bool TryConvert(FeelValue value, Accepts accepts, out FeelValue converted)
    {
        converted = value;
        if (Takes(accepts, value))
            return true;
        if (value.Reference is FeelList { Count: 1 } list && Takes(accepts, list[0]))
        {
            converted = list[0];
            return true;
        }
        if (value.Kind == FeelKind.Date && (accepts & Accepts.DateTime) != 0)
        {
            converted = DateAndTime.Of(value.Bits, 0, Zone.Utc);
            return true;
        }
        if (value.IsNull || value.Kind == FeelKind.List || (accepts & Accepts.List) == 0)
            return false;
        converted = new FeelValue(FeelList.Of(value));
        return true;
    }

    private static bool Takes(Accepts accepts, FeelValue value) => ((int)accepts & (1 << (int)value.Kind)) != 0;
}
