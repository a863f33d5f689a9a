using System.ComponentModel.DataAnnotations;

using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>What is kept of calls, and for how long.</summary>
public sealed class CallsOptions
{
    public const string Section = "Calls";

    /// <summary>How much is kept of each call.</summary>
    public CallCapture Capture { get; set; } = CallCapture.All;

    /// <summary>The same for single processes, by their BPMN ids: they win over <see cref="Capture"/>.</summary>
    public IDictionary<string, CallCapture> CaptureOf { get; } = new Dictionary<string, CallCapture>(StringComparer.Ordinal);

    /// <summary>How long calls are kept that went well; null for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan? KeptFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many calls are kept that went well, the newest; null for all. One takes about 2 KB of disk, and its bodies.</summary>
    [Range(0, long.MaxValue)]
    public long? KeptAtMost { get; set; } = 500_000;

    /// <summary>How long all other calls are kept: those that failed, and those whose outcome is unknown. Null for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan? FailedKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many of them are kept, the newest; null for all.</summary>
    [Range(0, long.MaxValue)]
    public long? FailedKeptAtMost { get; set; } = 500_000;

    /// <summary>
    /// How long a call waits until it is written down that it will be made. Then it is made all the same, unless it is one that must not be
    /// repeated: that one is not made, and its job fails.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan WriteWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What waits to be written, in bytes. When it is more, calls wait before they begin.</summary>
    [Range(1 << 20, 1L << 40)]
    public long WaitingBytesAtMost { get; set; } = 64 << 20;

    internal CallCapture CaptureFor(string processId) => CaptureOf.TryGetValue(processId, out var capture) ? capture : Capture;
}

[OptionsValidator]
internal sealed partial class CallsOptionsValidator : IValidateOptions<CallsOptions>;
