using System.Diagnostics.Metrics;

using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime;

/// <summary>Counters under the names that dashboards for the original already use.</summary>
public sealed class RuntimeMetrics
{
    public const string MeterName = "Fairlead.Connectors";

    private readonly Counter<long> _invocations;
    private readonly Histogram<double> _executionTime;
    private readonly Counter<long> _activations;
    private readonly Counter<long> _triggers;

    public RuntimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _invocations = meter.CreateCounter<long>("camunda.connector.outbound.invocations");
        _executionTime = meter.CreateHistogram<double>("camunda.connector.outbound.execution-time", "s");
        _activations = meter.CreateCounter<long>("camunda.connector.inbound.activations");
        _triggers = meter.CreateCounter<long>("camunda.connector.inbound.triggers");
    }

    /// <param name="action"><c>activated</c>, <c>completed</c>, <c>failed</c> or <c>bpmn-error</c>.</param>
    internal void Invocation(string action, ActivatedJob job)
    {
        if (_invocations.Enabled)
        {
            _invocations.Add(1, new("action", action), new("type", job.Type),
                new("elementTemplateId", job.Headers.GetValueOrDefault("elementTemplateId", "unknown")),
                new("elementTemplateVersion", job.Headers.GetValueOrDefault("elementTemplateVersion", "unknown")));
        }
    }

    internal void Executed(ActivatedJob job, TimeSpan duration) =>
        _executionTime.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("type", job.Type));

    /// <param name="action"><c>activated</c>, <c>deactivated</c> or <c>activation-failed</c>.</param>
    internal void Activation(string action, string type) => _activations.Add(1, new("action", action), new("type", type));

    /// <param name="action"><c>triggered</c>, <c>activation-condition-failed</c>, <c>correlated</c> or <c>correlation-failed</c>.</param>
    internal void Trigger(string action, string type) => _triggers.Add(1, new("action", action), new("type", type));
}
