using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class UserTaskFold
{
    private static readonly UserTaskAttributes Nothing = new("", [], [], "", "", 0);

    public static void Apply(StateTables tables, Event.UserTaskCreating e)
    {
        tables.UseKey(e.Key.Value);
        tables.UserTasks.Add(e.Key, new UserTask
        {
            Key = e.Key,
            Element = e.Element,
            Phase = UserTaskPhase.Creating,
            Attributes = Nothing,
            ExternalForm = e.ExternalForm,
            Form = e.Form,
            Change = new("", e.Attributes, [], default, ListenersDone: 0),
        });
        SetOnElement(tables, e.Element, e.Key);
    }

    public static void Apply(StateTables tables, Event.UserTaskChanging e) => tables.UserTasks.Put(e.Key, Find(tables, e.Key) with
    {
        Phase = e.Phase,
        Change = new(e.Action, e.Wanted, [.. e.Changed], e.Variables, ListenersDone: 0),
    });

    public static void Apply(StateTables tables, Event.UserTaskCorrected e)
    {
        var task = Find(tables, e.Key);
        tables.UserTasks.Put(e.Key, task with { Change = Fold.Expect(task.Change, e.Key) with { Wanted = e.Wanted, Changed = [.. e.Changed] } });
    }

    /// <summary>A change is done or denied.</summary>
    /// <param name="attributes">Null leaves them as they were.</param>
    public static void Settle(StateTables tables, UserTaskKey key, UserTaskAttributes? attributes)
    {
        var task = Find(tables, key);
        tables.UserTasks.Put(key, task with { Phase = UserTaskPhase.Created, Attributes = attributes ?? task.Attributes, Change = null });
    }

    public static void Apply(StateTables tables, Event.UserTaskCanceling e)
    {
        var task = Find(tables, e.Key);
        tables.UserTasks.Put(e.Key, task with
        {
            Phase = UserTaskPhase.Canceling,
            Change = new("", task.Attributes, [], default, ListenersDone: 0),
        });
    }

    public static void Remove(StateTables tables, UserTaskKey key)
    {
        SetOnElement(tables, Find(tables, key).Element, null);
        tables.UserTasks.Remove(key);
    }

    /// <summary>The job of a listener was completed: the next one has its turn.</summary>
    public static void CountListener(StateTables tables, Event.JobCompleted e)
    {
        if (tables.Jobs.Find(e.Key) is not { Kind: JobKind.TaskListener } job) return;
        var element = Fold.Expect(tables.Elements.Find(job.Element), job.Element);
        var task = Find(tables, element.UserTask ?? default);
        var change = Fold.Expect(task.Change, task.Key);
        tables.UserTasks.Put(task.Key, task with { Change = change with { ListenersDone = change.ListenersDone + 1 } });
    }

    private static UserTask Find(StateTables tables, UserTaskKey key) => Fold.Expect(tables.UserTasks.Find(key), key);

    private static void SetOnElement(StateTables tables, ElementKey key, UserTaskKey? task) =>
        tables.Elements.Put(key, Fold.Expect(tables.Elements.Find(key), key) with { UserTask = task });
}
