using Fairlead.Engine;

namespace Fairlead.Testing.Processes;

/// <summary>Sees everything that happens, and remembers what tests ask for.</summary>
internal sealed class Witness
{
    private readonly Lock _gate = new();
    private readonly List<TestInstance> _instances = [];
    private readonly Dictionary<JobKey, (string Type, string ElementId)> _jobs = [];
    private readonly Dictionary<UserTaskKey, string> _userTasks = [];

    public IReadOnlyList<TestInstance> Instances
    {
        get
        {
            lock (_gate)
                return [.. _instances];
        }
    }

    /// <summary>Jobs that are not done, as "type at element".</summary>
    public IReadOnlyList<string> Jobs
    {
        get
        {
            lock (_gate)
                return [.. _jobs.Values.Select(job => $"{job.Type} at {job.ElementId}")];
        }
    }

    /// <summary>Keys and element ids of user tasks that are not done.</summary>
    public IReadOnlyList<(UserTaskKey Key, string ElementId)> UserTasks
    {
        get
        {
            lock (_gate)
                return [.. _userTasks.Select(task => (task.Key, task.Value))];
        }
    }

    public void See(IReadOnlyList<Event> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
                See(happened);
        }
    }

    private void See(Event happened)
    {
        switch (happened)
        {
            case Event.InstanceCreated created:
                _instances.Add(new TestInstance(created.Key, created.ProcessId));
                break;
            case Event.InstanceCalled called:
                _instances.Add(new TestInstance(called.Key, called.ProcessId));
                break;
            case Event.JobCreated created:
                _jobs[created.Key] = (created.Type, created.ElementId);
                break;
            case Event.JobCompleted { Key: var key }:
                _jobs.Remove(key);
                break;
            case Event.JobErrorThrown { Key: var key }:
                _jobs.Remove(key);
                break;
            case Event.JobCanceled { Key: var key }:
                _jobs.Remove(key);
                break;
            case Event.UserTaskCreating creating:
                _userTasks[creating.Key] = creating.ElementId;
                break;
            case Event.UserTaskCompleted { Key: var key }:
                _userTasks.Remove(key);
                break;
            case Event.UserTaskCanceled { Key: var key }:
                _userTasks.Remove(key);
                break;
        }

        if (InstanceOf(happened) is { } instance)
            _instances.FindLast(candidate => candidate.EngineKey == instance)?.Apply(happened);
    }

    private static InstanceKey? InstanceOf(Event happened) => happened switch
    {
        Event.ElementActivating element => element.Instance,
        Event.ElementCompleted element => element.Instance,
        Event.ElementTerminated element => element.Instance,
        Event.ElementDiscarded element => element.Instance,
        Event.VariableSet variable => variable.Instance,
        Event.IncidentCreated incident => incident.Instance,
        Event.IncidentResolved incident => incident.Instance,
        _ => null,
    };
}
