using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Inbound.Running;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>
/// What all pollers of this process share: two clocks, so that slow answers keep nobody from being found, and the places.
/// </summary>
public sealed class Pollers : IDisposable
{
    private readonly PollingOptions _options;

    public Pollers(OwnedRuns runs, Governor governor, RuntimeMetrics metrics, IOptions<PollingOptions> options, TimeProvider time)
    {
        (Runs, Governor, _options) = (runs, governor, options.Value);
        Questions = new PollClock(_options.RequestsAtMost, time);
        Looks = new PollClock(_options.LooksAtMost, time);
        metrics.Meter.CreateObservableGauge(
            "fairlead.polling.sources", () => Questions.Count, description: "Sources that are asked again and again.");
        Lateness = metrics.Meter.CreateHistogram<double>(
            "fairlead.polling.lateness", "s", "From when a question is due to when it is asked.");
        Questions.Begun = late => Lateness.Record(late.TotalSeconds);
    }

    internal OwnedRuns Runs { get; }

    internal Governor Governor { get; }

    /// <summary>Asks sources.</summary>
    internal PollClock Questions { get; }

    /// <summary>Asks the cluster who waits.</summary>
    internal PollClock Looks { get; }

    internal System.Diagnostics.Metrics.Histogram<double> Lateness { get; }

    internal Share Share => Governor.ShareOf("polling", _options.RequestsAtMost);

    public void Dispose()
    {
        Questions.Dispose();
        Looks.Dispose();
    }

    /// <summary>Doubled with each failure in a row; spread, so that many that failed together do not come back together.</summary>
    /// <param name="failures">In a row, this one included; 0 for none.</param>
    /// <param name="spread">0 to 1: another one for each source and time.</param>
    internal TimeSpan PauseOf(TimeSpan interval, int failures, double spread)
    {
        if (failures is 0)
            return interval * (1 + (0.05 * spread));
        var most = interval > _options.PauseAtMost ? interval : _options.PauseAtMost;
        var pause = interval * Math.Pow(2, Math.Min(failures, 30));
        return (pause > most ? most : pause) * (0.8 + (0.4 * spread));
    }
}
