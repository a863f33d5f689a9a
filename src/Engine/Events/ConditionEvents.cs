using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of conditional events: numbers 74 to 78. See <see cref="EventCodec"/>.</summary>
internal static class ConditionEvents
{
    public static void Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.ConditionOpened e:
                w.Int(74);
                w.Long(e.Key.Value);
                w.Optional(e.Element?.Value);
                w.Optional(e.Instance?.Value);
                w.Long(e.Definition.Value);
                w.Text(e.CatchId);
                break;
            case Event.ConditionClosed e:
                w.Int(75);
                w.Long(e.Key.Value);
                break;
            case Event.ConditionsEvaluated e:
                w.Int(76);
                w.Long(e.Key.Value);
                w.Optional(e.Definition?.Value);
                w.Blob(e.Variables.Span);
                break;
            case Event.ConditionsDeferred e:
                w.Int(77);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                ConditionCodec.Write(w, e.Changes);
                w.Long(e.After.Value);
                break;
            case Event.ConditionsDone e:
                w.Int(78);
                w.Long(e.Key.Value);
                break;
            default: throw new UnreachableException($"No bytes for {@event}.");
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        74 => new Event.ConditionOpened(
            new(r.Long()),
            r.Optional() is { } element ? new ElementKey(element) : null,
            r.Optional() is { } instance ? new InstanceKey(instance) : null,
            new(r.Long()),
            r.Text()),
        75 => new Event.ConditionClosed(new(r.Long())),
        76 => new Event.ConditionsEvaluated(
            new(r.Long()), r.Optional() is { } definition ? new DefinitionKey(definition) : null, r.Blob()),
        77 => new Event.ConditionsDeferred(new(r.Long()), new(r.Long()), ConditionCodec.ReadChanges(ref r), new(r.Long())),
        78 => new Event.ConditionsDone(new(r.Long())),
        _ => throw new UnreachableException($"No event of conditions has the number {number}."),
    };
}
