using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Running;

/// <summary>Who waits for the listeners of a user task: at most one for each, because a task changes one thing at a time.</summary>
internal sealed class TaskChanges(Deadlines deadlines)
{
    private readonly Dictionary<Engine.UserTaskKey, PendingChange> _waiting = [];

    public IEnumerable<PendingChange> Waiting => _waiting.Values;

    public void Add(Engine.UserTaskKey task, PendingChange pending, Timestamp now)
    {
        pending.UserTask = task;
        _waiting[task] = pending;
        pending.Deadline = deadlines.Add(pending, now + pending.Wait);
    }

    /// <returns>Who waited, if somebody still does.</returns>
    public PendingChange? Settle(Engine.UserTaskKey task)
    {
        if (!_waiting.Remove(task, out var pending))
            return null;
        deadlines.Forget(pending.Deadline);
        return pending;
    }

    /// <returns>What a caller is told whose patience is over.</returns>
    public ClusterException Expire(PendingChange pending)
    {
        _waiting.Remove(pending.UserTask);
        return new ClusterException(
            ClusterError.DeadlineExceeded,
            $"Expected the listeners of user task {pending.UserTask.Value} to answer within {pending.Wait.TotalSeconds} s, but they still work. "
            + "The change takes effect when they are done.");
    }

    public void Clear() => _waiting.Clear();
}
