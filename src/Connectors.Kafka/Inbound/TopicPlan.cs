using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>What the settings of a subscription come to.</summary>
internal sealed record TopicPlan
{
    private const int GroupAtMost = 250;

    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["allow.auto.create.topics"] = "false",
        ["client.id"] = "fairlead",
        // What is fetched ahead lies in memory: by default the client takes 64 MiB for each subscription.
        ["queued.max.messages.kbytes"] = "16384",
        ["queued.min.messages"] = "1000",
    };

    private static readonly Dictionary<string, string> Fixed = new(StringComparer.Ordinal)
    {
        // A place that is gone is never passed over by itself; places go to the group after their effect is written.
        ["auto.offset.reset"] = "error",
        ["auto.commit.interval.ms"] = "1000",
        ["enable.auto.commit"] = "true",
        ["enable.auto.offset.store"] = "false",
        ["enable.partition.eof"] = "false",
    };

    public required ClientSettings Client { get; init; }

    public required string Topic { get; init; }

    public required string Group { get; init; }

    /// <summary>Of a member of the group that keeps its name; null when the model has none.</summary>
    public string? GroupInstance { get; init; }

    public required IReadOnlyList<long>? Offsets { get; init; }

    public required KafkaReset Reset { get; init; }

    public required SchemaStrategy Strategy { get; init; }

    public bool IsGroupCut { get; init; }

    public string Part(int partition) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Topic}-{partition}");

    /// <param name="id">Of the subscription.</param>
    /// <exception cref="ConnectorInputException">The settings cannot be used.</exception>
    public static TopicPlan Of(KafkaSettings settings, string id)
    {
        var additional = settings.AdditionalProperties ?? new Dictionary<string, System.Text.Json.JsonElement>();
        var group = First(settings.GroupId, TextOf("group.id")) ?? $"kafka-inbound-connector-{id}";
        var client = ClientSettings.Of(
            settings.Topic,
            settings.AuthenticationType is KafkaAuthenticationType.Credentials ? settings.Authentication : null,
            additional,
            Defaults,
            new Dictionary<string, string>(Fixed, StringComparer.Ordinal) { ["group.id"] = Cut(group) });
        if (settings.SchemaStrategy is SchemaStrategy.InlineSchema inline)
            Check(inline.Schema);
        if (settings.SchemaStrategy is SchemaStrategy.SchemaRegistry registry)
            RegistryPlace.Of(registry.SchemaRegistryUrl, client.Registry);
        return new TopicPlan
        {
            Client = client,
            Topic = settings.Topic.Name,
            Group = Cut(group),
            IsGroupCut = group.Length > GroupAtMost,
            GroupInstance = TextOf("group.instance.id"),
            Offsets = JsonInput.NumbersOf(settings.Offsets, "offsets"),
            Reset = TextOf("auto.offset.reset") is { } reset ? ResetOf(reset) : settings.AutoOffsetReset,
            Strategy = settings.SchemaStrategy,
        };

        string? TextOf(string name) => additional.TryGetValue(name, out var value) ? First(JsonInput.TextOf(value)) : null;
    }

    private static string Cut(string group) => group.Length > GroupAtMost ? group[..GroupAtMost] : group;

    private static string? First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim();

    private static KafkaReset ResetOf(string text) => text switch
    {
        "earliest" or "smallest" or "beginning" => KafkaReset.Earliest,
        "latest" or "largest" or "end" => KafkaReset.Latest,
        "none" or "error" => KafkaReset.None,
        _ => throw new ConnectorInputException($"{ClientSettings.Additional}.auto.offset.reset: expected none, latest or earliest."),
    };

    private static void Check(string schema)
    {
        try
        {
            AvroSchemas.Parse(schema);
        }
        catch (SchemaMismatchException none)
        {
            throw new ConnectorInputException($"schemaStrategy.schema: {none.Message}");
        }
    }
}
