using System.Diagnostics.Metrics;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Each inbound connector as numbers: how it is, since when, what came and what does not come. Read when somebody collects.</summary>
internal static class InboundGauges
{
    /// <param name="snapshot">Of all connectors.</param>
    public static void AddTo(Meter meter, Func<IReadOnlyList<InboundStatus>> snapshot, TimeProvider time)
    {
        meter.CreateObservableGauge(
            "fairlead.inbound.connectors",
            () => snapshot()
                .GroupBy(status => (status.Type, status.Word))
                .Select(group => new Measurement<long>(
                    group.Count(), new("type", group.Key.Type), new("status", group.Key.Word.ToString().ToUpperInvariant()))),
            description: "Inbound connectors that deployed models ask for, by how they are.");
        Add("fairlead.inbound.up", "1 when events arrive or would arrive (UP, SILENT), else 0.", null, status =>
            status.Word is InboundWord.Up or InboundWord.Silent ? 1 : 0);
        Add("fairlead.inbound.silent", "1 when nothing has come for longer than expected, else 0.", null, status =>
            status.Word is InboundWord.Silent ? 1 : 0);
        Add("fairlead.inbound.since", "When it became so, in ms since 1970.", null, status => Milliseconds(status.Since));
        Add("fairlead.inbound.events", "Events that arrived since the connector was first seen.", null, status => status.Traffic.Counts.Seen);
        Add("fairlead.inbound.events-last-hour", "Events that arrived in the last hour.", null, status => status.Traffic.SeenInLastHour);
        Add("fairlead.inbound.events-last-day", "Events that arrived in the last day.", null, status => status.Traffic.SeenInLastDay);
        Add("fairlead.inbound.last-event", "When the last event arrived, in ms since 1970.", null, status =>
            Milliseconds(status.Traffic.Counts.LastEventAt));
        Add("fairlead.inbound.last-applied", "When an event was last done with, in ms since 1970.", null, status =>
            Milliseconds(status.Traffic.Counts.LastDoneAt));
        Add("fairlead.inbound.lag", "How long ago the newest event happened that was handed over.", "s", status => status.Traffic.Lag?.TotalSeconds);
        Add("fairlead.inbound.silence", "How long nothing has come.", "s", status =>
            (time.GetUtcNow() - (status.Traffic.Counts.LastEventAt ?? status.Traffic.Counts.BegunAt)).TotalSeconds);
        Add("fairlead.inbound.expected-every", "The longest silence that is ordinary.", "s", status => status.ExpectedEvery?.TotalSeconds);

        void Add(string name, string description, string? unit, Func<InboundStatus, double?> value) => meter.CreateObservableGauge(
            name,
            () => snapshot()
                .Select(status => (Status: status, Value: value(status)))
                .Where(pair => pair.Value is not null)
                .Select(pair => new Measurement<double>(
                    pair.Value!.Value,
                    new("executableId", pair.Status.ExecutableId),
                    new("type", pair.Status.Type),
                    new("bpmnProcessId", pair.Status.ProcessId),
                    new("elementId", pair.Status.Elements[0].ElementId))),
            unit,
            description);
    }

    private static double? Milliseconds(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds();
}
