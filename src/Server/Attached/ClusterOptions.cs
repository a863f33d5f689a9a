using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Attached;

/// <summary>The cluster that the connectors of this process work for.</summary>
public sealed class ClusterOptions : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Needed before the options are: it says which parts this process consists of.</summary>
    internal const string AddressKey = $"{Section}:{nameof(Address)}";

    /// <summary>
    /// Null for the one inside this process. Otherwise where the REST API of another one is reached, without <c>/v2</c>: of a server of ours,
    /// or of a Camunda 8 cluster. Then this process keeps no processes, and only runs connectors.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>Name for basic authentication; null for none.</summary>
    public string? Username { get; set; }

    /// <summary>Belongs to <see cref="Username"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Bearer token; null for none.</summary>
    public string? Token { get; set; }

    /// <summary>File with a bearer token, read anew for each request, so that something else may renew it; null for none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>How long the cluster may take for an answer, beyond what it was asked to wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Query.Length > 0))
            yield return Refuse("must begin with http:// or https:// and have no query", nameof(Address));
        if (new[] { Username, Token, TokenFile }.Count(way => way is { Length: > 0 }) > 1)
            yield return Refuse($"and {nameof(Token)} and {nameof(TokenFile)} exclude each other: choose one way to log in", nameof(Username));
        if (Username is { Length: > 0 } && string.IsNullOrEmpty(Password))
            yield return Refuse("is missing, although there is a Username", nameof(Password));
    }

    private static ValidationResult Refuse(string problem, string member) => new($"{Section}:{member} {problem}.", [member]);
}

[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
