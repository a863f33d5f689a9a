using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>
/// Puts the results of <c>{"camunda.function.type": NAME, "params": […]}</c> in its place in a job's variables, where the model of its
/// element writes it. The same object arriving in process data stays what it is: otherwise whoever can start a process could have any
/// document read, and tokens made.
/// </summary>
public sealed class IntrinsicFunctions(ModelCache models, FunctionLibrary library)
{
    private const int FunctionsAtMost = 10;
    private const int ElementsAtMost = 10_000;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ConnectorJson.LevelsAtMost };

    private readonly ConcurrentDictionary<(ProcessDefinitionKey, string), IReadOnlyList<FunctionPosition>> _positions = [];

    /// <exception cref="ConnectorException">A function cannot do its work.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> RunAsync(
        ActivatedJob job, ReadOnlyMemory<byte> variables, CallInProgress call, CancellationToken cancellation)
    {
        // Nothing to look up for most jobs.
        if (variables.Span.IndexOf("camunda.function.type"u8) < 0)
            return variables;

        var root = JsonNode.Parse(variables.Span, documentOptions: Depth)!;
        var ran = 0;
        foreach (var position in await PositionsAsync(job, cancellation))
        {
            if (Find(root, position) is not { } function)
                continue;
            if (++ran > FunctionsAtMost)
                throw new ConnectorInputException($"The inputs of element {job.ElementId} have more than {FunctionsAtMost} functions; leave some out.");
            function.ReplaceWith(await library.RunAsync(position, function, call, cancellation));
        }

        var resolved = JsonSerializer.SerializeToUtf8Bytes(root, ConnectorJson.Options);
        if (resolved.AsSpan().IndexOf("camunda.function.type"u8) >= 0)
        {
            call.Log(
                $"The inputs have a \"{FunctionPosition.TypeProperty}\" that came with process data, not from the model: it was not run.");
        }

        return resolved;
    }

    private static JsonObject? Find(JsonNode root, FunctionPosition position)
    {
        JsonNode? node = root;
        foreach (var step in position.Path)
        {
            node = (node, step.Key) switch
            {
                (JsonObject map, { } key) => map[key],
                (JsonArray list, null) when step.Index < list.Count => list[step.Index],
                _ => null,
            };
        }

        return node is JsonObject function
            && function[FunctionPosition.TypeProperty] is JsonValue name
            && name.GetValueKind() is JsonValueKind.String
            && name.GetValue<string>() == position.Function
                ? function
                : null;
    }

    private async ValueTask<IReadOnlyList<FunctionPosition>> PositionsAsync(ActivatedJob job, CancellationToken cancellation)
    {
        var key = (job.ProcessDefinitionKey, job.ElementId);
        if (_positions.TryGetValue(key, out var known))
            return known;

        var process = await models.FindAsync(job.ProcessDefinitionKey, job.ProcessId, cancellation);
        var element = process?.Nodes.FirstOrDefault(node => node.Id == job.ElementId);
        if (_positions.Count >= ElementsAtMost)
            _positions.Clear();
        return _positions[key] = element is null ? [] : FunctionPosition.Of(element);
    }
}
