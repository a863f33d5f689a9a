using Fairlead.Server.Telemetry;

namespace Fairlead.Server.Management;

internal sealed record OutboundMetricsView(string RuntimeId, UptimeView Runtime, JobMetricsView Job, WorkerMetricsView Worker);

internal sealed record UptimeView(long UptimeSeconds);

internal sealed record JobMetricsView(
    long Completed, long Failed, long BpmnError, ExecutionTimeView? ExecutionTime, DateTimeOffset? LastCompleted, DateTimeOffset? LastFailed);

internal sealed record ExecutionTimeView(double MeanMs, double MaxMs);

/// <param name="StreamRecreations">Always 0: jobs are asked for, not streamed.</param>
internal sealed record WorkerMetricsView(long JobsActivated, long JobsHandled, long StreamRecreations);

internal sealed record InboundMetricsView(string RuntimeId, UptimeView Runtime, ActivationMetricsView Activation, TriggerMetricsView Trigger);

internal sealed record ActivationMetricsView(long Activated, long Deactivated, long ActivationFailed, DateTimeOffset? LastActivated);

internal sealed record TriggerMetricsView(
    long Triggered, long Correlated, long CorrelationFailed, long ActivationConditionFailed, DateTimeOffset? LastTriggered);

/// <summary>The metrics of connectors as one object, as the original gives them.</summary>
internal sealed class MetricViews(MetricBook book, RuntimeName runtime)
{
    /// <param name="type">Null for all types together.</param>
    public OutboundMetricsView Outbound(string? type)
    {
        var read = new Reading(book.Read(), type);
        var time = read.Of("camunda.connector.outbound.execution-time");
        var count = time.Sum(series => series.Distribution!.Count);
        var longest = read.Of("camunda.connector.outbound.max-execution-time").Select(series => series.Value).DefaultIfEmpty().Max();
        return new OutboundMetricsView(
            runtime.Name,
            Uptime,
            new JobMetricsView(
                read.Sum("camunda.connector.outbound.invocations", "completed"),
                read.Sum("camunda.connector.outbound.invocations", "failed"),
                read.Sum("camunda.connector.outbound.invocations", "bpmn-error"),
                count is 0 ? null : new ExecutionTimeView(time.Sum(series => series.Value) * 1000 / count, longest * 1000),
                read.Latest("camunda.connector.outbound.last-completed"),
                read.Latest("camunda.connector.outbound.last-failed")),
            new WorkerMetricsView(
                read.Sum("camunda.client.worker.job.activated"), read.Sum("camunda.client.worker.job.handled"), StreamRecreations: 0));
    }

    /// <param name="type">Null for all types together.</param>
    public InboundMetricsView Inbound(string? type)
    {
        var read = new Reading(book.Read(), type);
        return new InboundMetricsView(
            runtime.Name,
            Uptime,
            new ActivationMetricsView(
                read.Sum("camunda.connector.inbound.activations", "activated"),
                read.Sum("camunda.connector.inbound.activations", "deactivated"),
                read.Sum("camunda.connector.inbound.activations", "activation-failed"),
                read.Latest("camunda.connector.inbound.last-activated")),
            new TriggerMetricsView(
                read.Sum("camunda.connector.inbound.triggers", "triggered"),
                read.Sum("camunda.connector.inbound.triggers", "correlated"),
                read.Sum("camunda.connector.inbound.triggers", "correlation-failed"),
                read.Sum("camunda.connector.inbound.triggers", "activation-condition-failed"),
                read.Latest("camunda.connector.inbound.last-triggered")));
    }

    private UptimeView Uptime => new((long)book.Uptime.TotalSeconds);

    private sealed class Reading(IReadOnlyList<MetricSnapshot> metrics, string? type)
    {
        public IReadOnlyList<SeriesSnapshot> Of(string name) =>
            [.. metrics.Where(metric => metric.Name == name).SelectMany(metric => metric.Series).Where(series => type is null || series.Tag("type") == type)];

        public long Sum(string name, string? action = null) =>
            (long)Of(name).Where(series => action is null || series.Tag("action") == action).Sum(series => series.Value);

        public DateTimeOffset? Latest(string name) =>
            Of(name) is { Count: > 0 } series ? DateTimeOffset.FromUnixTimeMilliseconds((long)series.Max(one => one.Value)) : null;
    }
}
