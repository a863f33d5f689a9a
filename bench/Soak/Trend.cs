namespace Fairlead.Bench.Soak;

/// <summary>Whether something grows: the line through what was seen at several moments.</summary>
internal static class Trend
{
    /// <param name="values">At equal distances, the start-up left out.</param>
    /// <param name="tolerance">Growth over all of the time that is no growth, in the unit of the values.</param>
    public static Verdict Of(IReadOnlyList<double> values, double tolerance)
    {
        var slope = Slope(values);
        var growth = slope * (values.Count - 1);
        // A line that rises because of one step or one outlier is not a leak: most pairs of moments must say the same.
        return new Verdict(growth, Rising(values), growth > tolerance && Rising(values) > 0.5);
    }

    /// <summary>Per step; the median of the slopes between all pairs, which no outlier moves.</summary>
    private static double Slope(IReadOnlyList<double> values)
    {
        var slopes = Pairs(values).Select(pair => (values[pair.Later] - values[pair.Earlier]) / (pair.Later - pair.Earlier)).Order().ToList();
        return slopes.Count is 0 ? 0 : slopes[slopes.Count / 2];
    }

    /// <summary>1 when every later value is greater, −1 when every later one is smaller.</summary>
    private static double Rising(IReadOnlyList<double> values)
    {
        var signs = Pairs(values).Select(pair => Math.Sign(values[pair.Later] - values[pair.Earlier])).ToList();
        return signs.Count is 0 ? 0 : signs.Average();
    }

    private static IEnumerable<(int Earlier, int Later)> Pairs(IReadOnlyList<double> values)
    {
        for (var later = 1; later < values.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
                yield return (earlier, later);
        }
    }
}

/// <param name="Growth">Over all of the time.</param>
/// <param name="Rising">From −1 to 1: how many of the pairs rise, less how many fall.</param>
/// <param name="Leaks">Whether it looks like a leak.</param>
internal sealed record Verdict(double Growth, double Rising, bool Leaks);
