using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What deployed models ask for.</summary>
public sealed class InboundWanted(
    ICluster cluster, ModelCache models, Expressions expressions, RuntimeMetrics metrics, IOptions<InboundOptions> options)
{
    private readonly InboundReader _reader = new(expressions, options.Value);

    internal async Task<IReadOnlyList<InboundGroup>> FindAsync(CancellationToken cancellation)
    {
        var elements = new List<InboundElement>();
        var definitions = await cluster.FindDefinitionsAsync(cancellation);
        foreach (var definition in definitions)
        {
            if (await models.FindAsync(definition.Key, definition.ProcessId, cancellation) is { } process)
                elements.AddRange(_reader.Read(definition, process));
        }

        metrics.DefinitionsChecked(definitions.Count);
        return InboundGroup.Of(elements);
    }
}
