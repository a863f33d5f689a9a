using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>How sources are asked again and again.</summary>
public sealed class PollingOptions
{
    public const string Section = "Polling";

    /// <summary>Questions under way at once, for all sources together. Each holds its answer in memory until it is delivered.</summary>
    [Range(1, 10_000)]
    public int RequestsAtMost { get; set; } = 64;

    /// <summary>Looks at which instances wait, under way at once.</summary>
    [Range(1, 1_000)]
    public int LooksAtMost { get; set; } = 8;

    /// <summary>The longest pause after failures in a row, where the interval of the source is not longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PauseAtMost { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class PollingOptionsValidator : IValidateOptions<PollingOptions>;
