using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Where the values of <c>{{secrets.NAME}}</c> come from.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>Put before a secret's name to find its environment variable. Empty would show the whole environment to models.</summary>
    [Required]
    public string Prefix { get; set; } = "SECRET_";

    /// <summary>Whether the id of the tenant and <c>_</c> stand between the prefix and the name: a tenant then sees its own only.</summary>
    public bool TenantAware { get; set; }

    /// <summary>Whether the BPMN id of the process and <c>_</c> stand before the name: a process then sees its own only.</summary>
    public bool ProcessAware { get; set; }

    /// <summary>A folder with a file for each secret, as Docker and Kubernetes mount them; null for none.</summary>
    public string? Folder { get; set; }

    /// <summary>Whether secrets may be set and removed from other machines. There is no login yet: who may is who reaches the server.</summary>
    public bool WritesFromAnywhere { get; set; }

    /// <summary>Values by name; they win over every other provider.</summary>
    public IDictionary<string, string> Values { get; } = new Dictionary<string, string>();
}

[OptionsValidator]
internal sealed partial class SecretsOptionsValidator : IValidateOptions<SecretsOptions>;
