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
public sealed class JobSecrets(SecretStore secrets, SecretAudit audit, ModelCache models)
{
    private const int ElementsAtMost = 10_000;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ConnectorJson.LevelsAtMost };

    private readonly ConcurrentDictionary<(ProcessDefinitionKey, string), IReadOnlyList<SecretPosition>> _positions = [];

    /// <exception cref="ConnectorException">A secret has no value, or cannot be looked up.</exception>
    public ValueTask<ReadOnlyMemory<byte>> FillInAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation) =>
        // Nothing to look up for most jobs.
        job.Variables.Span.IndexOf("secrets."u8) < 0 ? new(job.Variables) : LookUpAsync(job, redactor, cancellation);

    private async ValueTask<ReadOnlyMemory<byte>> LookUpAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        var positions = await PositionsAsync(job, cancellation);
        return positions.Count is 0 ? job.Variables : await FillInAsync(job, positions, redactor, cancellation);
    }

    /// <summary>For inputs that somebody wrote for one call: every text in them is meant as it stands.</summary>
    /// <exception cref="ConnectorException">A secret has no value, or cannot be looked up.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> FillInEverywhereAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        if (job.Variables.Span.IndexOf("secrets."u8) < 0)
            return job.Variables;

        var found = new List<SecretPosition>();
        Find(JsonNode.Parse(job.Variables.Span, documentOptions: Depth), [], found);
        return found.Count is 0 ? job.Variables : await FillInAsync(job, found, redactor, cancellation);
    }

    private static void Find(JsonNode? node, IReadOnlyList<string> path, List<SecretPosition> found)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, child) in map)
                    Find(child, [.. path, name], found);
                break;
            case JsonArray list:
                // A position has no places in lists: it means each of them.
                foreach (var child in list)
                    Find(child, path, found);
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String && SecretSyntax.Mentions(value.GetValue<string>()):
                found.Add(new SecretPosition(path, value.GetValue<string>(), IsWhole: false));
                break;
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> FillInAsync(
        ActivatedJob job, IReadOnlyList<SecretPosition> positions, Redactor redactor, CancellationToken cancellation)
    {
        var variables = JsonNode.Parse(job.Variables.Span, documentOptions: Depth)!;
        // A literal that no value has, such as that of a branch not taken, needs nothing.
        var present = positions.Where(position => position.Places(variables).Any()).ToList();
        if (present.Count is 0)
            return job.Variables;

        var user = SecretUser.Of(job);
        var lookup = await secrets.LookUpAsync(present.Select(position => position.Literal), user, cancellation);
        redactor.Add(lookup.Values);
        audit.Record(lookup, user);
        secrets.Check(lookup, user);
        foreach (var position in present)
            Fill(variables, position, lookup);
        return JsonSerializer.SerializeToUtf8Bytes(variables, ConnectorJson.Options);
    }

    private static void Fill(JsonNode variables, SecretPosition position, SecretLookup lookup)
    {
        var filled = SecretSyntax.Fill(position.Literal, lookup.Values);
        foreach (var place in position.Places(variables).ToList())
            place.ReplaceWith(place.GetValue<string>().Replace(position.Literal, filled, StringComparison.Ordinal));
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
