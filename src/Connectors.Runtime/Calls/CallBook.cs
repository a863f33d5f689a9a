using System.Diagnostics;

using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Begins and ends the calls of jobs: what is written down before and after.</summary>
/// <param name="journal">Null keeps nothing.</param>
/// <param name="governor">Null limits nothing.</param>
public sealed class CallBook(
    ICluster cluster,
    HttpTransport transport,
    DocumentService documents,
    IOptions<ConnectorsOptions> options,
    IOptions<CallsOptions> calls,
    TimeProvider time,
    ICallJournal? journal = null,
    RuntimeMetrics? metrics = null,
    Governor? governor = null)
{
    /// <summary>The code of a call that was not made because it could not be written down first.</summary>
    public const string NotWritten = "CALL_NOT_WRITTEN";

    internal async ValueTask<(CallInProgress Call, long Key)> BeginAsync(
        OutboundConnector connector, ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        var capture = calls.Value.CaptureFor(job.ProcessId);
        var call = new CallInProgress(FactsOf(job), transport, time)
        {
            Redactor = redactor,
            Trace = job.Trace,
            Metrics = metrics,
            Connections = governor is null
                ? null
                : new CallConnections(governor, governor.ShareOf(job.Type, options.Value.JobsAtMostOf(job.Type)), time),
            Records = journal is not null && capture is not CallCapture.None,
            RecordsBodies = capture is CallCapture.All or CallCapture.Errors,
            ClusterId = cluster.Id,
            DocumentService = documents,
            MessageWays = MessageWays.To(cluster),
            Order = journal?.FindOrder(job.Key.Value),
        };
        connector.Secrets.AddTo(redactor, job.Variables);
        if (journal is null)
            return (call, 0);
        try
        {
            return (call, await journal.BeginAsync(IntentOf(job, call), cancellation));
        }
        catch (CallJournalException unwritten)
        {
            return (call.Refuse(Refusal(unwritten)), 0);
        }
    }

    /// <summary>A call that only shows what it would send; nothing is written down of it.</summary>
    internal CallInProgress Plan(OutboundConnector connector, ActivatedJob job)
    {
        var call = new CallInProgress(FactsOf(job), transport, time)
        {
            Trace = job.Trace,
            OnlyPlans = true,
            ClusterId = cluster.Id,
            DocumentService = documents,
            MessageWays = MessageWays.To(cluster),
        };
        connector.Secrets.AddTo(call.Redactor, job.Variables);
        return call;
    }

    internal void End(CallInProgress call, long key, ActivatedJob job, CallState state, JobOutcome? outcome)
    {
        if (journal is not null && key is not 0)
            journal.End(key, new CallRecording(time, calls.Value.CaptureFor(job.ProcessId)).Of(call, job, state, outcome));
    }

    /// <summary>The outcome of earlier attempts at the job is no longer in question.</summary>
    internal ValueTask SettleAsync(ActivatedJob job, CancellationToken cancellation) =>
        journal?.SettleAsync(job.Key.Value, cancellation) ?? ValueTask.CompletedTask;

    private static ConnectorException Refusal(CallJournalException unwritten) => new(
        NotWritten,
        $"The call was not made: it must not be repeated, so it has to be in the call journal first, and {unwritten.Message} [{NotWritten}]",
        unwritten);

    private static JobFacts FactsOf(ActivatedJob job) => new()
    {
        Key = job.Key.Value,
        Type = job.Type,
        ProcessId = job.ProcessId,
        ProcessVersion = job.ProcessVersion,
        ProcessInstanceKey = job.ProcessInstanceKey.Value,
        ElementId = job.ElementId,
        TenantId = job.TenantId,
        RetriesLeft = job.RetriesLeft,
        Headers = job.Headers,
    };

    private CallIntent IntentOf(ActivatedJob job, CallInProgress call) => new()
    {
        JobKey = job.Key.Value,
        Type = job.Type,
        StartedAt = call.StartedAt,
        ProcessId = job.ProcessId,
        ProcessVersion = job.ProcessVersion,
        ProcessDefinitionKey = job.ProcessDefinitionKey.Value,
        ProcessInstanceKey = job.ProcessInstanceKey.Value,
        ElementId = job.ElementId,
        ElementInstanceKey = job.ElementInstanceKey.Value,
        TenantId = job.TenantId,
        RetriesLeft = job.RetriesLeft,
        MustBeOnDisk = RepetitionHeaders.MayNotBeRepeated(job, options.Value.OutcomeUnknown),
        IdempotencyKey = call.IdempotencyKey,
        RemapOf = call.Order?.RemapOf,
        TraceId = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : job.Trace?.TraceId,
    };
}
