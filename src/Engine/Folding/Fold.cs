using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

/// <summary>What each event does to the state.</summary>
internal static class Fold
{
    public static void Apply(StateTables tables, Event @event)
    {
        switch (@event)
        {
            case Event.ElementActivating e: ElementFold.Apply(tables, e); break;
            case Event.ElementActivated e: ElementFold.Enter(tables, e.Key, ElementPhase.Activated); break;
            case Event.ElementCompleting e: ElementFold.Enter(tables, e.Key, ElementPhase.Completing); break;
            case Event.ElementCompleted e: ElementFold.End(tables, e.Key, isCompleted: true); break;
            case Event.ElementTerminating e: ElementFold.Enter(tables, e.Key, ElementPhase.Terminating); break;
            case Event.ElementTerminated e: ElementFold.End(tables, e.Key, isCompleted: false); break;
            case Event.SequenceFlowTaken e: ElementFold.Apply(tables, e); break;
            case Event.VariableSet e: ElementFold.Apply(tables, e); break;
            case Event.EventTriggered e: ElementFold.Apply(tables, e); break;
            case Event.InstanceCreated e: ElementFold.Apply(tables, e); break;
            case Event.InstanceCalled e: ElementFold.Apply(tables, e); break;
            case Event.LoopBegun e: ElementFold.Apply(tables, e); break;
            case Event.ScopeInterrupted e: ElementFold.Apply(tables, e); break;
            case Event.LoopResultSet e: LoopFold.Apply(tables, e); break;
            case Event.AdHocFulfilled e: AdHocFold.Apply(tables, e); break;

            case Event.InstanceModified: break;
            case Event.ElementDiscarded e: ModifyFold.Apply(tables, e); break;
            case Event.EndPlanned e: ModifyFold.Apply(tables, e); break;
            case Event.InstanceMigrated e: MigrationFold.Apply(tables, e); break;
            case Event.ElementMigrated e: MigrationFold.Apply(tables, e); break;
            case Event.ListenerReached e: ListenerFold.Apply(tables, e); break;
            case Event.StartHeld e: ListenerFold.Apply(tables, e); break;

            case Event.JobCreated e: JobFold.Apply(tables, e); break;
            case Event.JobActivated e: JobFold.Apply(tables, e); break;
            case Event.JobCompleted e:
                UserTaskFold.CountListener(tables, e);
                JobFold.Remove(tables, e.Key);
                break;
            case Event.JobCanceled e: JobFold.Remove(tables, e.Key); break;
            case Event.JobFailed e: JobFold.Apply(tables, e); break;
            case Event.JobAvailable e: JobFold.Apply(tables, e); break;
            case Event.JobErrorThrown e: JobFold.Apply(tables, e); break;
            case Event.JobUpdated e: JobFold.Apply(tables, e); break;

            case Event.TimerScheduled e: TimerFold.Apply(tables, e); break;
            case Event.TimerFired e: TimerFold.Remove(tables, e.Key); break;
            case Event.TimerCanceled e: TimerFold.Remove(tables, e.Key); break;

            case Event.MessagePublished e: MessageFold.Apply(tables, e); break;
            case Event.MessageExpired e: MessageFold.Apply(tables, e); break;
            case Event.SubscriptionOpened e: SubscriptionFold.Apply(tables, e); break;
            case Event.SubscriptionCorrelated e: SubscriptionFold.Apply(tables, e); break;
            case Event.SubscriptionClosed e: SubscriptionFold.Close(tables, e.Key); break;
            case Event.MessageStartOpened e: SubscriptionFold.Apply(tables, e); break;
            case Event.MessageStartClosed e: SubscriptionFold.Apply(tables, e); break;
            case Event.MessageStartCorrelated e: MessageFold.Apply(tables, e); break;

            case Event.SignalSubscriptionOpened e: SignalFold.Apply(tables, e); break;
            case Event.SignalSubscriptionClosed e: SignalFold.Apply(tables, e); break;
            case Event.SignalBroadcast e: tables.UseKey(e.Key.Value); break;
            case Event.SignalDeferred e: tables.Broadcasts.Put(e.Key, new Broadcast(e.Key, e.Name, e.Variables, e.After) { Tenant = e.Tenant }); break;
            case Event.SignalDone e: tables.Broadcasts.Remove(e.Key); break;

            case Event.ConditionOpened e: ConditionFold.Apply(tables, e); break;
            case Event.ConditionClosed e: ConditionFold.Apply(tables, e); break;
            case Event.ConditionsEvaluated e: tables.UseKey(e.Key.Value); break;
            case Event.ConditionsDeferred e: ConditionFold.Apply(tables, e); break;
            case Event.ConditionsDone e: tables.Evaluations.Remove(e.Key); break;

            case Event.CompensationOpened e: CompensationFold.Apply(tables, e); break;
            case Event.CompensationThrown e: CompensationFold.Apply(tables, e); break;
            case Event.CompensationTriggered e: CompensationFold.Apply(tables, e); break;
            case Event.CompensationClosed e: CompensationFold.Remove(tables, e.Key); break;
            case Event.UserTaskCreating e: UserTaskFold.Apply(tables, e); break;
            case Event.UserTaskCreated e: UserTaskFold.Settle(tables, e.Key, e.Attributes); break;
            case Event.UserTaskChanging e: UserTaskFold.Apply(tables, e); break;
            case Event.UserTaskCorrected e: UserTaskFold.Apply(tables, e); break;
            case Event.UserTaskDenied e: UserTaskFold.Settle(tables, e.Key, attributes: null); break;
            case Event.UserTaskChanged e: UserTaskFold.Settle(tables, e.Key, e.Attributes); break;
            case Event.UserTaskCompleted e: UserTaskFold.Remove(tables, e.Key); break;
            case Event.UserTaskCanceling e: UserTaskFold.Apply(tables, e); break;
            case Event.UserTaskCanceled e: UserTaskFold.Remove(tables, e.Key); break;

            case Event.ProcessDeployed e: DefinitionFold.Apply(tables, e); break;
            case Event.RequirementsDeployed e: DecisionFold.Apply(tables, e); break;
            case Event.DecisionDeployed e: DecisionFold.Apply(tables, e); break;
            case Event.DecisionEvaluated e: tables.UseKey(e.Key.Value); break;
            case Event.ProcessDraining e: DefinitionFold.Apply(tables, e); break;
            case Event.ProcessDeleted e: DefinitionFold.Apply(tables, e); break;
            case Event.ResourceDeployed e: ResourceFold.Apply(tables, e); break;
            case Event.ResourceDeleted e: ResourceFold.Apply(tables, e); break;
            case Event.RequirementsDeleted e: DecisionFold.Apply(tables, e); break;
            case Event.ClusterVariableCreated e: ClusterVariableFold.Apply(tables, e); break;
            case Event.ClusterVariableUpdated e: ClusterVariableFold.Apply(tables, e); break;
            case Event.ClusterVariableDeleted e: ClusterVariableFold.Apply(tables, e); break;
            case Event.IncidentCreated e: IncidentFold.Apply(tables, e); break;
            case Event.IncidentResolved e: IncidentFold.Apply(tables, e); break;
            case Event.WorkDeferred e: WorkFold.Apply(tables, e); break;
            case Event.WorkResumed e: WorkFold.Apply(tables, e); break;
            case Event.InboundAccepted e: LedgerFold.Apply(tables, e); break;
            case Event.InboundForgotten e: LedgerFold.Apply(tables, e); break;
            case Event.InboundApplied e: LedgerFold.Apply(tables, e); break;
            case Event.InboundKept e: InboundFold.Apply(tables, e); break;
            case Event.InboundTriedAgain e: InboundFold.Apply(tables, e); break;
            case Event.InboundEdited e: InboundFold.Apply(tables, e); break;
            case Event.InboundEnded e: InboundFold.Apply(tables, e); break;
            case Event.InboundKeptLonger e: InboundFold.Apply(tables, e); break;
            case Event.TriggerSuspended e: SourceFold.Apply(tables, e); break;
            case Event.TriggerResumed e: SourceFold.Apply(tables, e); break;
            case Event.LeaseTaken e: SourceFold.Apply(tables, e); break;
            case Event.LeaseRenewed e: SourceFold.Apply(tables, e); break;
            case Event.LeaseEnded e: SourceFold.Apply(tables, e); break;
            case Event.PlaceMoved e: SourceFold.Apply(tables, e); break;
            case Event.InstanceTraced e: TelemetryFold.Apply(tables, e); break;
            case Event.MessageTraced e: TelemetryFold.Apply(tables, e); break;
            case Event.TraceLinked e: TelemetryFold.Apply(tables, e); break;
            default: throw new UnreachableException($"No rule for {@event}.");
        }
    }

    /// <summary>The value, or the statement that an event refers to something that is not there, which is a defect.</summary>
    public static T Expect<T, TKey>(T? value, TKey key)
        where T : class => value ?? throw new UnreachableException($"There is no {typeof(T).Name} {key}.");
}
