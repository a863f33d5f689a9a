using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>How the inbound connectors that models ask for are kept running.</summary>
public sealed class InboundOptions
{
    public const string Section = "Inbound";

    /// <summary>Pause between two comparisons of what models ask for with what runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause before an activation that failed is tried again; doubled each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such pause.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetryAfterAtMost { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connector may take to stop; then it is left to itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a runtime owns a source without saying so again; it says so at a third of it. When it dies, another takes over after so long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a message waits for its instance when the model does not say.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan MessageTimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Entries of the activity log of one connector, held in memory; about 200 bytes each.</summary>
    [Range(0, 10_000)]
    public int ActivitiesAtMost { get; set; } = 100;

    /// <summary>
    /// How often events are expected where the model does not say (<c>expectedEvery</c>); the first that fits counts. Longer silence is said.
    /// </summary>
    [ValidateEnumeratedItems]
    public IList<InboundExpectation> Expectations { get; } = [];

    /// <summary>
    /// How often an event of a queue or a poller is tried on which the cluster fails, before it is put aside for somebody to look at. While
    /// the cluster is away or too busy an event is tried for ever.
    /// </summary>
    [Range(1, 1_000)]
    public int AttemptsBeforeQuarantine { get; set; } = 5;

    /// <summary>Pause between two looks at which triggers are suspended, and whether held events can be applied now.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan HeldInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a sender waits for the end of the instance where the model asks for a synchronous response.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ResultWait { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>How often events are expected.</summary>
public sealed class InboundExpectation
{
    /// <summary>Of the connector; null for any.</summary>
    public string? Type { get; set; }

    /// <summary>BPMN id; null for any.</summary>
    public string? ProcessId { get; set; }

    /// <summary>The longest time between two events that is ordinary.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);
}

[OptionsValidator]
internal sealed partial class InboundOptionsValidator : IValidateOptions<InboundOptions>;
