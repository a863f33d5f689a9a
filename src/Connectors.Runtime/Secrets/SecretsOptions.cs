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

    /// <summary>Values by name; they win over the environment.</summary>
    public IDictionary<string, string> Values { get; } = new Dictionary<string, string>();
}

[OptionsValidator]
internal sealed partial class SecretsOptionsValidator : IValidateOptions<SecretsOptions>;
