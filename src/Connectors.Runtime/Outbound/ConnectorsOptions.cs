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
    /// How long a job is held before the cluster gives it to another worker. A call that takes longer is cut off shortly before,
    /// because it would be made twice.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one request for jobs waits for the first of them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for calls under way. What is not done by then is abandoned and done again after its timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Types to run, in any case; empty for all. Not together with <see cref="Disabled"/>.</summary>
    public IList<string> Enabled { get; } = [];

    /// <summary>Types not to run, in any case.</summary>
    public IList<string> Disabled { get; } = [];

    /// <summary>Further job types, each served by a connector that is here: for models that changed a template's task type.</summary>
    [ValidateEnumeratedItems]
    public IList<JobTypeAlias> Aliases { get; } = [];
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
}

[OptionsValidator]
internal sealed partial class ConnectorsOptionsValidator : IValidateOptions<ConnectorsOptions>;
