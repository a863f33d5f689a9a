namespace Fairlead.Server.Telemetry;

/// <summary>What an instrument has measured up to now.</summary>
/// <param name="Name">With dots, for example <c>camunda.connector.outbound.invocations</c>.</param>
/// <param name="Unit">As UCUM writes it: <c>s</c>, <c>By</c>; empty when values have none.</param>
internal sealed record MetricSnapshot(
    string Name, string Description, string Unit, MetricKind Kind, IReadOnlyList<SeriesSnapshot> Series);

/// <param name="Tags">Names in order.</param>
/// <param name="Value">The sum of what was counted or recorded, or the last value of a gauge.</param>
/// <param name="Distribution">Of what was recorded; null unless it is a histogram.</param>
internal sealed record SeriesSnapshot(IReadOnlyList<KeyValuePair<string, string>> Tags, double Value, Distribution? Distribution)
{
    public string? Tag(string name) => Tags.FirstOrDefault(tag => tag.Key == name).Value;
}

/// <param name="Counts">For each of <see cref="MetricSeries.Bounds"/> and what lies beyond: how many values fell there.</param>
/// <param name="Max">The largest of the last one to two minutes.</param>
internal sealed record Distribution(long Count, IReadOnlyList<long> Counts, double Max);

internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Has a value at each moment.</summary>
    Gauge,

    /// <summary>Values that were recorded, with their sum and distribution.</summary>
    Histogram,
}
