namespace Fairlead.Feel.Numbers;

internal static class PowersOfTen
{
    /// <summary>10^38 is the largest power below 2^128.</summary>
    public const int LargestExponent = 38;

    private static readonly UInt128[] Wide = MakeWide();
    private static readonly long[] Narrow = MakeNarrow();

    public static UInt128 Of(int exponent) => Wide[exponent];

    public static long Small(int exponent) => Narrow[exponent];

    /// <summary>Decimal digits; one for zero.</summary>
    public static int Digits(UInt128 value)
    {
        var bits = 128 - (int)UInt128.LeadingZeroCount(value);
        // 1233 / 4096 is just above log10(2).
        var guess = (bits * 1233) >> 12;
        return guess < Wide.Length && value >= Wide[guess] ? guess + 1 : Math.Max(guess, 1);
    }

    private static UInt128[] MakeWide()
    {
        var powers = new UInt128[LargestExponent + 1];
        powers[0] = UInt128.One;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }

    private static long[] MakeNarrow()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
