using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Which connectors run here and how they ask for work.</summary>
public sealed class ConnectorsOptions
{
    public const string Section = "Connectors";

    /// <summary>
    /// Jobs of one type held at once, each of them a call under way. Each keeps its variables in memory until it is done. Too few let
    /// instances gather that wait for a call; they cost more than those that pass.
    /// </summary>
    [Range(1, 10_000)]
    public int JobsAtMost { get; set; } = 250;

    /// <summary>Shown to operators as the one who holds a job.</summary>
    [Required]
    public string Worker { get; set; } = "fairlead";

    /// <summary>
    /// How long a job is held before the cluster gives it to another worker. While its call is under way that is renewed. After a
    /// crash it is how long others wait for the job.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a call may take before it is cut off. The header <c>jobTimeout</c> of a model says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CallAtMost { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether HTTP connectors send a key that is the same for all attempts at a job as the header <c>Idempotency-Key</c>. The header
    /// <c>idempotencyKey</c> of a model, <c>on</c> or <c>off</c>, says otherwise.
    /// </summary>
    public bool SendIdempotencyKey { get; set; } = true;

    /// <summary>
    /// What to do about a job whose earlier attempt may have taken effect, because this process ended in its middle. The header
    /// <c>outcomeUnknown</c> of a model says otherwise.
    /// </summary>
    public OutcomeUnknownPolicy OutcomeUnknown { get; set; }

    /// <summary>How long one request for jobs waits for the first of them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for calls under way. What is not done by then is abandoned and done again after its timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whose jobs are done here, each tenant's in turn; empty for the default tenant.</summary>
    public IList<string> TenantIds { get; } = [];

    /// <summary>Types to run, in any case; empty for all. Not together with <see cref="Disabled"/>.</summary>
    public IList<string> Enabled { get; } = [];

    /// <summary>Types not to run, in any case.</summary>
    public IList<string> Disabled { get; } = [];

    /// <summary>Types of outbound connectors to run, in any case; empty for all. Inbound ones are not concerned.</summary>
    public IList<string> OutboundEnabled { get; } = [];

    /// <summary>Whether outbound connectors run here at all: not in a server that only takes events in.</summary>
    public bool RunsOutbound { get; set; } = true;

    /// <summary>Whether webhooks are served here at all: not in a server that strangers must not reach.</summary>
    public bool RunsWebhooks { get; set; } = true;

    /// <summary>What holds for single types of outbound connectors in place of what holds for all.</summary>
    [ValidateEnumeratedItems]
    public IList<ConnectorTypeOptions> Types { get; } = [];

    /// <summary>Further job types, each served by a connector that is here: for models that changed a template's task type.</summary>
    [ValidateEnumeratedItems]
    public IList<JobTypeAlias> Aliases { get; } = [];

    /// <summary><see cref="JobsAtMost"/> as it holds for a type.</summary>
    public int JobsAtMostOf(string jobType) => Of(jobType)?.JobsAtMost ?? JobsAtMost;

    /// <summary><see cref="Timeout"/> as it holds for a type.</summary>
    public TimeSpan TimeoutOf(string jobType) => Of(jobType)?.Timeout ?? Timeout;

    /// <summary>The longest that a job of any type is held.</summary>
    public TimeSpan LongestTimeout => Types.Select(type => type.Timeout ?? Timeout).Append(Timeout).Max();

    private ConnectorTypeOptions? Of(string jobType)
    {
        foreach (var type in Types)
        {
            if (type.Type == jobType)
                return type;
        }

        return null;
    }
}

/// <summary>What holds for one type of outbound connectors. What is left out is as for all.</summary>
public sealed class ConnectorTypeOptions
{
    /// <summary>The job type, for example <c>io.camunda:http-json:1</c>, or an alias.</summary>
    [Required]
    public string Type { get; set; } = "";

    /// <summary>See <see cref="ConnectorsOptions.JobsAtMost"/>.</summary>
    [Range(1, 10_000)]
    public int? JobsAtMost { get; set; }

    /// <summary>See <see cref="ConnectorsOptions.Timeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? Timeout { get; set; }
}

/// <summary>A job type that a connector of another type serves.</summary>
public sealed class JobTypeAlias
{
    /// <summary>As the model writes it.</summary>
    [Required]
    public string JobType { get; set; } = "";

    /// <summary>Type of the connector, for example <c>io.camunda:http-json:1</c>.</summary>
    [Required]
    public string ServedBy { get; set; } = "";

    /// <summary>Whether the connector serves it in place of its own type, which somebody else serves.</summary>
    public bool Instead { get; set; }
}

[OptionsValidator]
internal sealed partial class ConnectorsOptionsValidator : IValidateOptions<ConnectorsOptions>;
