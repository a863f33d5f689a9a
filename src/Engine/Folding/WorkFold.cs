using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class WorkFold
{
    public static void Apply(StateTables tables, Event.WorkDeferred e)
    {
        tables.UseKey(e.Key.Value);
        tables.Work.Add(e.Key, e.Work);
        tables.WorkQueue.Add(default, e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.WorkResumed e)
    {
        tables.Work.Remove(e.Key);
        tables.WorkQueue.Remove(default, e.Key.Value);
    }
}
