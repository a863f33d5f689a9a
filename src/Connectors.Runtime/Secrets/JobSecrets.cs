using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Models;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// Fills secrets into a job's variables, only where the model of its element writes their names. The same text arriving in
/// process data stays text: otherwise whoever can start a process could ask it for any secret.
/// </summary>
public sealed class JobSecrets(SecretStore secrets, ModelCache models)
{
    private const int ElementsAtMost = 10_000;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ConnectorJson.LevelsAtMost };

    private readonly ConcurrentDictionary<(ProcessDefinitionKey, string), IReadOnlyList<SecretPosition>> _positions = [];

    /// <exception cref="ConnectorException">A secret has no value.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> FillInAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        // Nothing to look up for most jobs.
        if (job.Variables.Span.IndexOf("secrets."u8) < 0)
            return job.Variables;

        var positions = await PositionsAsync(job, cancellation);
        return positions.Count is 0 ? job.Variables : FillIn(job, positions, redactor);
    }

    private byte[] FillIn(ActivatedJob job, IReadOnlyList<SecretPosition> positions, Redactor redactor)
    {
        var variables = JsonNode.Parse(job.Variables.Span, documentOptions: Depth)!;
        var missing = new HashSet<string>();
        foreach (var position in positions)
            Replace(variables, position, 0, literal => SecretSyntax.Resolve(literal, secrets, redactor, missing));
        if (missing.Count > 0)
            throw secrets.Refuse(missing, $"Element {job.ElementId} of process {job.ProcessId}");

        return JsonSerializer.SerializeToUtf8Bytes(variables, ConnectorJson.Options);
    }

    private static void Replace(JsonNode node, SecretPosition position, int depth, Func<string, string> resolve)
    {
        if (depth < position.Path.Count)
        {
            if (node is JsonObject map && map[position.Path[depth]] is { } child)
                Replace(child, position, depth + 1, resolve);
            return;
        }

        switch (node)
        {
            case JsonObject map when !position.IsWhole:
                foreach (var (_, child) in map.ToList())
                {
                    if (child is not null)
                        Replace(child, position, depth, resolve);
                }

                break;
            case JsonArray list when !position.IsWhole:
                foreach (var child in list.ToList())
                {
                    if (child is not null)
                        Replace(child, position, depth, resolve);
                }

                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                ReplaceText(value, position, resolve);
                break;
        }
    }

    private static void ReplaceText(JsonValue value, SecretPosition position, Func<string, string> resolve)
    {
        var text = value.GetValue<string>();
        if (position.IsWhole ? text == position.Literal : text.Contains(position.Literal, StringComparison.Ordinal))
            value.ReplaceWith(text.Replace(position.Literal, resolve(position.Literal), StringComparison.Ordinal));
    }

    private async ValueTask<IReadOnlyList<SecretPosition>> PositionsAsync(ActivatedJob job, CancellationToken cancellation)
    {
        var key = (job.ProcessDefinitionKey, job.ElementId);
        if (_positions.TryGetValue(key, out var known))
            return known;

        var process = await models.FindAsync(job.ProcessDefinitionKey, job.ProcessId, cancellation);
        var element = process?.Nodes.FirstOrDefault(node => node.Id == job.ElementId);
        if (_positions.Count >= ElementsAtMost)
            _positions.Clear();
        return _positions[key] = element is null ? [] : SecretPosition.Of(element);
    }
}
