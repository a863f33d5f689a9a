using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker;

/// <summary>How the embedded cluster keeps its data and how much it takes on.</summary>
public sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>Variables of one command, in bytes of JSON.</summary>
    public const int VariablesAtMostBytes = 4 << 20;

    /// <summary>Relative paths start at the working directory. One process at a time.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; set; } = "data";

    /// <summary>Commands that wait for their turn; more are refused (RESOURCE_EXHAUSTED). Each keeps its variables in memory.</summary>
    [Range(1, 1_000_000)]
    public int CommandsWaitingAtMost { get; set; } = 10_000;

    /// <summary>Long polls for jobs that wait at once; more are refused (RESOURCE_EXHAUSTED).</summary>
    [Range(1, 1_000_000)]
    public int PollsWaitingAtMost { get; set; } = 10_000;

    /// <summary>
    /// Changed entries of the state that are held in memory before they are written beside the journal. More of them saves writes of
    /// what soon goes away, and makes recovery after an abrupt end read more of the journal. Four that came and went meanwhile count as one.
    /// </summary>
    [Range(1, 10_000_000)]
    public int ChangedEntriesAtMost { get; set; } = 50_000;

    /// <summary>Longest time that changed entries of the state are held before they are written.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ChangedEntriesHeld { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Pause between two transactions of the search store while nobody searches. Longer lets more of a short instance fall into one
    /// write. A search never waits for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan SearchPause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a search waits for the search store to catch up with what was committed before it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SearchWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the answer to an outside event is kept for its repetitions. At least two days: a signed request counts for up to one, before
    /// and after its moment.
    /// </summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "365.00:00:00")]
    public TimeSpan LedgerRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long an outside event is kept that was not applied. One that is held because its trigger is suspended stays as long as that
    /// lasts, and as long as this once more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan InboxKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Outside events of one element that are kept at once; more are refused (RESOURCE_EXHAUSTED). Disk grows with them.</summary>
    [Range(1, 10_000_000)]
    public int InboxKeptAtMost { get; set; } = 100_000;

    /// <summary>
    /// Whether an instance is refused (ALREADY_EXISTS) while another one of its process is active with the same business id. Called
    /// instances do not count.
    /// </summary>
    public bool UniqueBusinessIds { get; set; }

    /// <summary>
    /// Whether there are other tenants than the default one. Each has definitions, instances, jobs, messages and cluster variables of its
    /// own. While it is off, requests that name another tenant are refused; what other tenants have stays.
    /// </summary>
    public bool MultiTenancy { get; set; }

    /// <summary>
    /// How long an instance can be found after its end, with all that it called, and an outside event after it was done with; null for ever.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan? FinishedKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many instances can be found after their end, the newest; what they called is not counted. Null for all.</summary>
    [Range(0, long.MaxValue)]
    public long? FinishedKeptAtMost { get; set; }

    /// <summary>Whether the story of each instance is kept as long as the instance itself: about as much space again.</summary>
    public bool HistoryKept { get; set; } = true;

    /// <summary>Content of one document, in bytes. Disk grows with it, memory does not.</summary>
    [Range(1, long.MaxValue)]
    public long DocumentBytesAtMost { get; set; } = 1L << 30;

    /// <summary>How long it is kept who used a secret; null for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan? SecretUsesKeptFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many uses of each secret are kept, the newest; about 200 bytes each. Those of the last minute come on top.</summary>
    [Range(0, 10_000_000)]
    public int SecretUsesKeptAtMost { get; set; } = 10_000;

    /// <summary>How long the activities of inbound connectors are kept; null for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "36500.00:00:00")]
    public TimeSpan? ActivitiesKeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many of each inbound connector are kept, the newest; about 150 bytes each. Those of the last minute come on top.</summary>
    [Range(0, 1_000_000)]
    public int ActivitiesKeptAtMost { get; set; } = 1_000;
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;
