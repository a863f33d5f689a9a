namespace Fairlead.Engine.Tests;

/// <summary>Does at each step something that is possible in the state at hand, and now and then something that is not.</summary>
internal sealed class RandomPath(EngineUnderTest engine, Random random, DrawnVersions versions)
{
    /// <summary>A modification can leave tokens at joins that nothing else comes to: such an instance ends only by hand.</summary>
    private const int StepsOfModified = 300;

    /// <summary>On most paths nobody cancels, or a path that hangs would be ended that way.</summary>
    private readonly bool _cancels = random.Next(3) == 0;

    private readonly bool _modifies = random.Next(3) == 0;

    /// <summary>Whether both versions are to be deployed, the other one first.</summary>
    public bool Migrates { get; } = random.Next(3) == 0;

    private readonly LifeCycles _cycles = new();
    private readonly List<InstanceKey> _instances = [];
    private readonly Dictionary<InstanceKey, InstanceKey> _callers = [];
    private readonly List<JobKey> _jobs = [];
    private readonly List<UserTaskKey> _tasks = [];
    private readonly List<Event.SubscriptionOpened> _subscriptions = [];
    private readonly List<Event.SignalSubscriptionOpened> _signals = [];
    private readonly List<Event.IncidentCreated> _incidents = [];
    private readonly List<ElementKey> _elements = [];
    private int _steps;

    public IEnumerable<string> Open => _cycles.Open;

    /// <summary>Instances that were created and have ended.</summary>
    public int EndedInstances { get; private set; }

    public bool HasEnded => _instances.Count == 0;

    private int JobsAtMost => Math.Max(0, 15 - (_steps / 50));

    public void Step()
    {
        _steps++;
        if (random.Next(15) == 0) engine.Restart();
        if (engine.State.HasDeferredWork() && random.Next(4) != 0)
        {
            Do(new Command.Continue());
            return;
        }

        // What is cancelled may wait for canceling listeners.
        if (_modifies && _steps > StepsOfModified && random.Next(2) == 0)
        {
            Do(new Command.CancelInstance(_instances[random.Next(_instances.Count)]));
            return;
        }

        if (_modifies && random.Next(8) == 0)
        {
            Modify();
            return;
        }

        if (Migrates && random.Next(6) == 0)
        {
            Migrate();
            return;
        }

        switch (random.Next(10))
        {
            case 1 or 2 when Any(_tasks) is { } task && random.Next(2) == 0: Change(task); break;
            case 0 or 1 or 2 when Any(_jobs) is { } job: Work(job); break;
            // What begins beside other work each time must not grow faster than it is done, and comes to an end.
            case 3 when _jobs.Count <= JobsAtMost && Any(_subscriptions) is { } subscription:
                Do(new Command.PublishMessage(
                    subscription.MessageName,
                    subscription.CorrelationKey,
                    TimeSpan.FromSeconds(random.Next(2) * 30),
                    "",
                    EngineUnderTest.Json("""{"news": true}"""),
                    random.Next(3) == 0 ? $"inbound-{random.Next(1_000_000)}" : null));
                break;
            case 4 or 5 when engine.State.NextDue() is { } due:
                engine.Now = due > engine.Now ? due : engine.Now;
                Do(new Command.Tick());
                break;
            case 6 when Any(_incidents) is { } incident:
                // An error end event that nothing catches throws again and again.
                if (incident is { ErrorType: "UNHANDLED_ERROR_EVENT", Job: null } && random.Next(4) == 0)
                {
                    Do(new Command.CancelInstance(Top(incident.Instance)));
                    break;
                }

                if (incident.Job is { } failed) Do(new Command.UpdateJob(failed, random.Next(1, 3), null));
                Do(new Command.ResolveIncident(incident.Key));
                break;
            case 7 when random.Next(10) == 0:
                Do(new Command.ActivateJobs("work", "w", TimeSpan.FromSeconds(random.Next(1, 60)), random.Next(1, 5), [], 1_000));
                break;
            case 9 when _jobs.Count <= JobsAtMost && Any(_signals) is { } signal:
                Do(new Command.BroadcastSignal(signal.SignalName, EngineUnderTest.Json("""{"signal": true}""")));
                break;
            case 8 when _cancels && random.Next(60) == 0: Do(new Command.CancelInstance(_instances[random.Next(_instances.Count)])); break;
            case 8 when _jobs.Count <= JobsAtMost && random.Next(8) == 0 && Any(_elements) is { } chosen
                && AdHocCommands.Begin(engine, random, chosen) is { } begin:
                Do(begin);
                break;
            case 8 when _jobs.Count <= JobsAtMost && Any(_elements) is { } scope:
                Do(new Command.SetVariables(scope, EngineUnderTest.Json($$"""{"choice": {{random.Next(3)}}}"""), random.Next(2) == 0));
                break;
        }
    }

    public void Do(Command command)
    {
        var outcome = engine.Do(command);
        foreach (var @event in outcome.Events)
        {
            _cycles.Read(@event);
            Remember(@event);
        }
    }

    /// <summary>Whatever can be named; much of it is refused.</summary>
    private void Modify()
    {
        var active = _elements[random.Next(_elements.Count)];
        var instance = engine.State.Element(active)!.Instance;
        var variables = new List<ScopedVariables>();
        if (random.Next(3) == 0) variables.Add(new(random.Next(2) == 0 ? "" : Id(), EngineUnderTest.Json("""{"choice": 1}""")));
        Do(random.Next(4) switch
        {
            0 => new Command.ModifyInstance(instance, [new(Id(), random.Next(3) == 0 ? active : null, variables)], [], []),
            1 => new Command.ModifyInstance(instance, [], [], [random.Next(3) == 0 ? new(Id(), null) : new(null, active)]),
            2 => new Command.ModifyInstance(
                instance, [], [new(new(null, active), Id(), random.Next(2) == 0 ? AncestorKind.Usual : AncestorKind.Inferred, null, variables)], []),
            _ => new Command.ModifyInstance(
                instance, [new(Id(), null, variables)], [new(new(Id(), null), Id(), AncestorKind.SourceParent, null, [])], [new(null, active)]),
        });
    }

