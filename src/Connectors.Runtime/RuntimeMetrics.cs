using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime;

/// <summary>What the connectors do, under the names that dashboards for the original already use, and under ours where it has none.</summary>
public sealed class RuntimeMetrics
{
    public const string MeterName = "Fairlead.Connectors";

    /// <summary>There is one cluster, so there is one value of the tag that the original tells clusters apart by.</summary>
    private static readonly KeyValuePair<string, object?> Cluster = new("physicalTenantId", "default");

    private readonly TimeProvider _time;
    private readonly Counter<long> _invocations;
    private readonly Histogram<double> _executionTime;
    private readonly Counter<long> _jobsActivated;
    private readonly Counter<long> _jobsHandled;
    private readonly Counter<long> _activations;
    private readonly Counter<long> _triggers;
    private readonly Counter<long> _definitionsChecked;
    private readonly Counter<long> _cacheAccesses;
    private readonly Counter<long> _passFailures;
    private readonly UpDownCounter<long> _jobsHeld;
    private readonly UpDownCounter<long> _callsInFlight;
    private readonly ConcurrentDictionary<string, long> _places = new(StringComparer.Ordinal);
    private readonly Latest _lastCompleted;
    private readonly Latest _lastFailed;
    private readonly Latest _lastActivated;
    private readonly Latest _lastTriggered;
    private readonly Largest _longest;

