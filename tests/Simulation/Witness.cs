using System.Text;

using Fairlead.Broker.Running;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Tests;

namespace Fairlead.Simulation;

/// <summary>Sees every durable event once, in order, and keeps its own state of them: what must be true whatever the disk did.</summary>
internal sealed class Witness
{
    private readonly InMemoryStateStore _store = new();
    private readonly State _state;
    private readonly HashSet<long> _keys = [];
    private readonly HashSet<(long Message, string ProcessId)> _correlated = [];
    private readonly HashSet<string> _items = [];
    private int _place;
    private Event.LeaseTaken? _holder;
    private readonly Dictionary<TimerKey, Timestamp> _timers = [];
    private readonly Dictionary<InstanceKey, (InstanceKey Instance, ElementKey Element)> _callers = [];
    private readonly Dictionary<InstanceKey, DefinitionKey> _definitionOf = [];

    public Witness() => _state = new State(_store);

    /// <summary>Of the last record seen.</summary>
    public long Position { get; private set; }

    public Dictionary<SubscriptionKey, (string Name, string CorrelationKey)> Subscriptions { get; } = [];

    public HashSet<SubscriptionKey> Signals { get; } = [];

    /// <summary>Versions of processes that can be deleted.</summary>
    public List<DefinitionKey> Definitions { get; } = [];

    /// <summary>Deleted versions whose instances still run.</summary>
    public HashSet<DefinitionKey> Draining { get; } = [];

    /// <summary>What waits for conditions.</summary>
    public Dictionary<SubscriptionKey, ElementKey> Conditions { get; } = [];

    public Dictionary<IncidentKey, Event.IncidentCreated> Incidents { get; } = [];

    public HashSet<UserTaskKey> UserTasks { get; } = [];

    /// <summary>DMN files and other files that can be deleted.</summary>
    public List<long> Files { get; } = [];

    /// <summary>Outside events that are kept.</summary>
    public List<InboxKey> Kept { get; } = [];

    public Dictionary<SuspensionKey, Event.TriggerSuspended> Suspensions { get; } = [];

    public HashSet<InstanceKey> Running { get; } = [];

    public HashSet<InstanceKey> Created { get; } = [];

    /// <summary>The instance that called it, or that one's caller, and so on.</summary>
    public InstanceKey Top(InstanceKey instance) => _callers.TryGetValue(instance, out var caller) ? Top(caller.Instance) : instance;

    /// <summary>The version that it runs, and the newest one of that process that is not deleted, if there is one.</summary>
    public (InstanceKey Instance, Definition Own, Definition Latest) VersionOf(InstanceKey instance)
    {
        var own = _state.Definition(_state.Element(instance.Root)!.Definition)!;
        return (instance, own, _state.LatestDefinition(null, own.ProcessId) ?? own);
    }

    /// <summary>One line an event, for comparing two worlds.</summary>
    public List<string> Journal { get; } = [];

    /// <returns>What is wrong, or null.</returns>
    public string? See(long position, Timestamp at, IReadOnlyList<Event> events)
    {
        if (position <= Position) return $"record {position} was seen already";
        if (position != Position + 1) return $"record {Position + 1} is missing, {position} is there";
        Position = position;
        foreach (var @event in events)
        {
            if (Check(@event, at) is { } problem) return $"record {position}: {problem}";
            _state.Apply(@event);
            Journal.Add($"{position} {@event.GetType().Name}");
        }

        return null;
    }

    /// <summary>Compares with what a recovery from the disk would find now.</summary>
    public string? Compare(SimulatedDisk disk)
    {
        var copy = disk.CopyOfVisible().Open();
        var recovered = Recovery.Run(copy);
        if (recovered.Position != Position) return null;
        var batch = new StoreBatch();
        recovered.State.Drain(new EngineWriter(batch));
        copy.Write(batch);
        _state.Drain(_store);

        var here = _store.Describe().ToHashSet();
        var there = Describe(copy).ToHashSet();
        var missing = here.Except(there).FirstOrDefault();
        var surplus = there.Except(here).FirstOrDefault();
        return missing is null && surplus is null
            ? null
            : $"replay gives another state: expected {missing ?? "nothing"}, found {surplus ?? "nothing"}";
    }

