using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What deployed models ask for. Used by the control loop only.</summary>
public sealed class InboundWanted(
    ICluster cluster,
    ModelCache models,
    Expressions expressions,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    ILogger<InboundWanted> logger)
{
    private readonly InboundReader _reader = new(expressions, options.Value);
    private Dictionary<ProcessDefinition, IReadOnlyList<InboundElement>> _known = [];

    internal async Task<IReadOnlyList<InboundGroup>> FindAsync(CancellationToken cancellation)
    {
        var current = new Dictionary<ProcessDefinition, IReadOnlyList<InboundElement>>();
        var definitions = await cluster.FindDefinitionsAsync(cancellation);
        var hits = 0;
        foreach (var definition in definitions)
        {
            if (_known.TryGetValue(definition, out var known))
                hits++;
            if (known is not null || (known = await ReadAsync(definition, cancellation)) is not null)
                current[definition] = known;
        }

        metrics.DefinitionsChecked(hits, definitions.Count - hits);
        _known = current;
        return InboundGroup.Of(current.Values.SelectMany(elements => elements));
    }

    /// <returns>Null when the model cannot be had now; the others do not wait for it.</returns>
    private async Task<IReadOnlyList<InboundElement>?> ReadAsync(ProcessDefinition definition, CancellationToken cancellation)
    {
        try
        {
            var process = await models.FindAsync(definition.Key, definition.ProcessId, cancellation);
            return process is null ? [] : _reader.Read(definition, process);
        }
        catch (ClusterException refused)
        {
            Log.ModelNotRead(logger, refused, definition.Key.Value, definition.ProcessId, refused.Error);
            return null;
        }
    }
}
