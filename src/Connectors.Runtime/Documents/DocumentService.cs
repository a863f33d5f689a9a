using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Gives calls their way to documents.</summary>
/// <param name="store">Null when this process has none: then only external and inline documents can be read.</param>
public sealed class DocumentService(DocumentLinks links, IOptions<DocumentsOptions> options, IDocumentStore? store = null)
{
    private static readonly IOptions<DocumentsOptions> Usual = Microsoft.Extensions.Options.Options.Create(new DocumentsOptions());

    /// <summary>For calls of processes that keep no documents.</summary>
    public static DocumentService None { get; } =
        new(new DocumentLinks(Usual), Usual);

    internal DocumentsOptions Options => options.Value;

    internal CallDocuments For(CallInProgress call) => new DocumentAccess(call, links, options.Value, store);
}
