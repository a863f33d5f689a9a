using System.ComponentModel.DataAnnotations;

using Fairlead.Connectors.Runtime.Network;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>How much connectors may ask of the systems that they call. A connection is a host with its port, or what a connector names so.</summary>
public sealed class ConnectionsOptions
{
    public const string Section = "Connections";

    /// <summary>For connections that no rule is about.</summary>
    [ValidateObjectMembers]
    public ConnectionOptions Default { get; } = new();

    /// <summary>The first one that is about a connection counts, all of it: nothing of <see cref="Default"/> is mixed in.</summary>
    [ValidateEnumeratedItems]
    public IList<ConnectionRule> Rules { get; } = [];

    internal ConnectionOptions For(string name)
    {
        var (host, port) = Split(name);
        foreach (var rule in Rules)
        {
            if (rule.Hosts.Any(text => HostPattern.TryParse(text, out var pattern) && pattern.Matches(host, port)))
                return rule;
        }

        return Default;
    }

    private static (string Host, int Port) Split(string name) =>
        HostPattern.TryParse(name, out var place) ? (place.Name, place.Port ?? 0) : (name, 0);
}

/// <summary>Limits of some connections, each by itself.</summary>
public sealed class ConnectionRule : ConnectionOptions
{
    /// <summary>Names, addresses, <c>*.</c> with a name for all below it, or <c>*</c>; with <c>:port</c> if only that is meant.</summary>
    [MinLength(1)]
    [HostPatterns]
    public IList<string> Hosts { get; } = [];
}

/// <summary>Limits of one connection. What has no room waits; it does not fail and uses up no retry.</summary>
public class ConnectionOptions
{
    /// <summary>Calls at the same time; null leaves it to the share that every connection has of the jobs of a type.</summary>
    [Range(1, 10_000)]
    public int? CallsAtMost { get; set; }

    /// <summary>Requests within <see cref="Per"/>; null for as many as come.</summary>
    [Range(1, 1_000_000)]
    public int? Requests { get; set; }

    /// <summary>The time that <see cref="Requests"/> is about.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Per { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests at once after a quiet time; the next ones come evenly.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 1;

    /// <summary>
    /// From which part of failed requests on nobody calls for a while; null never stops. Failed are those that reach nobody, take too long,
    /// or are answered with 429 or 500 and above.
    /// </summary>
    [Range(0.01, 1.0)]
    public double? BreakAtFailureRatio { get; set; }

    /// <summary>Requests within <see cref="BreakWindow"/> below which the ratio says nothing.</summary>
    [Range(2, 100_000)]
    public int BreakAtLeastRequests { get; set; } = 10;

    /// <summary>How far back failures count.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nobody calls; then one request tries. Doubles with each that fails.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where doubling ends.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BreakForAtMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the <c>Retry-After</c> of a 429 or 503 is obeyed by all calls to the host. Zero leaves it to the job that got it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RetryAfterAtMost { get; set; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class ConnectionsOptionsValidator : IValidateOptions<ConnectionsOptions>;
