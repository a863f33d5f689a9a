using System.Diagnostics;

using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Telemetry;

/// <summary>What every line that is logged while a job is done says about the job.</summary>
internal static class JobScope
{
    private static readonly Func<ILogger, long, string, string, long, string, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<long, string, string, long, string, string>(
            "Job {JobKey} of type {JobType} at element {ElementId} of instance {ProcessInstanceKey}, tenant {TenantId}, trace {TraceId}");

    public static IDisposable? Begin(ILogger logger, ActivatedJob job) => Scope(
        logger,
        job.Key.Value,
        job.Type,
        job.ElementId,
        job.ProcessInstanceKey.Value,
        job.TenantId,
        Activity.Current?.TraceId.ToHexString() ?? job.Trace?.TraceId ?? "");
}
