using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class TimerFold
{
    public static void Apply(StateTables tables, Event.TimerScheduled e)
    {
        tables.UseKey(e.Key.Value);
        tables.Timers.Add(e.Key, new TimerRecord(
            e.Key, e.Element, e.Instance, e.Definition, e.CatchId, e.Due, e.RepetitionsLeft, e.Interval));
        tables.Due.Add(Due(e.Due, e.Key));
        if (e.Element is { } key)
        {
            var element = Fold.Expect(tables.Elements.Find(key), key);
            tables.Elements.Put(key, element with { Timers = element.Timers.Add(e.Key) });
        }
        else
        {
            var use = tables.Uses.Find(e.Definition) ?? DefinitionUse.None;
            tables.Uses.Put(e.Definition, use with { Timers = use.Timers.Add(e.Key) });
        }
    }

    public static void Remove(StateTables tables, TimerKey key)
    {
        var timer = Fold.Expect(tables.Timers.Find(key), key);
        tables.Timers.Remove(key);
        tables.Due.Remove(Due(timer.Due, key));
        if (timer.Element is { } elementKey)
        {
            var element = Fold.Expect(tables.Elements.Find(elementKey), elementKey);
            tables.Elements.Put(elementKey, element with { Timers = element.Timers.Remove(key) });
        }
        else
        {
            var use = Fold.Expect(tables.Uses.Find(timer.Definition), timer.Definition);
            tables.Uses.Put(timer.Definition, use with { Timers = use.Timers.Remove(key) });
        }
    }

    private static DueEntry Due(Timestamp at, TimerKey key) => new(at, DueKind.Timer, key.Value, "");
}
