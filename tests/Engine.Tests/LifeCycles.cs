namespace Fairlead.Engine.Tests;

/// <summary>
/// Reads a journal and objects to what cannot be: an element that ends before its children, a job that ends twice, a key given out
/// again. Knows nothing of the state.
/// </summary>
internal sealed class LifeCycles
{
    private readonly HashSet<long> _keys = [];
    private readonly Dictionary<ElementKey, (ElementKey? Scope, string Phase)> _elements = [];
    private readonly Dictionary<(string Kind, long Key), string> _open = [];

    /// <summary>What has begun and not ended, as text.</summary>
    public IEnumerable<string> Open =>
        _open.Select(pair => $"{pair.Key.Kind} {pair.Value}").Concat(_elements.Select(pair => $"element {pair.Key.Value} {pair.Value.Phase}"));

    public void Read(Event @event)
    {
        switch (@event)
        {
            case Event.InstanceCreated e: Begin(e.Key.Root, null); break;
            // A caller ends after what it called, as a scope does.
            case Event.InstanceCalled e: Begin(e.Key.Root, e.Caller); break;
            case Event.ElementActivating e: Begin(e.Key, e.Scope); break;
            case Event.ElementActivated e: Go(e.Key, ["activating"], "activated"); break;
            case Event.ElementCompleting e: Go(e.Key, ["activated"], "completing"); break;
            case Event.ElementCompleted e: End(e.Key, "completing"); break;
            case Event.ElementTerminating e: Go(e.Key, ["activating", "activated", "completing"], "terminating"); break;
            case Event.ElementTerminated e: End(e.Key, "terminating"); break;
            case Event.JobCreated e: Add("job", e.Key.Value, e.ElementId); break;
            case Event.JobCompleted e: Remove("job", e.Key.Value); break;
            case Event.JobCanceled e: Remove("job", e.Key.Value); break;
            case Event.TimerScheduled e: Add("timer", e.Key.Value, e.CatchId); break;
            case Event.TimerFired e: Remove("timer", e.Key.Value); break;
            case Event.TimerCanceled e: Remove("timer", e.Key.Value); break;
            case Event.MessagePublished e: Add("message", e.Key.Value, e.Name); break;
            case Event.MessageExpired e: Remove("message", e.Key.Value); break;
            case Event.SubscriptionOpened e: Add(e.Interrupting ? "subscription" : "repeated subscription", e.Key.Value, e.CatchId); break;
            case Event.SubscriptionCorrelated e: _open.Remove(("subscription", e.Key.Value)); break;
            case Event.SubscriptionClosed e:
                Assert.True(_open.Remove(("subscription", e.Key.Value)) || _open.Remove(("repeated subscription", e.Key.Value)), $"{e}");
                break;
            case Event.SignalSubscriptionOpened e: Add("signal subscription", e.Key.Value, e.CatchId); break;
            case Event.ConditionOpened { Element: not null } e: Add("condition", e.Key.Value, e.CatchId); break;
            case Event.ConditionClosed e: _open.Remove(("condition", e.Key.Value)); break;
            case Event.ConditionsDeferred e: _open[("evaluation", e.Key.Value)] = $"{e.Instance}"; break;
            case Event.ConditionsDone e: Remove("evaluation", e.Key.Value); break;
            case Event.CompensationOpened e: Add("compensation", e.Key.Value, e.ActivityId); break;
            case Event.CompensationTriggered e: Remove("compensation", e.Key.Value); break;
            case Event.CompensationClosed e: Remove("compensation", e.Key.Value); break;
            case Event.SignalDeferred e: _open[("broadcast", e.Key.Value)] = e.Name; break;
            case Event.SignalDone e: Remove("broadcast", e.Key.Value); break;
            case Event.SignalSubscriptionClosed e: Remove("signal subscription", e.Key.Value); break;
            case Event.DecisionEvaluated e: Assert.True(_keys.Add(e.Key.Value), $"Key {e.Key.Value} is given out again."); break;
            case Event.UserTaskCreating e: Add("user task", e.Key.Value, e.ElementId); break;
            case Event.UserTaskCompleted e: Remove("user task", e.Key.Value); break;
            case Event.UserTaskCanceled e: Remove("user task", e.Key.Value); break;
            case Event.IncidentCreated e: Add("incident", e.Key.Value, e.ElementId); break;
            case Event.IncidentResolved e: Remove("incident", e.Key.Value); break;
            case Event.WorkDeferred e: Add("work", e.Key.Value, $"{e.Work}"); break;
            case Event.WorkResumed e: Remove("work", e.Key.Value); break;
        }
    }

    private void Begin(ElementKey key, ElementKey? scope)
    {
        Assert.True(_keys.Add(key.Value), $"Key {key.Value} is given out again.");
        if (scope is { } around) Assert.Equal("activated", _elements[around].Phase);
        _elements.Add(key, (scope, "activating"));
    }

    private void Go(ElementKey key, string[] from, string to)
    {
        var (scope, phase) = _elements[key];
        Assert.Contains(phase, from);
        _elements[key] = (scope, to);
    }

    private void End(ElementKey key, string from)
    {
        Assert.Equal(from, _elements[key].Phase);
        Assert.DoesNotContain(_elements.Values, element => element.Scope == key);
        _elements.Remove(key);
    }

    private void Add(string kind, long key, string name)
    {
        Assert.True(_keys.Add(key), $"Key {key} is given out again.");
        _open.Add((kind, key), name);
    }

    private void Remove(string kind, long key) => Assert.True(_open.Remove((kind, key)), $"There is no {kind} {key} that could end.");
}
