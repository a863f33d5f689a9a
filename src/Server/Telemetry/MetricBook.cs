using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Fairlead.Server.Telemetry;

/// <summary>
/// Adds up what every instrument of this process measures, for whoever comes and reads: Prometheus, the actuator, the management endpoints.
/// </summary>
/// <remarks>Nothing here runs by itself: a measurement is added where it happens, and gauges are asked when somebody reads.</remarks>
internal sealed class MetricBook : IDisposable
{
    /// <summary>Combinations of tags of one instrument. What comes beyond is counted, not kept.</summary>
    public const int SeriesAtMost = 1_000;

    private readonly ConcurrentDictionary<Instrument, Page> _pages = [];
    private readonly MeterListener _listener = new();
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _reading = new();

    public MetricBook(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        _meter = meters.Create("Fairlead.Server");
        _dropped = _meter.CreateCounter<long>(
            "fairlead.telemetry.dropped", description: "Measurements that were not kept, because their instrument has too many series.");
        _meter.CreateObservableGauge("process.uptime", () => Uptime.TotalSeconds, "s", "How long this process runs.");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Meters of a host know the factory that made them; another host in this process has a book of its own.
            if (IsWanted(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)))
                listener.EnableMeasurementEvents(instrument, _pages.GetOrAdd(instrument, key => new Page(key)));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, page) => Add((Page)page!, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, page) => Add((Page)page!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, page) => Add((Page)page!, value, tags));
        _listener.Start();
    }

    public TimeSpan Uptime => _time.GetElapsedTime(_began);

    /// <summary>Meters whose measurements are kept: ours, and what the runtime of .NET says about itself.</summary>
    public static bool IsWanted(string meter) => meter.StartsWith("Fairlead.", StringComparison.Ordinal) || meter is "System.Runtime";

    /// <summary>Everything that was measured, in order of names.</summary>
    public IReadOnlyList<MetricSnapshot> Read()
    {
        lock (_reading)
        {
            foreach (var page in _pages.Values)
                page.Begin();
            _listener.RecordObservableInstruments();
            // Two parts of the process may measure under the same name.
            return
            [
                .. _pages.Values
                    .GroupBy(page => page.Name, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => group.First().Read(group.SelectMany(page => page.Current), Uptime)),
            ];
        }
    }

    public MetricSnapshot? Find(string name) => Read().FirstOrDefault(metric => metric.Name == name);

    public void Dispose() => _listener.Dispose();

    private void Add(Page page, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (page.Find(tags) is not { } series)
            _dropped.Add(1);
        else if (page.Kind is MetricKind.Histogram)
            series.Record(value, Uptime);
        else if (page.IsObservable || page.IsLast)
            series.Set(value);
        else
            series.Add(value);
    }

    /// <summary>The series of one instrument.</summary>
    private sealed class Page(Instrument instrument)
    {
        private readonly ConcurrentDictionary<int, MetricSeries[]> _series = [];
        private readonly List<MetricSeries> _inOrder = [];
        private readonly Lock _gate = new();

        public string Name => instrument.Name;

        public bool IsObservable => instrument.IsObservable;

        public bool IsLast { get; } = KindName(instrument).StartsWith("Gauge", StringComparison.Ordinal);

        public MetricKind Kind { get; } = KindName(instrument) switch
        {
            var name when name.StartsWith("Histogram", StringComparison.Ordinal) => MetricKind.Histogram,
            var name when name.StartsWith("Counter", StringComparison.Ordinal) => MetricKind.Counter,
            var name when name.StartsWith("ObservableCounter", StringComparison.Ordinal) => MetricKind.Counter,
            _ => MetricKind.Gauge,
        };

        /// <summary>Without gauges that say nothing any more.</summary>
        public IReadOnlyList<MetricSeries> Current
        {
            get
            {
                lock (_gate)
                    return [.. _inOrder.Where(series => series.IsFresh)];
            }
        }

        public void Begin()
        {
            if (!IsObservable)
                return;
            lock (_gate)
                _inOrder.ForEach(series => series.IsFresh = false);
        }

        public MetricSnapshot Read(IEnumerable<MetricSeries> series, TimeSpan elapsed) => new(
            Name, instrument.Description ?? "", instrument.Unit ?? "", Kind, [.. series.Select(one => one.Read(elapsed))]);

        /// <returns>Null when there are too many.</returns>
        public MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var hash = HashOf(tags);
            if (_series.TryGetValue(hash, out var known))
            {
                foreach (var series in known)
                {
                    if (!Equals(series.Tags, tags))
                        continue;
                    series.IsFresh = true;
                    return series;
                }
            }

            return Create(hash, tags);
        }

        private MetricSeries? Create(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (_gate)
            {
                var known = _series.GetValueOrDefault(hash, []);
                foreach (var series in known)
                {
                    if (Equals(series.Tags, tags))
                        return series;
                }

                if (_inOrder.Count >= SeriesAtMost)
                    return null;
                var texts = new KeyValuePair<string, string>[tags.Length];
                for (var i = 0; i < tags.Length; i++)
                    texts[i] = new(tags[i].Key, TextOf(tags[i].Value));
                var created = new MetricSeries(texts, Kind is MetricKind.Histogram);
                _inOrder.Add(created);
                _series[hash] = [.. known, created];
                return created;
            }
        }

        private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var hash = new HashCode();
            foreach (var (name, value) in tags)
            {
                hash.Add(name);
                hash.Add(TextOf(value));
            }

            return hash.ToHashCode();
        }

        private static bool Equals(KeyValuePair<string, string>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (known.Length != tags.Length)
                return false;
            for (var i = 0; i < known.Length; i++)
            {
                if (known[i].Key != tags[i].Key || known[i].Value != TextOf(tags[i].Value))
                    return false;
            }

            return true;
        }

        private static string TextOf(object? value) =>
            value as string ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

        private static string KindName(Instrument instrument) => instrument.GetType().Name;
    }
}
