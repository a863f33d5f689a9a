using System.Diagnostics;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Search.Tables;
using Fairlead.Engine;

namespace Fairlead.Broker.Search;

/// <summary>
/// Turns journal records into rows: collects events of many records, then writes them and the position in one transaction.
/// </summary>
internal sealed class Projector : IDisposable
{
    /// <summary>Enough to number the events of one record.</summary>
    private const int EventBits = 24;

    private readonly SearchDatabase _database;
    private readonly DefinitionTable _definitions;
    private readonly InstanceTable _instances;
    private readonly LabelTable _labels;
    private readonly ElementTable _elements;
    private readonly FlowTable _flows;
    private readonly VariableTable _variables;
    private readonly IncidentTable _incidents;
    private readonly JobTable _jobs;
    private readonly DecisionTable _decisions;
    private readonly DecisionInstanceTable _decisionInstances;
    private readonly UserTaskTable _userTasks;
    private readonly ClusterVariableTable _clusterVariables;
    private readonly InboxEntryTable _inboxEntries;
    private readonly OwnerTable _owners;
    private readonly InboxTable _inbox;
    private readonly MigrationTable _migrations;
    private readonly HistoryTable? _history;
    private readonly ITable[] _tables;

    /// <param name="keepsHistory">Whether the story of each instance is kept, beside what it led to.</param>
    public Projector(SearchDatabase database, bool keepsHistory)
    {
        _database = database;
        var connection = database.Connection;
        _tables =
        [
            _definitions = new DefinitionTable(connection),
            _instances = new InstanceTable(connection),
            _labels = new LabelTable(connection),
            _elements = new ElementTable(connection),
            _flows = new FlowTable(connection),
            _variables = new VariableTable(connection),
            _incidents = new IncidentTable(connection),
            _jobs = new JobTable(connection),
            _decisions = new DecisionTable(connection),
            _decisionInstances = new DecisionInstanceTable(connection),
            _userTasks = new UserTaskTable(connection),
            _clusterVariables = new ClusterVariableTable(connection),
            _inboxEntries = new InboxEntryTable(connection),
            _owners = new OwnerTable(connection),
            _inbox = new InboxTable(connection),
            _migrations = new MigrationTable(connection),
        ];
        if (keepsHistory)
            _tables = [.. _tables, _history = new HistoryTable(connection)];
    }

    /// <summary>Writes records that follow each other and begin right after the position of the database.</summary>
    public void Write(IReadOnlyList<JournalRecord> records)
    {
        try
        {
            foreach (var record in records)
            {
                for (var i = 0; i < record.Events.Count; i++)
                {
                    Collect(record.Events[i], record.At, (record.Position << EventBits) + i);
                    // It is the answer of the listener whose job ended just before.
                    if (record.Events[i] is Event.UserTaskDenied denied && i > 0 && record.Events[i - 1] is Event.JobCompleted(var listener))
                        _jobs.Deny(listener, denied.Reason, record.At);
                    _history?.Add(record.Events[i], record.At, record.Position, i);
                }
            }

            _database.Write(records[^1].Position, Flush);
        }
        catch
        {
            foreach (var table in _tables)
                table.Clear();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var table in _tables)
            table.Dispose();
    }

    private void Flush()
    {
        foreach (var table in _tables)
            table.Flush();
    }

