using Microsoft.Extensions.Options;

using static System.FormattableString;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>The addresses at which permits are honoured.</summary>
public sealed class DocumentLinks(IOptions<DocumentsOptions> options)
{
    public const string Route = "/fairlead/v1/documents/{documentId}";
    public const string Until = "until";
    public const string Signature = "signature";

    /// <summary>How long a link works when nobody says.</summary>
    public static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);

    /// <param name="reached">Where the caller reached this server; a configured address wins.</param>
    public string AddressOf(DocumentPermit permit, string? reached = null)
    {
        var server = (options.Value.PublicUrl ?? reached ?? options.Value.ListenUrl)?.TrimEnd('/') ?? throw new DocumentException(
            DocumentException.Invalid,
            $"A link cannot be made: this process does not know its address. Set {DocumentsOptions.Section}:"
            + $"{nameof(DocumentsOptions.PublicUrl)} to where others reach it.");
        return Invariant(
            $"{server}{Route.Replace("{documentId}", Uri.EscapeDataString(permit.Id))}?{Until}={permit.Until.ToUnixTimeSeconds()}&{Signature}={permit.Signature}");
    }
}
