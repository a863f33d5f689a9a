using System.Diagnostics;

using Fairlead.Engine.Events;
using Fairlead.Engine.Tables;

namespace Fairlead.Engine;

/// <summary>The reading half of <see cref="EventCodec"/>. An arm here stays for ever.</summary>
internal static class EventReading
{
    // Arguments are evaluated from left to right: the order of the fields.
    public static Event Read(ref RecordReader r) => r.Int() switch
    {
        1 => new Event.ProcessDeployed(
            new(r.Long()), new(r.Long()), r.Text(), r.OptionalText(), r.Int(), r.OptionalText(), r.Text(), r.Blob()),
        2 => new Event.MessageStartOpened(new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Text()),
        3 => new Event.MessageStartClosed(new(r.Long())),
        4 => new Event.InstanceCreated(new(r.Long()), new(r.Long()), r.Text(), r.Int(), r.Flag(), r.Texts()),
        5 => new Event.ElementActivating(new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Texts()),
        6 => new Event.ElementActivated(new(r.Long()), new(r.Long())),
        7 => new Event.ElementCompleting(new(r.Long()), new(r.Long())),
        8 => new Event.ElementCompleted(new(r.Long()), new(r.Long())),
        9 => new Event.ElementTerminating(new(r.Long()), new(r.Long())),
        10 => new Event.ElementTerminated(new(r.Long()), new(r.Long())),
        11 => new Event.SequenceFlowTaken(new(r.Long()), new(r.Long()), r.Text()),
        12 => new Event.VariableSet(new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Blob()),
        13 => new Event.EventTriggered(new(r.Long()), new(r.Long()), r.Text(), r.Flag(), r.Blob()),
        14 => new Event.JobCreated(
            new(r.Long()), new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Int(), r.Text(), r.Text(), r.Int()),
        15 => new Event.JobActivated(new(r.Long()), r.Text(), new(r.Long())),
        16 => new Event.JobCompleted(new(r.Long())),
        17 => new Event.JobFailed(new(r.Long()), r.Int(), Moment(ref r), r.Text()),
        18 => new Event.JobAvailable(new(r.Long()), (JobAvailableReason)r.Int()),
        19 => new Event.JobErrorThrown(new(r.Long()), r.Text(), r.Text()),
        20 => new Event.JobCanceled(new(r.Long())),
        21 => new Event.JobUpdated(new(r.Long()), r.Int(), Moment(ref r)),
        22 => new Event.TimerScheduled(
            new(r.Long()),
            r.Optional() is { } element ? new ElementKey(element) : null,
            r.Optional() is { } instance ? new InstanceKey(instance) : null,
            new(r.Long()),
            r.Text(),
            new(r.Long()),
            (int?)r.Optional(),
            r.OptionalText()),
        23 => new Event.TimerFired(new(r.Long())),
        24 => new Event.TimerCanceled(new(r.Long())),
        25 => new Event.MessagePublished(new(r.Long()), r.Text(), r.Text(), r.Text(), new(r.Long()), r.Blob()),
        26 => new Event.MessageExpired(new(r.Long())),
        27 => new Event.SubscriptionOpened(
            new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Text(), r.Text(), r.Flag()),
        28 => new Event.SubscriptionCorrelated(new(r.Long()), new(r.Long()), r.Text(), new(r.Long())),
        29 => new Event.SubscriptionClosed(new(r.Long())),
        30 => new Event.MessageStartCorrelated(new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Text()),
        31 => new Event.IncidentCreated(
            new(r.Long()),
            new(r.Long()),
            new(r.Long()),
            r.Optional() is { } job ? new JobKey(job) : null,
            new(r.Long()),
            r.Text(),
            r.Text(),
            r.Text(),
            r.Text()),
        32 => new Event.IncidentResolved(new(r.Long()), new(r.Long()), new(r.Long())),
        33 => new Event.WorkDeferred(new(r.Long()), new Work((WorkKind)r.Int(), new(r.Long()))),
        34 => new Event.WorkResumed(new(r.Long())),
        35 => new Event.InboundAccepted(
            r.Text(), r.Long(), r.Long(), new(r.Long()), r.Optional() is { } definition ? new DefinitionKey(definition) : null),
        36 => new Event.InboundForgotten(r.Text()),
        37 => new Event.ScopeInterrupted(new(r.Long()), new(r.Long()), r.Text(), r.Blob()),
        38 => new Event.SignalBroadcast(new(r.Long()), r.Text(), r.Blob()),
        39 => new Event.SignalSubscriptionOpened(
            new(r.Long()),
            r.Optional() is { } element ? new ElementKey(element) : null,
            r.Optional() is { } instance ? new InstanceKey(instance) : null,
            new(r.Long()),
            r.Text(),
            r.Text()),
        40 => new Event.SignalSubscriptionClosed(new(r.Long())),
        41 => new Event.InstanceCalled(
            new(r.Long()), new(r.Long()), r.Text(), r.Int(), new(r.Long()), new(r.Long()), r.Int()),
        42 => new Event.LoopBegun(new(r.Long()), new(r.Long()), r.Int()),
        43 => new Event.JobCreated(
            new(r.Long()), new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Int(), r.Text(), r.Text(), r.Int(), r.Texts()),
        46 => JobOfKind(ref r),
        44 => new Event.SignalDeferred(new(r.Long()), r.Text(), r.Blob(), new(r.Long())),
        45 => new Event.SignalDone(new(r.Long())),
        100 => AdHocEvents.ReadFulfilled(ref r),
        120 => LoopEvents.ReadResult(ref r),
        TenantEvents.Number => TenantEvents.Read(ref r),
        var number and >= 121 and <= 123 => ClusterVariableEvents.Read(number, ref r),
        var number and (>= 125 and <= 129 or >= 133 and <= 139) => InboundEvents.Read(number, ref r),
        var number and >= 60 and <= 66 => ResourcesEvents.Read(number, ref r),
        110 => ModifyEvents.ReadModified(ref r),
        111 => ModifyEvents.ReadDiscarded(ref r),
        112 => ModifyEvents.ReadEndPlanned(ref r),
        113 => ModifyEvents.ReadInstanceMigrated(ref r),
        114 => ModifyEvents.ReadElementMigrated(ref r),
        ListenerEvents.Reached => ListenerEvents.ReadReached(ref r),
        ListenerEvents.StartHeld => ListenerEvents.ReadStartHeld(ref r),
        DecisionEvents.RequirementsDeployed => DecisionEvents.ReadRequirementsDeployed(ref r),
        DecisionEvents.DecisionDeployed => DecisionEvents.ReadDecisionDeployed(ref r),
        DecisionEvents.DecisionEvaluated => DecisionEvents.ReadDecisionEvaluated(ref r),
        >= 70 and <= 73 and var number => CompensationEvents.Read(number, ref r),
        >= 74 and <= 78 and var number => ConditionEvents.Read(number, ref r),
        var number and >= 80 and <= 89 => UserTaskEvents.Read(number, ref r),
        var number and >= 130 and <= 132 => TelemetryEvents.Read(number, ref r),
        var number => throw new UnreachableException($"No event has the number {number}: the journal is damaged or of a newer version."),
    };

    private static Event.JobCreated JobOfKind(ref RecordReader r) => new(
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        r.Text(),
        r.Int(),
        r.Text(),
        r.Text(),
        r.Int(),
        r.Texts() is { IsEmpty: false } headers ? headers : null,
        (JobKind)r.Int(),
        (JobListenerEvent)r.Int());

    private static Timestamp? Moment(ref RecordReader r) => r.Optional() is { } at ? new Timestamp(at) : null;
}
