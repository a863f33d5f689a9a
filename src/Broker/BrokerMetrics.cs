using System.Diagnostics.Metrics;
using Fairlead.Broker.Running;
using Fairlead.Broker.Search.Querying;
using Fairlead.Engine;

namespace Fairlead.Broker;

/// <summary>What the cluster does. Counted turn by turn by the thread that answers, so that the engine is not kept.</summary>
internal sealed class BrokerMetrics : IDisposable
{
    public const string MeterName = "Fairlead.Broker";

    private readonly Counter<long> _commands;
    private readonly Counter<long> _events;
    private readonly Counter<long> _turns;
    private readonly Histogram<double> _flush;
    private readonly Counter<long> _instances;
    private readonly Counter<long> _incidents;

    public BrokerMetrics()
    {
        Meter = new Meter(MeterName);
        _commands = Meter.CreateCounter<long>("fairlead.engine.commands", description: "Commands that were answered.");
        _events = Meter.CreateCounter<long>("fairlead.engine.events", description: "Events that were written to the journal.");
        _turns = Meter.CreateCounter<long>("fairlead.engine.turns", description: "Groups of commands that were written at once.");
        _flush = Meter.CreateHistogram<double>("fairlead.store.flush", "s", "How long the disk took to make a write durable.");
        _instances = Meter.CreateCounter<long>(
            "fairlead.engine.instances", description: "Process instances that were started, completed or terminated.");
        _incidents = Meter.CreateCounter<long>("fairlead.engine.incidents", description: "Incidents that were created or resolved.");
    }

    public Meter Meter { get; }

    /// <summary>What has a value at each moment; asked for when somebody reads.</summary>
    public void Observe(Func<int> commandsWaiting, Func<long> searchBehind, OpenCounts open)
    {
        Meter.CreateObservableGauge("fairlead.engine.queue", commandsWaiting, description: "Commands that wait for their turn.");
        Meter.CreateObservableGauge("fairlead.search.lag", searchBehind, description: "Journal records that searches do not find yet.");
        Meter.CreateObservableGauge(
            "fairlead.jobs.open",
            () => open.Read().Jobs.Select(count => new Measurement<long>(count.Count, new("type", count.Name), new("state", count.State))),
            description: "Jobs that are not done: CREATED wait for a worker, ACTIVATED have one, FAILED wait for a retry or for help.");
        Meter.CreateObservableGauge(
            "fairlead.instances.open",
            () => open.Read().Instances.Select(count => new Measurement<long>(count.Count, new KeyValuePair<string, object?>("process", count.Name))),
            description: "Process instances that run.");
        Meter.CreateObservableGauge(
            "fairlead.incidents.open",
            () => open.Read().Incidents.Select(count => new Measurement<long>(count.Count, new KeyValuePair<string, object?>("error_type", count.Name))),
            description: "Incidents that nobody has resolved.");
    }

    /// <summary>A turn is durable.</summary>
    public void Committed(Turn turn)
    {
        if (turn.Events.Count > 0)
        {
            _turns.Add(1);
            _events.Add(turn.Events.Count);
        }

        if (_commands.Enabled)
        {
            foreach (var answer in turn.Answers)
            {
                if (CommandOf(answer.To) is { } command)
                    _commands.Add(1, new("command", command.GetType().Name), new("outcome", OutcomeOf(answer.Result)));
            }
        }

        if (_instances.Enabled)
            CountLives(turn.Events);
    }

    public void Flushed(TimeSpan duration) => _flush.Record(duration.TotalSeconds);

    public void Dispose() => Meter.Dispose();

    private void CountLives(List<Event> events)
    {
        var (started, completed, terminated) = (0, 0, 0);
        foreach (var @event in events)
        {
            switch (@event)
            {
                case Event.InstanceCreated or Event.InstanceCalled:
                    started++;
                    break;
                case Event.ElementCompleted ended when ended.Key == ended.Instance.Root:
                    completed++;
                    break;
                case Event.ElementTerminated ended when ended.Key == ended.Instance.Root:
                    terminated++;
                    break;
                case Event.IncidentCreated created:
                    _incidents.Add(1, new("action", "created"), new("error_type", created.ErrorType));
                    break;
                case Event.IncidentResolved:
                    _incidents.Add(1, new KeyValuePair<string, object?>("action", "resolved"));
                    break;
                default:
                    break;
            }
        }

        Add(started, "started");
        Add(completed, "completed");
        Add(terminated, "terminated");
    }

    private void Add(int count, string action)
    {
        if (count > 0)
            _instances.Add(count, new KeyValuePair<string, object?>("action", action));
    }

    private static Command? CommandOf(IPending pending) => pending switch
    {
        PendingCommand asked => asked.Command,
        PendingPoll asked => asked.Command,
        PendingResult asked => asked.Command,
        PendingChange asked => asked.Command,
        _ => null,
    };

    private static string OutcomeOf(object result) => result switch
    {
        Reply.Rejected or InstanceResult { Reply: Reply.Rejected } => "rejected",
        Protocol.ClusterException => "refused",
        _ => "accepted",
    };
}
