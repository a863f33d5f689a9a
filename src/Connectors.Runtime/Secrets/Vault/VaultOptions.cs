using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>HashiCorp Vault, or what speaks its HTTP API: the key/value secrets engine, version 2.</summary>
public sealed class VaultOptions : IValidatableObject
{
    public const string Section = $"{SecretsOptions.Section}:Vault";

    /// <summary>For example <c>https://vault.example.org:8200</c>; null uses no Vault.</summary>
    public Uri? Address { get; set; }

    /// <summary>Where the secrets engine is mounted.</summary>
    [Required]
    public string Mount { get; set; } = "secret";

    /// <summary>
    /// The secret of Vault whose keys are our names; a name with slashes is a key of the one that the part before the last slash names below it.
    /// </summary>
    [Required]
    public string Path { get; set; } = "fairlead";

    /// <summary>Of Vault Enterprise; null for none.</summary>
    public string? Namespace { get; set; }

    /// <summary>To be used as it is and renewed while it can be; null logs in with an AppRole.</summary>
    public string? Token { get; set; }

    /// <summary>Of the AppRole.</summary>
    public string? RoleId { get; set; }

    /// <summary>Of the AppRole; null when the role needs none.</summary>
    public string? SecretId { get; set; }

    /// <summary>Where the AppRole login is mounted.</summary>
    [Required]
    public string LoginMount { get; set; } = "approle";

    /// <summary>How long a value is used before Vault is asked again: a change is seen so much later.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Vault may take for one answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is null)
            yield break;
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https"))
            yield return Refuse("must begin with http:// or https://", nameof(Address));
        if (Token is null && RoleId is null)
            yield return Refuse("or RoleId must be set: without it Vault tells nothing", nameof(Token));
        if (Token is not null && RoleId is not null)
            yield return Refuse("and RoleId are both set: choose one way to log in", nameof(Token));
    }

    private static ValidationResult Refuse(string problem, string member) => new($"{Section}:{member} {problem}.", [member]);
}

[OptionsValidator]
internal sealed partial class VaultOptionsValidator : IValidateOptions<VaultOptions>;
