using System.Diagnostics.Metrics;
using Fairlead.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Server.Tests;

/// <summary>Adding up what instruments measure, and writing it for Prometheus.</summary>
public sealed class MetricBookTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricBook _book;
    private readonly Meter _meter;
    private readonly Clock _time = new();

    public MetricBookTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _book = new MetricBook(meters, _time);
        _meter = meters.Create("Fairlead.Planted");
    }

    public void Dispose()
    {
        _book.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Counters_add_up_by_their_tags()
    {
        var counter = _meter.CreateCounter<long>("planted.count");
        counter.Add(2, new KeyValuePair<string, object?>("type", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("type", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("type", "b"));

        Assert.Equal(["planted_count_total{type=\"a\"} 5", "planted_count_total{type=\"b\"} 1"], Lines("planted_count_total{"));
    }

    [Fact]
    public void Times_have_a_distribution_and_a_maximum_that_is_forgotten()
    {
        var times = _meter.CreateHistogram<double>("planted.some-time", "s");
        times.Record(0.002);
        times.Record(0.3);
        times.Record(100);

        Assert.Equal(
            ["planted_some_time_seconds_bucket{le=\"0.0025\"} 1", "planted_some_time_seconds_bucket{le=\"0.5\"} 2", "planted_some_time_seconds_bucket{le=\"+Inf\"} 3"],
            Lines("planted_some_time_seconds_bucket").Where(line => line.Contains("0.0025", StringComparison.Ordinal) || line.Contains("\"0.5\"", StringComparison.Ordinal) || line.Contains("+Inf", StringComparison.Ordinal)));
        Assert.Equal(["planted_some_time_seconds_sum 100.302", "planted_some_time_seconds_count 3"], [.. Lines("planted_some_time_seconds_sum"), .. Lines("planted_some_time_seconds_count")]);
        Assert.Equal(["planted_some_time_seconds_max 100"], Lines("planted_some_time_seconds_max"));
        _time.Now += TimeSpan.FromSeconds(70);
        Assert.Equal(["planted_some_time_seconds_max 100"], Lines("planted_some_time_seconds_max"));
        _time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(["planted_some_time_seconds_max 0"], Lines("planted_some_time_seconds_max"));
    }

    [Fact]
    public void Gauges_are_asked_and_forgotten_when_they_say_nothing()
    {
        List<Measurement<long>> values = [new(7, new KeyValuePair<string, object?>("type", "a"))];
        _meter.CreateObservableGauge("planted.level", () => values);
        var places = _meter.CreateUpDownCounter<long>("planted.places");
        places.Add(3);
        places.Add(-1);

        Assert.Equal(["planted_level{type=\"a\"} 7"], Lines("planted_level"));
        Assert.Equal(["planted_places 2"], Lines("planted_places"));
        values = [];
        Assert.Empty(Lines("planted_level{"));
    }

    [Fact]
    public void What_a_tag_holds_cannot_break_the_text()
    {
        _meter.CreateCounter<long>("planted.odd").Add(1, new KeyValuePair<string, object?>("a-b", "x\"y\\z\nw"));

        Assert.Equal(["planted_odd_total{a_b=\"x\\\"y\\\\z\\nw\"} 1"], Lines("planted_odd_total{"));
    }

    [Fact]
    public void An_instrument_without_end_of_tags_takes_no_memory_without_end()
    {
        var counter = _meter.CreateCounter<long>("planted.many");
        for (var i = 0; i < MetricBook.SeriesAtMost + 10; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        Assert.Equal(MetricBook.SeriesAtMost, Lines("planted_many_total{").Count);
        Assert.Equal(["fairlead_telemetry_dropped_total 10"], Lines("fairlead_telemetry_dropped_total"));
    }

    [Fact]
    public void Instruments_of_another_server_in_the_process_are_not_ours()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var theirs = new MetricBook(others.GetRequiredService<IMeterFactory>(), _time);
        others.GetRequiredService<IMeterFactory>().Create("Fairlead.Planted").CreateCounter<long>("planted.theirs").Add(1);

        Assert.Empty(Lines("planted_theirs_total"));
        Assert.Single(_book.Find("process.uptime")!.Series);
        Assert.NotNull(theirs.Find("planted.theirs"));
    }

    [Fact]
    public async Task Measurements_of_many_threads_at_once_are_all_counted()
    {
        var counter = _meter.CreateCounter<long>("planted.busy");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 10_000; i++)
                    counter.Add(1, new KeyValuePair<string, object?>("type", i % 7));
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(80_000, _book.Find("planted.busy")!.Series.Sum(series => series.Value));
    }

    private List<string> Lines(string prefix) =>
        [.. PrometheusText.Write(_book.Read()).Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
