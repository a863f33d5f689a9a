namespace Fairlead.Feel.Values;

/// <summary>
/// How deep and how large a list or context is, everything inside counted as often as it appears. Kept with the value,
/// so that neither comparing nor writing one can run out of stack or time: too large values are never made.
/// </summary>
internal readonly record struct Extent(int Depth, long Weight)
{
    /// <summary>Characters that weigh as much as one item.</summary>
    public const int CharactersPerItem = 64;

    public static Extent Of(ReadOnlySpan<FeelValue> values)
    {
        var depth = 0;
        long weight = 1;
        foreach (ref readonly var value in values)
        {
            weight++;
            switch (value.Reference)
            {
                case string text:
                    weight += text.Length / CharactersPerItem;
                    break;
                case FeelList list:
                    depth = Math.Max(depth, list.Extent.Depth);
                    weight += list.Extent.Weight;
                    break;
                case FeelContext context:
                    depth = Math.Max(depth, context.Extent.Depth);
                    weight += context.Extent.Weight;
                    break;
                case FeelRange range:
                    depth = Math.Max(depth, range.Extent.Depth);
                    weight += range.Extent.Weight;
                    break;
            }
        }
        return new Extent(depth + 1, weight < 0 ? long.MaxValue / 4 : Math.Min(weight, long.MaxValue / 4));
    }
}
