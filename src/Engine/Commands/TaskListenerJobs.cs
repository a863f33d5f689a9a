using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>What the worker of a task listener gets besides what every worker gets.</summary>
internal static class TaskListenerJobs
{
    /// <returns>Null for other jobs.</returns>
    public static ActivatedUserTask? UserTaskOf(State state, Job job) =>
        Find(state, job) is { Change: { } change } task ? new(task.Key, change.Action, change.Wanted, change.Changed, task.Form) : null;

    /// <summary>What the element sees, and over it the variables that the task is to be completed with.</summary>
    /// <param name="names">Empty for all.</param>
    /// <returns>Null when there is nothing to lay over.</returns>
    public static ReadOnlyMemory<byte>? VariablesOf(State state, Job job, IReadOnlyList<string> names)
    {
        if (Find(state, job) is not { Change.Variables: { IsEmpty: false } given }) return null;
        var over = CatchEvents.Read(given).Where(variable => names.Count == 0 || names.Contains(variable.Name)).ToList();
        if (over.Count == 0) return null;
        var under = Scopes.Visible(state, job.Element)
            .Where(variable => (names.Count == 0 || names.Contains(variable.Name)) && !over.Exists(other => other.Name == variable.Name));
        return JsonValues.WriteObject([.. under, .. over]);
    }

    private static UserTask? Find(State state, Job job) =>
        job.Kind is JobKind.TaskListener && state.Element(job.Element) is { UserTask: { } key } ? state.UserTask(key) : null;
}
