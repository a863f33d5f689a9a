namespace Fairlead.Engine;

public abstract partial record Command
{
    /// <param name="AllowOverride">Whether a task may be taken from whom it is assigned to.</param>
    /// <param name="Action">What the caller calls it; listeners see it.</param>
    public sealed record AssignUserTask(UserTaskKey Key, string Assignee, bool AllowOverride, string Action) : Command;

    public sealed record UnassignUserTask(UserTaskKey Key, string Action) : Command;

    /// <param name="Changes">The assignee is not among them.</param>
    public sealed record UpdateUserTask(UserTaskKey Key, UserTaskCorrections Changes, string Action) : Command;

    public sealed record CompleteUserTask(UserTaskKey Key, ReadOnlyMemory<byte> Variables, string Action) : Command;
}