    public RuntimeMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = Meter = meters.Create(MeterName);
        _invocations = meter.CreateCounter<long>(
            "camunda.connector.outbound.invocations", description: "Jobs that were activated, completed, failed, or threw a BPMN error.");
        _executionTime = meter.CreateHistogram<double>(
            "camunda.connector.outbound.execution-time", "s", "From the activation of a job to the decision what becomes of it.");
        _longest = new Largest(meter, "camunda.connector.outbound.max-execution-time", "The longest of these times since the start.");
        _lastCompleted = new Latest(meter, "camunda.connector.outbound.last-completed", "When a job last completed, in ms since 1970.");
        _lastFailed = new Latest(meter, "camunda.connector.outbound.last-failed", "When a job last failed, in ms since 1970.");
        _jobsActivated = meter.CreateCounter<long>("camunda.client.worker.job.activated", description: "Jobs that the cluster handed out.");
        _jobsHandled = meter.CreateCounter<long>("camunda.client.worker.job.handled", description: "Jobs whose outcome the cluster was told.");
        _activations = meter.CreateCounter<long>(
            "camunda.connector.inbound.activations", description: "Inbound connectors that were started, stopped, or could not be started.");
        _triggers = meter.CreateCounter<long>(
            "camunda.connector.inbound.triggers", description: "Events that inbound connectors received, and what became of them.");
        _lastActivated = new Latest(meter, "camunda.connector.inbound.last-activated", "When one was last started, in ms since 1970.", Cluster);
        _lastTriggered = new Latest(meter, "camunda.connector.inbound.last-triggered", "When one last received an event, in ms since 1970.", Cluster);
        _definitionsChecked = meter.CreateCounter<long>(
            "camunda.connector.inbound.process-definitions-checked", description: "Process versions that were looked through for connectors.");
        _cacheAccesses = meter.CreateCounter<long>(
            "camunda.connector.inbound.process-definition-cache.accesses", description: "Whether a process version was known already.");
        _passFailures = meter.CreateCounter<long>(
            "camunda.connector.inbound.process-state-change.publish-failures",
            description: "Comparisons of wanted and running inbound connectors that failed; the next one repeats them.");
        _jobsHeld = meter.CreateUpDownCounter<long>("fairlead.outbound.places.used", description: "Jobs that are being done.");
        meter.CreateObservableGauge(
            "fairlead.outbound.places.limit", () => Read(_places), description: "Jobs that may be done at once.");
        _callsInFlight = meter.CreateUpDownCounter<long>("fairlead.outbound.calls.active", description: "HTTP requests without an answer yet.");
    }

    /// <summary>For further instruments of the connector runtime.</summary>
    public Meter Meter { get; }

    /// <param name="action"><c>activated</c>, <c>completed</c>, <c>failed</c> or <c>bpmn-error</c>.</param>
    internal void Invocation(string action, ActivatedJob job)
    {
        if (_invocations.Enabled)
        {
            _invocations.Add(1, new("action", action), new("type", job.Type),
                new("elementTemplateId", job.Headers.GetValueOrDefault("elementTemplateId", "unknown")),
                new("elementTemplateVersion", job.Headers.GetValueOrDefault("elementTemplateVersion", "unknown")));
        }

        if (action is "completed")
            _lastCompleted.Set(job.Type, Now);
        else if (action is "failed")
            _lastFailed.Set(job.Type, Now);
    }

    internal void Executed(ActivatedJob job, TimeSpan duration)
    {
        _executionTime.Record(duration.TotalSeconds, Type(job.Type));
        _longest.Set(job.Type, duration);
    }

    internal void JobsActivated(string type, int count)
    {
        if (count > 0)
            _jobsActivated.Add(count, Type(type));
    }

    internal void JobHandled(string type) => _jobsHandled.Add(1, Type(type));

    /// <summary>A place for a job of this type is taken, or free again.</summary>
    internal void Place(string type, int taken) => _jobsHeld.Add(taken, Type(type));

    internal void PlacesLimit(string type, int limit) => _places[type] = limit;

    /// <summary>A request of a connector goes out, or its answer begins.</summary>
    internal void CallInFlight(string type, int difference) => _callsInFlight.Add(difference, Type(type));

    /// <param name="action"><c>activated</c>, <c>deactivated</c> or <c>activation-failed</c>.</param>
    internal void Activation(string action, string type)
    {
        _activations.Add(1, new("action", action), new("type", type));
        if (action is "activated")
            _lastActivated.Set(type, Now);
    }

    /// <param name="action"><c>triggered</c>, <c>activation-condition-failed</c>, <c>correlated</c>, <c>held</c> or <c>correlation-failed</c>.</param>
    internal void Trigger(string action, string type)
    {
        _triggers.Add(1, new("action", action), new("type", type));
        if (action is "triggered")
            _lastTriggered.Set(type, Now);
    }

    /// <param name="known">Those that had been read before.</param>
    internal void DefinitionsChecked(int known, int read)
    {
        _definitionsChecked.Add(known + read, Cluster);
        if (known > 0)
            _cacheAccesses.Add(known, new("result", "hit"), Cluster);
        if (read > 0)
            _cacheAccesses.Add(read, new("result", "miss"), Cluster);
    }

    internal void InboundPassFailed() => _passFailures.Add(1, Cluster);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static KeyValuePair<string, object?> Type(string type) => new("type", type);

    private static IEnumerable<Measurement<long>> Read(
        ConcurrentDictionary<string, long> values, params KeyValuePair<string, object?>[] more) =>
        values.Select(pair => new Measurement<long>(pair.Value, [Type(pair.Key), .. more]));

    /// <summary>A moment for each type.</summary>
    private sealed class Latest
    {
        private readonly ConcurrentDictionary<string, long> _moments = new(StringComparer.Ordinal);

        public Latest(Meter meter, string name, string description, params KeyValuePair<string, object?>[] more) =>
            meter.CreateObservableGauge(name, () => Read(_moments, more), description: description);

        public void Set(string type, long moment) => _moments[type] = moment;
    }

    /// <summary>The longest duration for each type.</summary>
    private sealed class Largest
    {
        private readonly ConcurrentDictionary<string, double> _seconds = new(StringComparer.Ordinal);

        public Largest(Meter meter, string name, string description) => meter.CreateObservableGauge(
            name, () => _seconds.Select(pair => new Measurement<double>(pair.Value, Type(pair.Key))), "s", description);

        public void Set(string type, TimeSpan duration)
        {
            var seconds = duration.TotalSeconds;
            while (!_seconds.TryGetValue(type, out var longest)
                ? !_seconds.TryAdd(type, seconds)
                : seconds > longest && !_seconds.TryUpdate(type, seconds, longest))
            {
                // Another job of the type was faster to say its own.
            }
        }
    }
}
