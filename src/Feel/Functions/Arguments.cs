using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Arguments whose kinds the signature has already made sure of.</summary>
internal static class Arguments
{
    public static FeelNumber Number(this FeelValue value) => value.TryGetNumber(out var number) ? number : default;

    public static string Text(this FeelValue value) => (string)value.Reference!;

    public static FeelList List(this FeelValue value) => (FeelList)value.Reference!;

    public static FeelContext Context(this FeelValue value) => (FeelContext)value.Reference!;

    /// <summary>The whole part, held within 32 bits: enough for positions and lengths.</summary>
    public static int Whole(this FeelValue value)
    {
        Numbers.NumberMath.TryRound(value.Number(), 0, Numbers.RoundingMode.Down, out var whole);
        return whole.TryGetInt64(out var number)
            ? (int)Math.Clamp(number, -int.MaxValue, int.MaxValue)
            : whole.Sign * int.MaxValue;
    }
}