    private string Id() => versions.Ids[random.Next(versions.Ids.Count)];

    /// <summary>To the other version. Now and then a mapping is missing: then an event is closed and opened anew, or the migration is refused.</summary>
    private void Migrate()
    {
        var instance = engine.State.Element(_elements[random.Next(_elements.Count)])!.Instance;
        var root = engine.State.Element(instance.Root)!;
        var targets = engine.State.VersionsOf(null, root.ElementId).ToList();
        var toOther = root.Definition == targets[^1].Key;
        Do(new Command.MigrateInstance(
            instance,
            targets[toOther ? 0 : ^1].Key,
            [.. versions.Map(root.ElementId, toOther).Where(_ => random.Next(30) > 0)]));
    }

    private void Change(UserTaskKey task) => Do(random.Next(6) switch
    {
        0 => new Command.AssignUserTask(task, $"person{random.Next(3)}", random.Next(2) == 0, "random"),
        1 => new Command.UnassignUserTask(task, ""),
        2 => new Command.UpdateUserTask(task, new(null, null, null, null, ["random"], random.Next(102)), "random"),
        _ => new Command.CompleteUserTask(task, EngineUnderTest.Json($$"""{"answer": {{random.Next(5)}}}"""), ""),
    });

    /// <summary>Errors are thrown seldom enough that a path which catches none comes to its end.</summary>
    private void Work(JobKey job) => Do(random.Next(12) switch
    {
        > 2 when AdHocCommands.Find(engine, job) is { } adHoc => AdHocCommands.Decide(engine, random, job, adHoc, canBegin: _jobs.Count <= JobsAtMost),
        3 or 4 when engine.State.Job(job)?.Kind is JobKind.TaskListener => new Command.CompleteJob(
            job, default, new JobResult.UserTask(random.Next(3) == 0, "random", random.Next(2) == 0 ? null : new($"other{random.Next(3)}", null, null, null, null, null))),
        5 or 6 or 7 when engine.State.Job(job)?.Kind is JobKind.TaskListener => new Command.CompleteJob(job, default),
        0 or 1 => new Command.FailJob(job, random.Next(2), TimeSpan.FromSeconds(random.Next(2) * 10), "", default),
        2 => new Command.ThrowError(job, "E1", "", EngineUnderTest.Json("""{"why": "random"}""")),
        _ => new Command.CompleteJob(job, EngineUnderTest.Json($$"""{"answer": {{random.Next(5)}}}""")),
    });

    private void Remember(Event @event)
    {
        switch (@event)
        {
            case Event.InstanceCreated e:
                _instances.Add(e.Key);
                _elements.Add(e.Key.Root);
                break;
            case Event.InstanceCalled e:
                _callers[e.Key] = e.CallerInstance;
                _elements.Add(e.Key.Root);
                break;
            case Event.ElementActivating e: _elements.Add(e.Key); break;
            case Event.ElementCompleted e: Ended(e.Key, e.Instance); break;
            case Event.ElementTerminated e: Ended(e.Key, e.Instance); break;
            case Event.UserTaskCreating e: _tasks.Add(e.Key); break;
            case Event.UserTaskCompleted e: _tasks.Remove(e.Key); break;
            case Event.UserTaskCanceled e: _tasks.Remove(e.Key); break;
            case Event.JobCreated e: _jobs.Add(e.Key); break;
            case Event.JobCompleted e: _jobs.Remove(e.Key); break;
            case Event.JobCanceled e: _jobs.Remove(e.Key); break;
            case Event.SubscriptionOpened e: _subscriptions.Add(e); break;
            case Event.SubscriptionCorrelated e: _subscriptions.RemoveAll(open => open.Key == e.Key && open.Interrupting); break;
            case Event.SubscriptionClosed e: _subscriptions.RemoveAll(open => open.Key == e.Key); break;
            case Event.SignalSubscriptionOpened e: _signals.Add(e); break;
            case Event.SignalSubscriptionClosed e: _signals.RemoveAll(open => open.Key == e.Key); break;
            case Event.IncidentCreated e: _incidents.Add(e); break;
            case Event.IncidentResolved e: _incidents.RemoveAll(open => open.Key == e.Key); break;
        }
    }

    private void Ended(ElementKey key, InstanceKey instance)
    {
        _elements.Remove(key);
        if (key != instance.Root || _callers.Remove(instance)) return;
        _instances.Remove(instance);
        EndedInstances++;
    }

    private InstanceKey Top(InstanceKey instance) => _callers.TryGetValue(instance, out var caller) ? Top(caller) : instance;

    private T? Any<T>(List<T> list)
        where T : class => list.Count == 0 ? null : list[random.Next(list.Count)];

    private JobKey? Any(List<JobKey> list) => list.Count == 0 ? null : list[random.Next(list.Count)];

    private UserTaskKey? Any(List<UserTaskKey> list) => list.Count == 0 ? null : list[random.Next(list.Count)];

    private ElementKey? Any(List<ElementKey> list) => list.Count == 0 ? null : list[random.Next(list.Count)];
}
