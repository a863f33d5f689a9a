using System.Globalization;
using System.Text;

namespace Fairlead.Server.Telemetry;

/// <summary>
/// Writes metrics as Prometheus reads them, with the names that Micrometer gives them, so that dashboards for the original fit: dots and
/// hyphens become underscores, counters end in <c>_total</c>, times in <c>_seconds</c>.
/// </summary>
/// <remarks>Source: https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4).</remarks>
internal static class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricSnapshot> metrics)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var metric in metrics.Where(metric => metric.Series.Count > 0))
            Write(text, metric);
        return text.ToString();
    }

    public static string NameOf(MetricSnapshot metric)
    {
        var name = Clean(metric.Name);
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return metric.Kind is MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static void Write(StringBuilder text, MetricSnapshot metric)
    {
        var name = NameOf(metric);
        Head(text, name, metric.Description, metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            MetricKind.Histogram => "histogram",
        });
        foreach (var series in metric.Series)
        {
            if (series.Distribution is { } distribution)
                WriteHistogram(text, name, series, distribution);
            else
                Line(text, name, series.Tags, extra: default, series.Value);
        }

        if (metric.Kind is not MetricKind.Histogram)
            return;
        Head(text, name + "_max", $"{metric.Description} The largest of the last minutes.".TrimStart(), "gauge");
        foreach (var series in metric.Series)
            Line(text, name + "_max", series.Tags, extra: default, series.Distribution!.Max);
    }

    private static void WriteHistogram(StringBuilder text, string name, SeriesSnapshot series, Distribution distribution)
    {
        var sum = 0L;
        for (var i = 0; i < distribution.Counts.Count; i++)
        {
            sum += distribution.Counts[i];
            var bound = i < MetricSeries.Bounds.Count ? Number(MetricSeries.Bounds[i]) : "+Inf";
            Line(text, name + "_bucket", series.Tags, new("le", bound), sum);
        }

        Line(text, name + "_sum", series.Tags, extra: default, series.Value);
        Line(text, name + "_count", series.Tags, extra: default, distribution.Count);
    }

    private static void Head(StringBuilder text, string name, string description, string kind)
    {
        if (description.Length > 0)
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description, quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
    }

    private static void Line(
        StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> tags, KeyValuePair<string, string> extra, double value)
    {
        text.Append(name);
        var first = true;
        foreach (var (tag, tagValue) in tags)
            Label(text, tag, tagValue, ref first);
        if (extra.Key is not null)
            Label(text, extra.Key, extra.Value, ref first);
        if (!first)
            text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void Label(StringBuilder text, string name, string value, ref bool first)
    {
        text.Append(first ? '{' : ',').Append(Clean(name)).Append("=\"").Append(Escape(value, quotes: true)).Append('"');
        first = false;
    }

    private static string Escape(string value, bool quotes)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Clean(string name) => string.Create(name.Length, name, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = char.IsAsciiLetter(source[i]) || (i > 0 && char.IsAsciiDigit(source[i])) ? source[i] : '_';
    });

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
