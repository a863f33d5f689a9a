using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>What the deployed models say about calls. A deployed version never changes, so nothing of it is kept with each call.</summary>
public sealed class CallTemplates(ModelCache models)
{
    /// <returns>Null when the model, or the element in it, cannot be had.</returns>
    public async ValueTask<CallTemplate?> FindAsync(CallItem call, CancellationToken cancellation)
    {
        if (call.ProcessDefinitionKey is not { } definition)
            return null;
        try
        {
            var process = await models.FindAsync(definition, call.ProcessDefinitionId, cancellation);
            return process?.Nodes.FirstOrDefault(node => node.Id == call.ElementId) is { } element ? Of(element) : null;
        }
        catch (ClusterException gone) when (gone.Error is ClusterError.NotFound)
        {
            return null;
        }
    }

    private static CallTemplate Of(FlowNode element)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in HeadersOf(element))
            headers[name] = value;
        return new CallTemplate
        {
            Inputs = [.. element.Inputs.Select(input => new CallInput(input.Target, (input.Source.IsExpression ? "=" : "") + input.Source.Value))],
            Headers = headers,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(FlowNode element) => element switch
    {
        FlowNode.JobTask job => job.Task.Headers,
        FlowNode.AdHocSubProcess { AdHoc.Task: { } task } => task.Headers,
        _ => [],
    };
}