    /// <param name="number">Of the event in the whole journal.</param>
    private void Collect(Event @event, Timestamp at, long number)
    {
        switch (@event)
        {
            case Event.ProcessDeployed deployed:
                _definitions.Add(deployed, at);
                _owners.Add(deployed);
                break;
            case Event.ProcessDraining draining: _definitions.Add(draining); break;
            case Event.ProcessDeleted deleted: _definitions.Add(deleted); break;
            case Event.InstanceCreated created: Add(created, at); break;
            case Event.InstanceCalled called:
                _instances.Add(called, at);
                _labels.Add(called);
                _elements.Add(called.Key.Root, called.Key, scope: null, called.ProcessId, "PROCESS", at);
                break;
            case Event.ElementActivating(var key, var instance, var scope, var id, var type, _):
                _elements.Add(key, instance, scope, id, type, at);
                break;
            case Event.ElementCompleted(var key, var instance): End(key, instance, States.Completed, at); break;
            case Event.ElementTerminated(var key, var instance): End(key, instance, States.Terminated, at); break;
            case Event.SequenceFlowTaken taken: _flows.Add(taken, number); break;
            case Event.VariableSet set: _variables.Set(set); break;
            case Event.LoopResultSet result: _variables.Set(result); break;
            case Event.JobCreated created: _jobs.Add(created, at); break;
            case Event.JobActivated activated: _jobs.Activate(activated, at); break;
            case Event.JobCompleted(var key): _jobs.End(key, States.Completed, at); break;
            case Event.JobFailed failed: _jobs.Fail(failed, at); break;
            case Event.JobAvailable available: _jobs.MakeAvailable(available, at); break;
            case Event.JobErrorThrown thrown: _jobs.ThrowError(thrown, at); break;
            case Event.JobCanceled(var key): _jobs.End(key, States.Canceled, at); break;
            case Event.JobUpdated updated: _jobs.Update(updated, at); break;
            case Event.IncidentCreated created: _incidents.Add(created, at); break;
            case Event.IncidentResolved(var key, _, _): _incidents.Resolve(key, at); break;
            case Event.RequirementsDeployed deployed:
                _decisions.Add(deployed, at);
                _owners.Add(deployed);
                break;
            case Event.DecisionDeployed deployed: _decisions.Add(deployed); break;
            case Event.DecisionEvaluated evaluated: _decisionInstances.Add(evaluated, at); break;
            case Event.InstanceMigrated or Event.ElementMigrated: _migrations.Add(@event); break;
            case Event.UserTaskCreating creating: _userTasks.Add(creating, at); break;
            case Event.UserTaskCreated(var key, _, var attributes): _userTasks.Change(key, States.Created, attributes); break;
            case Event.UserTaskChanging(var key, _, var phase, _, _, _, _): _userTasks.Change(key, UserTaskTable.StateOf(phase)); break;
            case Event.UserTaskDenied(var key, _, _, _): _userTasks.Change(key, States.Created); break;
            case Event.UserTaskChanged(var key, _, _, var attributes): _userTasks.Change(key, States.Created, attributes); break;
            case Event.UserTaskCompleted(var key, _, var attributes): _userTasks.End(key, States.Completed, attributes, at); break;
            case Event.UserTaskCanceling(var key, _): _userTasks.Change(key, States.Canceling); break;
            case Event.UserTaskCanceled(var key, _, var attributes): _userTasks.End(key, States.Canceled, attributes, at); break;
            case Event.ClusterVariableCreated or Event.ClusterVariableUpdated or Event.ClusterVariableDeleted:
                _clusterVariables.Add(@event);
                break;
            case Event.InboundAccepted or Event.InboundApplied or Event.InboundForgotten: _inbox.Add(@event, at); break;
            case Event.InboundKept or Event.InboundTriedAgain or Event.InboundEdited or Event.InboundEnded or Event.InboundKeptLonger:
                _inboxEntries.Add(@event, at);
                break;
            case Event.TriggerSuspended or Event.TriggerResumed or Event.LeaseTaken or Event.LeaseRenewed or Event.LeaseEnded or Event.PlaceMoved:
            case Event.ResourceDeployed or Event.ResourceDeleted or Event.RequirementsDeleted:
            case Event.MessageStartOpened or Event.MessageStartClosed:
            case Event.ElementActivated or Event.ElementCompleting or Event.ElementTerminating or Event.EventTriggered:
            case Event.ScopeInterrupted or Event.LoopBegun or Event.SignalBroadcast or Event.SignalDeferred or Event.SignalDone or Event.SignalSubscriptionOpened or Event.SignalSubscriptionClosed:
            case Event.UserTaskCorrected:
            case Event.TimerScheduled or Event.TimerFired or Event.TimerCanceled:
            case Event.MessagePublished or Event.MessageExpired:
            case Event.SubscriptionOpened or Event.SubscriptionCorrelated or Event.SubscriptionClosed or Event.MessageStartCorrelated:
            case Event.ListenerReached or Event.StartHeld or Event.AdHocFulfilled:
            case Event.InstanceModified or Event.ElementDiscarded or Event.EndPlanned:
            case Event.WorkDeferred or Event.WorkResumed:
            case Event.InstanceTraced or Event.MessageTraced or Event.TraceLinked:
            case Event.ConditionOpened or Event.ConditionClosed or Event.ConditionsEvaluated or Event.ConditionsDeferred or Event.ConditionsDone:
            case Event.CompensationOpened or Event.CompensationThrown or Event.CompensationTriggered or Event.CompensationClosed:
                break;
            default:
                throw new UnreachableException($"No rule for {@event}.");
        }
    }

    private void Add(Event.InstanceCreated created, Timestamp at)
    {
        _instances.Add(created, at);
        _labels.Add(created);
        _elements.Add(created.Key.Root, created.Key, scope: null, created.ProcessId, "PROCESS", at);
    }

    private void End(ElementKey key, InstanceKey instance, string state, Timestamp at)
    {
        _elements.End(key, state, at);
        if (key == instance.Root)
            _instances.End(instance, state, at);
    }
}
