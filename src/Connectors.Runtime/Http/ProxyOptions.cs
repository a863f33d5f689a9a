using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Http;

/// <summary>
/// The proxies through which HTTP calls go. Where none is set here, those of the environment count: HTTP_PROXY, HTTPS_PROXY, NO_PROXY.
/// </summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>For addresses with <c>http:</c>.</summary>
    [ValidateObjectMembers]
    public ProxyServerOptions Http { get; } = new();

    /// <summary>For addresses with <c>https:</c>; what is sent there stays encrypted on the way through.</summary>
    [ValidateObjectMembers]
    public ProxyServerOptions Https { get; } = new();

    /// <summary>Hosts that are called directly: a name or an address, in which each <c>*</c> stands for anything. None by default.</summary>
    public IList<string> NotFor { get; } = [];
}

/// <summary>One proxy.</summary>
public sealed class ProxyServerOptions : IValidatableObject
{
    /// <summary>A name or an address; without one, there is no proxy.</summary>
    public string? Host { get; set; }

    /// <summary>Of the proxy.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 80;

    /// <summary>How the proxy itself is spoken to: http or https.</summary>
    [RegularExpression("(?i)https?", ErrorMessage = "The scheme of a proxy is http or https.")]
    public string Scheme { get; set; } = "http";

    /// <summary>Null where the proxy asks nobody who he is.</summary>
    public string? User { get; set; }

    /// <summary>Of <see cref="User"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Null when there is none.</summary>
    internal Uri? Address => string.IsNullOrWhiteSpace(Host) ? null : new UriBuilder(Scheme.ToLowerInvariant(), Host.Trim(), Port).Uri;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(Host) && Uri.CheckHostName(Host.Trim().Trim('[', ']')) is UriHostNameType.Unknown)
            yield return new ValidationResult($"'{Host}' is no host. Expected a name or an address; port and scheme have settings of their own.", [nameof(Host)]);
    }
}

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
