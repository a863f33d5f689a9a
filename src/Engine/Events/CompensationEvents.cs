using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of compensation: numbers 70 to 73. See <see cref="EventCodec"/>.</summary>
internal static class CompensationEvents
{
    public static void Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.CompensationOpened e:
                w.Int(70);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Scope.Value);
                w.Long(e.Activity.Value);
                w.Text(e.ActivityId);
                w.OptionalText(e.HandlerId);
                w.Flag(e.HasContent);
                break;
            case Event.CompensationThrown e:
                w.Int(71);
                w.Long(e.Thrower.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Before.Value);
                break;
            case Event.CompensationTriggered e:
                w.Int(72);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Thrower.Value);
                w.Long(e.Handler.Value);
                break;
            case Event.CompensationClosed e:
                w.Int(73);
                w.Long(e.Key.Value);
                break;
            default: throw new UnreachableException($"No bytes for {@event}.");
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        70 => new Event.CompensationOpened(
            new(r.Long()), new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.OptionalText(), r.Flag()),
        71 => new Event.CompensationThrown(new(r.Long()), new(r.Long()), new(r.Long())),
        72 => new Event.CompensationTriggered(new(r.Long()), new(r.Long()), new(r.Long()), new(r.Long())),
        73 => new Event.CompensationClosed(new(r.Long())),
        _ => throw new UnreachableException($"No event of compensation has the number {number}."),
    };
}
