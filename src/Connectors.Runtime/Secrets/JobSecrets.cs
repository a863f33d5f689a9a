using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Models;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// Fills secrets into a job's variables, only where the model of its element writes their names, or takes a cluster variable that names
/// them: those are set by operators, as secrets are. The same text arriving in process data stays text: otherwise whoever can start a
/// process could ask it for any secret.
/// </summary>
public sealed class JobSecrets(SecretStore secrets, SecretAudit audit, ModelCache models)
{
    private const int ElementsAtMost = 10_000;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ConnectorJson.LevelsAtMost };

    private readonly ConcurrentDictionary<(ProcessDefinitionKey, string), SecretPlaces> _places = [];

    /// <exception cref="ConnectorException">A secret has no value, or cannot be looked up.</exception>
    public ValueTask<ReadOnlyMemory<byte>> FillInAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation) =>
        // Nothing to look up for most jobs.
        job.Variables.Span.IndexOf("secrets."u8) < 0 ? new(job.Variables) : LookUpAsync(job, redactor, cancellation);

    private async ValueTask<ReadOnlyMemory<byte>> LookUpAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        var places = await PlacesAsync(job, cancellation);
        var positions = places.Stored.Count is 0 ? places.Written : [.. places.Written, .. InStored(job, places.Stored)];
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

    private static List<SecretPosition> InStored(ActivatedJob job, IReadOnlyList<IReadOnlyList<string>> targets)
    {
        var found = new List<SecretPosition>();
        var variables = JsonNode.Parse(job.Variables.Span, documentOptions: Depth);
        foreach (var target in targets)
            Find(target.Aggregate(variables, (node, name) => (node as JsonObject)?[name]), target, found);
        return found;
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

    private async ValueTask<SecretPlaces> PlacesAsync(ActivatedJob job, CancellationToken cancellation)
    {
        var key = (job.ProcessDefinitionKey, job.ElementId);
        if (_places.TryGetValue(key, out var known))
            return known;

        var process = await models.FindAsync(job.ProcessDefinitionKey, job.ProcessId, cancellation);
        var element = process?.Nodes.FirstOrDefault(node => node.Id == job.ElementId);
        if (_places.Count >= ElementsAtMost)
            _places.Clear();
        return _places[key] = element is null ? new SecretPlaces([], []) : new SecretPlaces(SecretPosition.Of(element), StoredInputs.Of(element));
    }

    /// <param name="Written">Where the model writes names of secrets.</param>
    /// <param name="Stored">Where it takes a cluster variable.</param>
    private sealed record SecretPlaces(IReadOnlyList<SecretPosition> Written, IReadOnlyList<IReadOnlyList<string>> Stored);
}
