using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;

namespace Fairlead.Broker;

/// <summary>
/// What people do with user tasks. Each call returns when the task listeners have agreed and the change is durable; one that they deny is a
/// <see cref="Protocol.ClusterException"/>.
/// </summary>
public sealed class UserTasks
{
    /// <summary>How long a caller waits for task listeners. The change goes on afterwards.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly PartitionLoop _loop;

    internal UserTasks(PartitionLoop loop) => _loop = loop;

    /// <param name="allowOverride">Whether the task may be taken from whom it is assigned to.</param>
    /// <param name="action">What the caller calls it; listeners see it.</param>
    public Task AssignAsync(
        Protocol.UserTaskKey task, string assignee, bool allowOverride, string action, CancellationToken cancellation) =>
        ChangeAsync(new Command.AssignUserTask(new(task.Value), assignee, allowOverride, action), 0, "ASSIGN", cancellation);

    public Task UnassignAsync(Protocol.UserTaskKey task, string action, CancellationToken cancellation) =>
        ChangeAsync(new Command.UnassignUserTask(new(task.Value), action), 0, "ASSIGN", cancellation);

    public Task UpdateAsync(
        Protocol.UserTaskKey task, Protocol.Rest.UserTaskChangeset changes, string action, CancellationToken cancellation)
    {
        var corrections = new UserTaskCorrections(
            null, changes.DueDate, changes.FollowUpDate, changes.CandidateUsers, changes.CandidateGroups, changes.Priority);
        return ChangeAsync(new Command.UpdateUserTask(new(task.Value), corrections, action), 0, "UPDATE", cancellation);
    }

    /// <param name="variables">UTF-8 JSON object.</param>
    public Task CompleteAsync(
        Protocol.UserTaskKey task, ReadOnlyMemory<byte> variables, string action, CancellationToken cancellation)
    {
        var command = new Command.CompleteUserTask(new(task.Value), Variables.Check(variables), action);
        return ChangeAsync(command, variables.Length, "COMPLETE", cancellation);
    }

    private async Task ChangeAsync(Command command, int sizeBytes, string intent, CancellationToken cancellation)
    {
        var pending = new PendingChange(command, sizeBytes, Wait);
        _loop.Submit(pending);
        Answers.Expect<Reply.Done>(await pending.WaitAsync(cancellation).ConfigureAwait(false), intent);
    }
}
