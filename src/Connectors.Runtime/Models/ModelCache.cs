using System.Collections.Concurrent;

using Fairlead.Bpmn;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Models;

/// <summary>The deployed models, read once each. A deployed version never changes.</summary>
public sealed class ModelCache(ICluster cluster)
{
    /// <summary>Versions kept. A model takes about thirty times its text.</summary>
    private const int ModelsAtMost = 1_000;

    private readonly ConcurrentDictionary<ProcessDefinitionKey, BpmnProcess?> _models = [];

    /// <returns>Null when the file has no such process.</returns>
    public async ValueTask<BpmnProcess?> FindAsync(ProcessDefinitionKey key, string processId, CancellationToken cancellation)
    {
        if (_models.TryGetValue(key, out var known))
            return known;

        var xml = await cluster.GetDefinitionXmlAsync(key, cancellation);
        var process = BpmnReader.Read(xml, $"definition {key.Value}").Document.Processes
            .FirstOrDefault(candidate => candidate.Id == processId);
        if (_models.Count >= ModelsAtMost)
            _models.Clear();
        _models[key] = process;
        return process;
    }
}