    /// <returns>Families that should be empty when no instance runs, and are not.</returns>
    public IEnumerable<Family> Leftovers()
    {
        _state.Drain(_store);
        return new[]
        {
            Family.Elements, Family.Children, Family.Variables, Family.Jobs, Family.JobsAvailable, Family.Due, Family.Timers, Family.Messages,
            Family.MessageIndex, Family.Subscriptions, Family.SubscriptionIndex, Family.StartLocks, Family.Incidents, Family.Work, Family.Ledger,
            Family.SignalSubscriptions, Family.SignalIndex, Family.SignalsUnderWay, Family.BusinessIds, Family.Compensations, Family.Conditions,
            Family.ConditionsUnderWay, Family.UserTasks, Family.Inbox, Family.Sources,
        }.Where(family => _store.CountOf(family) > 0);
    }

    private string? Check(Event @event, Timestamp at)
    {
        switch (@event)
        {
            case Event.ProcessDeployed e:
                Definitions.Add(e.Key);
                return null;
            case Event.RequirementsDeployed e:
                Files.Add(e.Key.Value);
                return IsNew(e.Key.Value, e);
            case Event.ResourceDeployed e:
                Files.Add(e.Key.Value);
                return IsNew(e.Key.Value, e);
            case Event.RequirementsDeleted e: return Files.Remove(e.Key.Value) ? null : $"file {e.Key.Value} is deleted twice";
            case Event.ResourceDeleted e: return Files.Remove(e.Key.Value) ? null : $"file {e.Key.Value} is deleted twice";
            case Event.ProcessDraining e:
                Draining.Add(e.Key);
                return Definitions.Remove(e.Key) ? null : $"definition {e.Key.Value} is deleted twice";
            case Event.ProcessDeleted e:
                if (!Draining.Remove(e.Key)) return $"definition {e.Key.Value} goes without having been deleted";
                return _definitionOf.ContainsValue(e.Key) ? $"definition {e.Key.Value} goes while instances of it run" : null;
            case Event.InstanceCreated e:
                Created.Add(e.Key);
                return Begins(e.Key, e.Definition) ?? IsNew(e.Key.Value, e);
            case Event.InstanceCalled e:
                _callers[e.Key] = (e.CallerInstance, e.Caller);
                return Begins(e.Key, e.Definition) ?? IsNew(e.Key.Value, e);
            case Event.InstanceMigrated e: return Begins(e.Instance, e.Definition);
            case Event.ElementActivating e: return IsNew(e.Key.Value, e);
            case Event.ElementCompleted e: return Ended(e.Key);
            case Event.ElementTerminated e: return Ended(e.Key);
            case Event.JobCreated e: return IsNew(e.Key.Value, e);
            case Event.MessagePublished e: return IsNew(e.Key.Value, e);
            case Event.IncidentCreated e:
                Incidents[e.Key] = e;
                return IsNew(e.Key.Value, e);
            case Event.UserTaskCreating e:
                UserTasks.Add(e.Key);
                return IsNew(e.Key.Value, e);
            case Event.UserTaskCompleted e: return UserTasks.Remove(e.Key) ? null : $"user task {e.Key.Value} was completed twice";
            case Event.UserTaskCanceled e: return UserTasks.Remove(e.Key) ? null : $"user task {e.Key.Value} was canceled when it was gone";
            case Event.IncidentResolved e: Incidents.Remove(e.Key); return null;
            case Event.TimerScheduled e:
                _timers[e.Key] = e.Due;
                return IsNew(e.Key.Value, e);
            case Event.TimerFired e when at < _timers[e.Key]: return $"timer {e.Key.Value} fired before it was due";
            case Event.SubscriptionOpened e:
                Subscriptions[e.Key] = (e.MessageName, e.CorrelationKey);
                return IsNew(e.Key.Value, e);
            case Event.SubscriptionClosed e: Subscriptions.Remove(e.Key); return null;
            case Event.SignalSubscriptionOpened e:
                Signals.Add(e.Key);
                return IsNew(e.Key.Value, e);
            case Event.SignalSubscriptionClosed e: return Signals.Remove(e.Key) ? null : $"signal subscription {e.Key.Value} is closed twice";
            case Event.ConditionOpened e:
                if (e.Element is { } element) Conditions[e.Key] = element;
                return IsNew(e.Key.Value, e);
            case Event.ConditionClosed e: Conditions.Remove(e.Key); return null;
            case Event.SignalBroadcast e: return IsNew(e.Key.Value, e);
            case Event.SubscriptionCorrelated e:
                if (_state.Subscription(e.Key) is { Interrupting: true }) Subscriptions.Remove(e.Key);
                return IsFirst(e.Message, e.ProcessId);
            case Event.InboundKept e:
                Kept.Add(e.Key);
                if (e.MessageId is { } item && !_items.Add(item)) return $"{item} of the source had its effect twice";
                return IsNew(e.Key.Value, e);
            case Event.VariableSet { Name: "item" } e when e.Scope == e.Instance.Root:
                var applied = $"item {Encoding.UTF8.GetString(e.Value.Span)}";
                return _items.Add(applied) ? null : $"{applied} of the source had its effect twice";
            case Event.InboundEnded e: return Kept.Remove(e.Key) ? null : $"entry {e.Key.Value} is done with twice";
            case Event.TriggerSuspended e:
                Suspensions.Add(e.Key, e);
                return IsNew(e.Key.Value, e);
            case Event.TriggerResumed e: return Suspensions.Remove(e.Key) ? null : $"suspension {e.Key.Value} ends twice";
            case Event.LeaseTaken e:
                if (_holder is { } holder) return $"lease '{e.Name}' was taken by {e.Owner} while {holder.Owner} held it";
                _holder = e;
                return IsNew(e.Token, e);
            case Event.LeaseEnded e:
                if (_holder?.Token != e.Token) return $"token {e.Token} ends, and nobody holds it";
                _holder = null;
                return null;
            case Event.PlaceMoved { Name: Readers.Source, Value: { Length: > 0 } place }:
                return place == $"{++_place}" ? null : $"the source was read up to {_place - 1}, and then {place}";
            case Event.MessageStartCorrelated e: return IsFirst(e.Message, e.ProcessId);
            default: return null;
        }
    }

    /// <summary>A new instance, or one that is migrated.</summary>
    private string? Begins(InstanceKey key, DefinitionKey definition)
    {
        Running.Add(key);
        _definitionOf[key] = definition;
        return Definitions.Contains(definition) ? null : $"instance {key.Value} begins, but its definition is deleted";
    }

    private string? Ended(ElementKey key)
    {
        Running.Remove(new(key.Value));
        _definitionOf.Remove(new(key.Value));
        _callers.Remove(new(key.Value));
        return _callers.Values.Any(caller => caller.Element == key) ? $"call activity {key.Value} ended before what it called" : null;
    }

    private string? IsNew(long key, Event @event) => _keys.Add(key) ? null : $"key {key} was given out again, for {@event.GetType().Name}";

    private string? IsFirst(MessageKey message, string processId) =>
        _correlated.Add((message.Value, processId)) ? null : $"message {message.Value} was correlated twice to {processId}";

    private static IEnumerable<string> Describe(IStore store) =>
        from family in Enum.GetValues<Family>()
        from pair in store.Scan(ColumnFamily.Of(family), [], [0xFF, 0xFF, 0xFF, 0xFF])
        select $"{family} {Convert.ToHexString(pair.Key)} = {Convert.ToHexString(pair.Value)}";
}
