namespace Fairlead.Feel.Syntax;

/// <summary>
/// Gives equal short texts as one string: reading a name again allocates nothing, and comparing two is mostly comparing
/// references. As many are kept as there are places; one that finds another at its place takes it over. Threads may race:
/// the worst that happens is two strings for one text.
/// </summary>
internal static class SharedNames
{
    private const int Places = 2_048;
    private const int LengthAtMost = 40;

    private static readonly string?[] Names = new string?[Places];

    public static string Of(ReadOnlySpan<char> text)
    {
        if ((uint)(text.Length - 1) >= LengthAtMost)
            return text.ToString();
        ref var place = ref Names[Place(text.Length, text[0], text[text.Length >> 1], text[text.Length >> 2], text[^1])];
        var known = place;
        return known is not null && text.SequenceEqual(known) ? known : place = text.ToString();
    }

    private static uint Place(int length, uint first, uint middle, uint quarter, uint last) =>
        ((((uint)length * 31) + first + (middle << 3) + (quarter << 6) + (last << 5)) * 0x9E37_79B1) >> 21;
}
