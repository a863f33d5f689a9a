using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to outside events and their sources: numbers 125 to 129 and 133 to 139.</summary>
internal static class InboundEvents
{
    /// <returns>Whether it is one of these.</returns>
    public static bool Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.InboundApplied e:
                w.Int(125);
                w.OptionalText(e.Tenant);
                InboundCodec.Write(w, e.Target);
                w.Text(e.DeduplicationKey);
                w.Optional(e.Entry?.Value);
                w.Long(e.AnswerKey);
                w.Optional(e.Instance?.Value);
                w.Long(e.KeptUntil.UnixMilliseconds);
                w.Optional(e.AnswerDefinition?.Value);
                return true;
            case Event.InboundKept e:
                w.Int(126);
                w.Long(e.Key.Value);
                w.OptionalText(e.Tenant);
                InboundCodec.Write(w, e.Target);
                w.Flag(e.IsHeld);
                w.Text(e.Code);
                w.Text(e.Reason);
                w.Blob(e.Payload.Span);
                w.OptionalText(e.DeduplicationKey);
                w.OptionalText(e.MessageId);
                w.Long(e.At.UnixMilliseconds);
                w.Long(e.KeptUntil.UnixMilliseconds);
                return true;
            case Event.InboundTriedAgain e:
                w.Int(127);
                w.Long(e.Key.Value);
                w.Flag(e.IsHeld);
                w.Text(e.Code);
                w.Text(e.Reason);
                w.Long(e.At.UnixMilliseconds);
                w.Long(e.KeptUntil.UnixMilliseconds);
                return true;
            case Event.InboundEdited e:
                w.Int(128);
                w.Long(e.Key.Value);
                w.Blob(e.Payload.Span);
                return true;
            case Event.InboundEnded e:
                w.Int(129);
                w.Long(e.Key.Value);
                w.Int((int)e.End);
                w.Long(e.AnswerKey);
                w.Long(e.AnswerInstance);
                w.Optional(e.AnswerDefinition?.Value);
                w.Optional(e.RememberedUntil?.UnixMilliseconds);
                return true;
            case Event.InboundKeptLonger e:
                w.Int(133);
                w.Long(e.Key.Value);
                w.Long(e.KeptUntil.UnixMilliseconds);
                w.Flag(e.IsSpared);
                return true;
            case Event.TriggerSuspended e:
                w.Int(134);
                w.Long(e.Key.Value);
                w.OptionalText(e.Tenant);
                w.Text(e.ProcessId);
                w.OptionalText(e.ElementId);
                w.Long(e.At.UnixMilliseconds);
                return true;
            case Event.TriggerResumed e:
                w.Int(135);
                w.Long(e.Key.Value);
                return true;
            case Event.LeaseTaken e:
                w.Int(136);
                w.Text(e.Name);
                w.Text(e.Owner);
                w.Long(e.Token);
                w.Long(e.Until.UnixMilliseconds);
                return true;
            case Event.LeaseRenewed e:
                w.Int(137);
                w.Long(e.Token);
                w.Long(e.Until.UnixMilliseconds);
                return true;
            case Event.LeaseEnded e:
                w.Int(138);
                w.Long(e.Token);
                return true;
            case Event.PlaceMoved e:
                w.Int(139);
                w.OptionalText(e.Tenant);
                w.Text(e.Name);
                w.Text(e.Value);
                return true;
            default: return false;
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        125 => new Event.InboundApplied(
            r.OptionalText(),
            InboundCodec.ReadTarget(ref r),
            r.Text(),
            Entry(ref r),
            r.Long(),
            r.Optional() is { } instance ? new InstanceKey(instance) : null,
            new(r.Long()),
            Definition(ref r)),
        126 => new Event.InboundKept(
            new(r.Long()),
            r.OptionalText(),
            InboundCodec.ReadTarget(ref r),
            r.Flag(),
            r.Text(),
            r.Text(),
            r.Blob(),
            r.OptionalText(),
            r.OptionalText(),
            new(r.Long()),
            new(r.Long())),
        127 => new Event.InboundTriedAgain(new(r.Long()), r.Flag(), r.Text(), r.Text(), new(r.Long()), new(r.Long())),
        128 => new Event.InboundEdited(new(r.Long()), r.Blob()),
        129 => new Event.InboundEnded(
            new(r.Long()), (InboundEnd)r.Int(), r.Long(), r.Long(), Definition(ref r), r.Optional() is { } until ? new Timestamp(until) : null),
        133 => new Event.InboundKeptLonger(new(r.Long()), new(r.Long()), r.Flag()),
        134 => new Event.TriggerSuspended(new(r.Long()), r.OptionalText(), r.Text(), r.OptionalText(), new(r.Long())),
        135 => new Event.TriggerResumed(new(r.Long())),
        136 => new Event.LeaseTaken(r.Text(), r.Text(), r.Long(), new(r.Long())),
        137 => new Event.LeaseRenewed(r.Long(), new(r.Long())),
        138 => new Event.LeaseEnded(r.Long()),
        139 => new Event.PlaceMoved(r.OptionalText(), r.Text(), r.Text()),
        _ => throw new UnreachableException($"No event has the number {number}."),
    };

    private static InboxKey? Entry(ref RecordReader r) => r.Optional() is { } entry ? new InboxKey(entry) : null;

    private static DefinitionKey? Definition(ref RecordReader r) => r.Optional() is { } definition ? new DefinitionKey(definition) : null;
}
