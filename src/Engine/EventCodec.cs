using System.Buffers;
using System.Diagnostics;

using Fairlead.Engine.Events;
using Fairlead.Engine.Tables;

namespace Fairlead.Engine;

/// <summary>The bytes of an event in a journal: a number for the case, then its fields. Old bytes stay readable for ever.</summary>
/// <remarks>
/// A case keeps its number. A field may be added at the end of a case only together with a new number for it; the old number is then
/// read as before, with a default for the field.
/// </remarks>
public static class EventCodec
{
    public static void Write(IBufferWriter<byte> writer, Event @event)
    {
        var w = new RecordWriter(writer);
        switch (@event)
        {
            case Event.ProcessDeployed e:
                TenantEvents.Begin(w, e.Tenant);
                w.Int(1);
                w.Long(e.Key.Value);
                w.Long(e.Deployment.Value);
                w.Text(e.ProcessId);
                w.OptionalText(e.Name);
                w.Int(e.Version);
                w.OptionalText(e.VersionTag);
                w.Text(e.ResourceName);
                w.Blob(e.Resource.Span);
                break;
            case Event.MessageStartOpened e:
                w.Int(2);
                w.Long(e.Key.Value);
                w.Long(e.Definition.Value);
                w.Text(e.ProcessId);
                w.Text(e.ElementId);
                w.Text(e.MessageName);
                break;
            case Event.MessageStartClosed e: Keyed(w, 3, e.Key.Value); break;
            case Event.ElementActivating e:
                w.Int(5);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Scope.Value);
                w.Text(e.ElementId);
                w.Text(e.Type);
                w.Texts(e.Flows);
                break;
            case Event.ElementActivated e: Keyed(w, 6, e.Key.Value, e.Instance.Value); break;
            case Event.ElementCompleting e: Keyed(w, 7, e.Key.Value, e.Instance.Value); break;
            case Event.ElementCompleted e: Keyed(w, 8, e.Key.Value, e.Instance.Value); break;
            case Event.ElementTerminating e: Keyed(w, 9, e.Key.Value, e.Instance.Value); break;
            case Event.ElementTerminated e: Keyed(w, 10, e.Key.Value, e.Instance.Value); break;
            case Event.SequenceFlowTaken e:
                w.Int(11);
                w.Long(e.Instance.Value);
                w.Long(e.Scope.Value);
                w.Text(e.FlowId);
                break;
            case Event.VariableSet e:
                w.Int(12);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Scope.Value);
                w.Text(e.Name);
                w.Blob(e.Value.Span);
                break;
            case Event.EventTriggered e:
                w.Int(13);
                w.Long(e.Element.Value);
                w.Long(e.Instance.Value);
                w.Text(e.CatchId);
                w.Flag(e.Interrupting);
                w.Blob(e.Variables.Span);
                break;
            case Event.JobCreated e: JobCreated(w, e); break;
            case Event.JobActivated e:
                w.Int(15);
                w.Long(e.Key.Value);
                w.Text(e.Worker);
                w.Long(e.Deadline.UnixMilliseconds);
                break;
            case Event.JobCompleted e: Keyed(w, 16, e.Key.Value); break;
            case Event.JobFailed e:
                w.Int(17);
                w.Long(e.Key.Value);
                w.Int(e.RetriesLeft);
                w.Optional(e.RetryAt?.UnixMilliseconds);
                w.Text(e.Message);
                break;
            case Event.JobAvailable e: Keyed(w, 18, e.Key.Value, (long)e.Reason); break;
            case Event.JobErrorThrown e:
                w.Int(19);
                w.Long(e.Key.Value);
                w.Text(e.Code);
                w.Text(e.Message);
                break;
            case Event.JobCanceled e: Keyed(w, 20, e.Key.Value); break;
            case Event.JobUpdated e:
                w.Int(21);
                w.Long(e.Key.Value);
                w.Int(e.RetriesLeft);
                w.Optional(e.Deadline?.UnixMilliseconds);
                break;
            case Event.TimerScheduled e: TimerScheduled(w, e); break;
            case Event.TimerFired e: Keyed(w, 23, e.Key.Value); break;
            case Event.TimerCanceled e: Keyed(w, 24, e.Key.Value); break;
            case Event.MessagePublished e:
                TenantEvents.Begin(w, e.Tenant);
                w.Int(25);
                w.Long(e.Key.Value);
                w.Text(e.Name);
                w.Text(e.CorrelationKey);
                w.Text(e.MessageId);
                w.Long(e.Deadline.UnixMilliseconds);
                w.Blob(e.Variables.Span);
                break;
            case Event.MessageExpired e: Keyed(w, 26, e.Key.Value); break;
            case Event.SubscriptionOpened e:
                w.Int(27);
                w.Long(e.Key.Value);
                w.Long(e.Element.Value);
                w.Long(e.Instance.Value);
                w.Text(e.ProcessId);
                w.Text(e.CatchId);
                w.Text(e.MessageName);
                w.Text(e.CorrelationKey);
                w.Flag(e.Interrupting);
                break;
            case Event.SubscriptionCorrelated e:
                w.Int(28);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Text(e.ProcessId);
                w.Long(e.Message.Value);
                break;
            case Event.SubscriptionClosed e: Keyed(w, 29, e.Key.Value); break;
            case Event.MessageStartCorrelated e:
                w.Int(30);
                w.Long(e.Message.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Definition.Value);
                w.Text(e.ProcessId);
                w.Text(e.ElementId);
                w.Text(e.CorrelationKey);
                break;
            case Event.IncidentCreated e: IncidentCreated(w, e); break;
            case Event.IncidentResolved e:
                w.Int(32);
                w.Long(e.Key.Value);
                w.Long(e.Instance.Value);
                w.Long(e.Element.Value);
                break;
            case Event.WorkDeferred e:
                w.Int(33);
                w.Long(e.Key.Value);
                w.Int((int)e.Work.Kind);
                w.Long(e.Work.Element.Value);
                break;
            case Event.WorkResumed e: Keyed(w, 34, e.Key.Value); break;
            case Event.InboundAccepted e:
                w.Int(35);
                w.Text(e.DeduplicationKey);
                w.Long(e.AnswerKey);
                w.Long(e.AnswerInstance);
                w.Long(e.KeptUntil.UnixMilliseconds);
                w.Optional(e.AnswerDefinition?.Value);
                break;
            case Event.InboundForgotten e:
                w.Int(36);
                w.Text(e.DeduplicationKey);
                break;
            case Event.ScopeInterrupted e:
                w.Int(37);
                w.Long(e.Scope.Value);
                w.Long(e.Instance.Value);
                w.Text(e.CatchId);
                w.Blob(e.Variables.Span);
                break;
            case Event.SignalBroadcast e:
                TenantEvents.Begin(w, e.Tenant);
                w.Int(38);
                w.Long(e.Key.Value);
                w.Text(e.Name);
                w.Blob(e.Variables.Span);
                break;
            case Event.SignalSubscriptionOpened e:
                w.Int(39);
                w.Long(e.Key.Value);
                w.Optional(e.Element?.Value);
                w.Optional(e.Instance?.Value);
                w.Long(e.Definition.Value);
                w.Text(e.CatchId);
                w.Text(e.SignalName);
                break;
            case Event.SignalDeferred e:
                TenantEvents.Begin(w, e.Tenant);
                w.Int(44);
                w.Long(e.Key.Value);
                w.Text(e.Name);
                w.Blob(e.Variables.Span);
                w.Long(e.After.Value);
                break;
            case Event.SignalDone e: Keyed(w, 45, e.Key.Value); break;
            case Event.SignalSubscriptionClosed e: Keyed(w, 40, e.Key.Value); break;
            case var _ when ResourcesEvents.Write(w, @event): break;
            case Event.LoopBegun e:
                w.Int(42);
                w.Long(e.Body.Value);
                w.Long(e.Instance.Value);
                w.Int(e.Items);
                break;
            case Event.LoopResultSet e: LoopEvents.Write(w, e); break;
            case Event.InstanceModified e: ModifyEvents.Write(w, e); break;
            case Event.ElementDiscarded e: ModifyEvents.Write(w, e); break;
            case Event.EndPlanned e: ModifyEvents.Write(w, e); break;
            case Event.InstanceMigrated e: ModifyEvents.Write(w, e); break;
            case Event.ElementMigrated e: ModifyEvents.Write(w, e); break;
            case Event.ListenerReached e: ListenerEvents.Write(w, e); break;
            case Event.StartHeld e: ListenerEvents.Write(w, e); break;
            case Event.AdHocFulfilled e: AdHocEvents.Write(w, e); break;
            case Event.RequirementsDeployed e: DecisionEvents.Write(w, e); break;
            case Event.DecisionDeployed e: DecisionEvents.Write(w, e); break;
            case Event.DecisionEvaluated e: DecisionEvents.Write(w, e); break;
            case Event.CompensationOpened or Event.CompensationThrown or Event.CompensationTriggered or Event.CompensationClosed:
                CompensationEvents.Write(w, @event);
                break;
            case Event.ConditionOpened or Event.ConditionClosed or Event.ConditionsEvaluated or Event.ConditionsDeferred or Event.ConditionsDone:
                ConditionEvents.Write(w, @event);
                break;
            case var _ when ClusterVariableEvents.Write(w, @event): break;
            case var _ when InboundEvents.Write(w, @event): break;
            case var _ when UserTaskEvents.Write(w, @event): break;
            case var _ when TelemetryEvents.Write(w, @event): break;
            default: throw new UnreachableException($"No bytes for {@event}.");
        }
    }

    /// <summary>Reads one event and moves <paramref name="bytes"/> past it.</summary>
    public static Event Read(ref ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var @event = EventReading.Read(ref reader);
        bytes = reader.Rest;
        return @event;
    }

    private static void Keyed(RecordWriter w, int number, long key)
    {
        w.Int(number);
        w.Long(key);
    }

    private static void Keyed(RecordWriter w, int number, long key, long second)
    {
        Keyed(w, number, key);
        w.Long(second);
    }

    private static void JobCreated(RecordWriter w, Event.JobCreated e)
    {
        var isPlain = e is { Kind: JobKind.BpmnElement, ListenerEvent: JobListenerEvent.Unspecified };
        w.Int(!isPlain ? 46 : e.Headers is null ? 14 : 43);
        w.Long(e.Key.Value);
        w.Long(e.Element.Value);
        w.Long(e.Instance.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Int(e.ProcessVersion);
        w.Text(e.ElementId);
        w.Text(e.Type);
        w.Int(e.Retries);
        if (isPlain && e.Headers is null) return;
        w.Texts(e.Headers ?? []);
        if (isPlain) return;
        w.Int((int)e.Kind);
        w.Int((int)e.ListenerEvent);
    }

    private static void TimerScheduled(RecordWriter w, Event.TimerScheduled e)
    {
        w.Int(22);
        w.Long(e.Key.Value);
        w.Optional(e.Element?.Value);
        w.Optional(e.Instance?.Value);
        w.Long(e.Definition.Value);
        w.Text(e.CatchId);
        w.Long(e.Due.UnixMilliseconds);
        w.Optional(e.RepetitionsLeft);
        w.OptionalText(e.Interval);
    }

    private static void IncidentCreated(RecordWriter w, Event.IncidentCreated e)
    {
        w.Int(31);
        w.Long(e.Key.Value);
        w.Long(e.Instance.Value);
        w.Long(e.Element.Value);
        w.Optional(e.Job?.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Text(e.ElementId);
        w.Text(e.ErrorType);
        w.Text(e.Message);
    }
}
