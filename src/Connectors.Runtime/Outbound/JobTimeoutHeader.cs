using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>The task header <c>jobTimeout</c>: for how long a job is held, in place of the runtime's own timeout.</summary>
internal static class JobTimeoutHeader
{
    public const string Invalid = "JOB_TIMEOUT_INVALID";

    /// <summary>What the cluster takes; more is no use.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromDays(365 * 100);

    /// <summary>Null when the model leaves it to the runtime. Whole milliseconds, as the cluster counts them.</summary>
    /// <exception cref="ConnectorException">It is there and no usable duration.</exception>
    public static TimeSpan? Of(ActivatedJob job)
    {
        if (!job.Headers.TryGetValue("jobTimeout", out var text) || string.IsNullOrWhiteSpace(text))
            return null;

        if (IsoDuration.TryParse(text, out var timeout))
            timeout = TimeSpan.FromMilliseconds(Math.Truncate(timeout.TotalMilliseconds));
        return timeout > TimeSpan.Zero && timeout <= AtMost
            ? timeout
            : throw new ConnectorException(
                Invalid,
                $"The header jobTimeout of element {job.ElementId} is \"{text}\": expected a duration such as PT10M, from a "
                + $"millisecond to {AtMost.TotalDays:0} days, or no such header. [{Invalid}]")
            {
                Retry = RetryAdvice.Never,
            };
    }
}
