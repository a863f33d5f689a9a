using System.Diagnostics;

namespace Fairlead.Bench;

/// <summary>Every single duration: percentiles of averages would flatter.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks;
    private bool _sorted;

    public Latencies(IEnumerable<long> stopwatchTicks) => _ticks = [.. stopwatchTicks];

    public int Count => _ticks.Count;

    /// <param name="share">0.99 for the value that 99 of 100 stay within.</param>
    public TimeSpan Percentile(double share)
    {
        if (!_sorted)
            _ticks.Sort();
        _sorted = true;
        return _ticks.Count is 0
            ? TimeSpan.Zero
            : Stopwatch.GetElapsedTime(0, _ticks[Math.Min(_ticks.Count - 1, (int)Math.Ceiling(_ticks.Count * share) - 1)]);
    }

    public static string Text(TimeSpan duration) => $"{duration.TotalMilliseconds:0.0} ms";
}
