namespace Fairlead.Server.Management;

internal sealed record ActuatorLinks(IReadOnlyDictionary<string, ActuatorLink> _links);

internal sealed record ActuatorLink(string Href, bool Templated);

/// <param name="Status"><c>UP</c> or <c>DOWN</c>.</param>
/// <param name="Groups">Names of the parts of <c>/actuator/health</c>; null below it.</param>
internal sealed record HealthView(
    string Status, IReadOnlyDictionary<string, ComponentView> Components, IReadOnlyList<string>? Groups);

internal sealed record ComponentView(string Status, IReadOnlyDictionary<string, string>? Details);

internal sealed record MetricNames(IReadOnlyList<string> Names);

internal sealed record MetricView(
    string Name, string? Description, string? BaseUnit, IReadOnlyList<MeasurementView> Measurements, IReadOnlyList<TagView> AvailableTags);

/// <param name="Statistic"><c>COUNT</c>, <c>TOTAL_TIME</c>, <c>MAX</c> or <c>VALUE</c>.</param>
internal sealed record MeasurementView(string Statistic, double Value);

internal sealed record TagView(string Tag, IReadOnlyList<string> Values);

internal sealed record LoggersView(IReadOnlyList<string> Levels, IReadOnlyDictionary<string, LoggerView> Loggers)
{
    public IReadOnlyDictionary<string, LoggerView> Groups { get; } = new Dictionary<string, LoggerView>();
}

/// <param name="ConfiguredLevel">Given while the process runs; null when nobody did.</param>
internal sealed record LoggerView(string? ConfiguredLevel, string EffectiveLevel);

/// <param name="ConfiguredLevel">Null takes back what was given.</param>
internal sealed record LoggerChange(string? ConfiguredLevel);
