using System.Collections.Concurrent;
using System.Text.Json;
using Avro;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Writes values of records as their strategy wants.</summary>
internal sealed class ValueWriter(TimeProvider time)
{
    private const int KeptAtMost = 1_000;

    private readonly ConcurrentDictionary<string, Schema> _parsed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredSchema> _registered = new(StringComparer.Ordinal);

    /// <exception cref="ConnectorInputException">Value and schema do not belong together, or the registry does not take the schema.</exception>
    /// <exception cref="ConnectorException">The registry does not answer.</exception>
    public async Task<byte[]> WriteAsync(
        JsonElement value, SchemaStrategy strategy, string topic, ClientSettings settings, HttpClient http, CancellationToken cancellation)
    {
        try
        {
            return strategy switch
            {
                SchemaStrategy.NoSchema => JsonInput.BytesOf(value),
                SchemaStrategy.InlineSchema inline => AvroWriter.Write(JsonInput.ValueOf(value), Parsed(inline.Schema, []), Place),
                SchemaStrategy.SchemaRegistry registry => await WriteAsync(JsonInput.ValueOf(value), registry, topic, settings, http, cancellation),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (SchemaMismatchException unfit)
        {
            var field = unfit.Message.StartsWith("expected an Avro schema", StringComparison.Ordinal) ? "schemaStrategy.schema: " : "";
            throw new ConnectorInputException($"{field}{unfit.Message}");
        }
        catch (RegistryException refused) when (refused.Problem is RegistryProblem.Refused or RegistryProblem.Unknown)
        {
            throw new ConnectorInputException($"schemaStrategy.schema: {refused.Message}", refused);
        }
        catch (RegistryException away)
        {
            throw new ConnectorException(KafkaFailure.Code, away.Message, away) { Variables = new { topic, outcome = "notWritten" } };
        }
    }

    private const string Place = "message.value";

    private async Task<byte[]> WriteAsync(
        JsonElement value, SchemaStrategy.SchemaRegistry registry, string topic, ClientSettings settings, HttpClient http, CancellationToken cancellation)
    {
        var place = RegistryPlace.Of(registry.SchemaRegistryUrl, settings.Registry);
        var schema = await FindAsync(registry, place, topic, settings, http, cancellation);
        var content = registry.SchemaType is SchemaType.Json
            ? JsonSerializer.SerializeToUtf8Bytes(value, ConnectorJson.Options)
            : AvroWriter.Write(value, Parsed(schema.Text, schema.Referred), Place);
        return WireFormat.Write(schema.Id, content);
    }

    private async Task<RegisteredSchema> FindAsync(
        SchemaStrategy.SchemaRegistry registry,
        RegistryPlace place,
        string topic,
        ClientSettings settings,
        HttpClient http,
        CancellationToken cancellation)
    {
        var client = new RegistryClient(http, place, time);
        if (IsTrue(settings, "use.latest.version", otherwise: false))
            return await client.ReadLatestAsync(SubjectOf(registry, topic, settings), cancellation);

        var text = string.IsNullOrWhiteSpace(registry.Schema)
            ? throw new ConnectorInputException(
                "schemaStrategy.schema: it is missing. Give the schema, or use.latest.version = true among the additional properties.")
            : registry.Schema;
        if (registry.SchemaType is SchemaType.Avro)
            Parsed(text, []);
        else if (JsonInput.Parts(text) is null && text.Trim() is not ("true" or "false"))
            throw new ConnectorInputException("schemaStrategy.schema: expected a JSON schema.");
        var subject = SubjectOf(registry, topic, settings);
        var register = IsTrue(settings, "auto.register.schemas", otherwise: true);
        var key = $"{place.Url}\n{place.Authorization}\n{register}\n{registry.SchemaType}\n{subject}\n{text}";
        if (_registered.TryGetValue(key, out var known))
            return known;
        var id = await client.FindAsync(subject, text, registry.SchemaType, register, cancellation);
        return Keep(_registered, key, new RegisteredSchema(id, text, $"{registry.SchemaType}", []));
    }

    /// <summary>By the names of Confluent's strategies; those of records are by the schema's own name.</summary>
    private string SubjectOf(SchemaStrategy.SchemaRegistry registry, string topic, ClientSettings settings)
    {
        var strategy = settings.Registry.GetValueOrDefault("value.subject.name.strategy", "").Split('.')[^1];
        if (strategy is not ("RecordNameStrategy" or "TopicRecordNameStrategy"))
            return $"{topic}-value";
        var name = string.IsNullOrWhiteSpace(registry.Schema)
            ? throw new ConnectorInputException($"schemaStrategy.schema: it is missing, and {strategy} names the subject by it.")
            : registry.SchemaType is SchemaType.Avro
                ? AvroSchemas.NameOf(Parsed(registry.Schema, []))
                : JsonInput.Parts(registry.Schema) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("title", out var title)
                    ? title.ToString()
                    : throw new ConnectorInputException($"schemaStrategy.schema: {strategy} needs a title.");
        return strategy is "RecordNameStrategy" ? name : $"{topic}-{name}";
    }

    private Schema Parsed(string text, IReadOnlyList<string> referred)
    {
        var key = string.Join('\n', referred.Append(text));
        return _parsed.TryGetValue(key, out var schema) ? schema : Keep(_parsed, key, AvroSchemas.Parse(text, referred));
    }

    private static T Keep<T>(ConcurrentDictionary<string, T> kept, string key, T value)
    {
        // Models have few schemas; whoever makes them out of data pays for it.
        if (kept.Count >= KeptAtMost)
            kept.Clear();
        return kept[key] = value;
    }

    private static bool IsTrue(ClientSettings settings, string name, bool otherwise) =>
        settings.Registry.TryGetValue(name, out var text) ? text.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;
}
