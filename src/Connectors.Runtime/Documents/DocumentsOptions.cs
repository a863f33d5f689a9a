using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>What connectors may do with documents, and how others reach them.</summary>
public sealed class DocumentsOptions
{
    public const string Section = "Documents";

    /// <summary>
    /// Content that becomes text or JSON for a connector, in bytes: for <c>base64</c>, <c>getText</c>, <c>getJson</c> and inputs that are
    /// no documents. It is held in memory, about three times over.
    /// </summary>
    [Range(1, 1 << 30)]
    public int TextBytesAtMost { get; set; } = 16 << 20;

    /// <summary>
    /// Where others reach this server, for the links that <c>createLink</c> gives: scheme, host and port. Null for the address that it
    /// listens at, as this machine sees it.
    /// </summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>Where this server listens, as this machine sees it. Set by the server, not by its operator.</summary>
    public string? ListenUrl { get; set; }

    /// <summary>Where <c>createGithubAppInstallationToken</c> asks for tokens; another one for GitHub Enterprise Server.</summary>
    [Required, Url]
    public string GithubApiUrl { get; set; } = "https://api.github.com";
}

[OptionsValidator]
internal sealed partial class DocumentsOptionsValidator : IValidateOptions<DocumentsOptions>;
