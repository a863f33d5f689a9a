using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>What the cluster is told about a job.</summary>
internal abstract record JobOutcome
{
    private JobOutcome() { }

    /// <param name="Variables">UTF-8 JSON object.</param>
    /// <param name="AdHoc">What becomes of the ad-hoc sub-process whose job it is; null for other jobs.</param>
    public sealed record Completed(ReadOnlyMemory<byte> Variables, AdHocCompletion? AdHoc = null) : JobOutcome;

    /// <param name="Code">What kind of failure it is, for those who must not see the data in its message.</param>
    public sealed record Failed(JobFailure Failure, string Code) : JobOutcome;

    public sealed record Thrown(BpmnError Error) : JobOutcome;

    /// <summary>Nothing was done: the job comes back after the pause, with all its retries.</summary>
    public sealed record Parked(TimeSpan Pause, string Reason) : JobOutcome;
}

/// <summary>How the connector itself fared, before the model has its say.</summary>
internal abstract record Attempt
{
    private Attempt() { }

    public sealed record Succeeded(Mapping.Response Response, Mapping.MappedResult Result, AdHocCompletion? AdHoc) : Attempt;

    public sealed record Failed(JobError Error) : Attempt;

    public sealed record Parked(TimeSpan Pause, string Reason) : Attempt;
}
