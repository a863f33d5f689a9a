namespace Fairlead.Server.Telemetry;

/// <summary>The measurements of one instrument with the same tags.</summary>
internal sealed class MetricSeries(KeyValuePair<string, string>[] tags, bool isHistogram)
{
    /// <summary>How long a maximum counts, at least; up to twice as long.</summary>
    private static readonly TimeSpan MaxWindow = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly long[] _counts = isHistogram ? new long[Bounds.Count + 1] : [];
    private double _value;
    private long _count;
    private double _max;
    private double _maxBefore;
    private long _window;

    /// <summary>Upper bounds of the buckets of a histogram, inclusive, in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    public KeyValuePair<string, string>[] Tags => tags;

    /// <summary>Whether its gauge was seen in the last round of asking.</summary>
    public bool IsFresh { get; set; } = true;

    public void Add(double difference)
    {
        lock (_gate)
            _value += difference;
    }

    public void Set(double value)
    {
        lock (_gate)
            _value = value;
    }

    /// <param name="elapsed">Since the start of the process.</param>
    public void Record(double value, TimeSpan elapsed)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && value > Bounds[bucket])
            bucket++;
        lock (_gate)
        {
            Turn(elapsed);
            _value += value;
            _count++;
            _counts[bucket]++;
            _max = Math.Max(_max, value);
        }
    }

    public SeriesSnapshot Read(TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (!isHistogram)
                return new SeriesSnapshot(tags, _value, Distribution: null);
            Turn(elapsed);
            return new SeriesSnapshot(tags, _value, new Distribution(_count, [.. _counts], Math.Max(_max, _maxBefore)));
        }
    }

    private void Turn(TimeSpan elapsed)
    {
        var window = elapsed.Ticks / MaxWindow.Ticks;
        if (window == _window)
            return;
        _maxBefore = window == _window + 1 ? _max : 0;
        _max = 0;
        _window = window;
    }
}
