using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Outbound;

/// <summary>Writes a record to a topic and waits until the cluster has it.</summary>
/// <remarks>
/// Jobs share producers, so their records go out together. A producer sends nothing twice by itself; when the last answer got lost, nobody
/// knows, and the failure says so.
/// </remarks>
[Connector(
    "io.camunda:connector-kafka:1",
    Name = "Kafka producer",
    Description = "Writes a record to a topic of Kafka.",
    Icon = "M5 12h5M14 7l-3 3M14 17l-3-3M16 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M16 18m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    Errors = [KafkaFailure.Code])]
public sealed class KafkaConnector(TimeProvider time) : IOutboundConnector<KafkaInput, KafkaPlace>, IDisposable
{
    private const int DeliveryMilliseconds = 45_000;
    private const string IdempotencyKey = "Idempotency-Key";

    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["client.id"] = "fairlead",
        ["delivery.timeout.ms"] = DeliveryMilliseconds.ToString(CultureInfo.InvariantCulture),
        ["enable.idempotence"] = "true",
        // As the Java client does it: a key goes where it went before.
        ["partitioner"] = "murmur2_random",
    };

    private readonly Producers _producers = new(time);
    private readonly ValueWriter _values = new(time);

    /// <summary>How many clients are kept at the moment.</summary>
    internal int Clients => _producers.Count;

    public async Task<KafkaPlace> ExecuteAsync(KafkaInput input, OutboundCall call, CancellationToken cancellation)
    {
        var settings = ClientSettings.Of(input.Topic, input.Authentication, input.AdditionalProperties, Defaults, new Dictionary<string, string>());
        foreach (var secret in settings.Secrets)
            call.Hide(secret);
        foreach (var name in settings.Ignored)
            call.Log($"The property {name} has no meaning here.");
        var topic = input.Topic.Name;
        var headers = HeadersOf(input, call);
        var key = input.Message.Key is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? JsonInput.BytesOf(given) : null;
        if (input.Message.Value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } content)
            throw new ConnectorInputException("message.value: it is missing.");
        var value = await _values.WriteAsync(content, input.SchemaStrategy, topic, settings, call.Http, cancellation);

        await using var connection = await call.UseConnectionAsync(settings.Name, cancellation);
        await call.SendingAsync(new WireMessage($"PRODUCE {topic}", Shown(settings, key, headers), value), cancellation);
        try
        {
            var network = new KafkaNetwork(call.CheckNetworkAsync);
            await network.CheckAsync(settings, cancellation);
            using var use = _producers.Use(settings);
            var place = await SendAsync(use.Producer, network, settings, topic, new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers }, cancellation);
            call.Received(new WireMessage(
                string.Create(CultureInfo.InvariantCulture, $"{place.Topic}-{place.Partition}-{place.Offset}"), [], default));
            return place;
        }
        catch (ConnectorException failure)
        {
            call.Received(new WireMessage($"FAILED {failure.Message}", [], default));
            if (failure.InnerException is KafkaException { Error: var error } && KafkaFailure.IsOfConnection(error))
                connection.Failed(failure.Message);
            throw;
        }
    }

    public void Dispose() => _producers.Dispose();

    private async Task<KafkaPlace> SendAsync(
        SharedProducer producer,
        KafkaNetwork network,
        ClientSettings settings,
        string topic,
        Message<byte[]?, byte[]?> message,
        CancellationToken cancellation)
    {
        try
        {
            await producer.JudgeAsync(network, topic, DeliveryTimeout(settings), time, cancellation);
        }
        catch (KafkaException unreached)
        {
            throw KafkaFailure.Unreached(settings, topic, unreached.Error, producer.Log.Last);
        }

        try
        {
            var report = await producer.ProduceAsync(topic, message, cancellation);
            return new KafkaPlace(report.Topic, report.Timestamp.UnixTimestampMs, report.Offset.Value, report.Partition.Value);
        }
        catch (ProduceException<byte[]?, byte[]?> failed)
        {
            throw KafkaFailure.NotDelivered(settings, topic, failed.Error, failed.DeliveryResult.Status, producer.Log.Last);
        }
        catch (KafkaException failed)
        {
            throw KafkaFailure.NotDelivered(settings, topic, failed.Error, PersistenceStatus.NotPersisted, producer.Log.Last);
        }
    }

    private static TimeSpan DeliveryTimeout(ClientSettings settings) =>
        int.TryParse(settings.Properties["delivery.timeout.ms"], CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromMilliseconds(DeliveryMilliseconds);

    private static Headers HeadersOf(KafkaInput input, OutboundCall call)
    {
        var headers = new Headers();
        foreach (var (name, value) in input.Headers ?? new Dictionary<string, JsonElement>())
        {
            headers.Add(
                name.Length > 0 ? name : throw new ConnectorInputException("headers: a header has no name."),
                value.ValueKind is JsonValueKind.Null ? null : JsonInput.BytesOf(value));
        }

        if (call.SendsIdempotencyKey && headers.All(header => !header.Key.Equals(IdempotencyKey, StringComparison.OrdinalIgnoreCase)))
            headers.Add(IdempotencyKey, Encoding.UTF8.GetBytes(call.IdempotencyKey));
        return headers;
    }

    private static List<KeyValuePair<string, string>> Shown(ClientSettings settings, byte[]? key, Headers headers)
    {
        List<KeyValuePair<string, string>> shown = [new("bootstrap.servers", string.Join(',', settings.Bootstrap))];
        if (key is not null)
            shown.Add(new("key", Encoding.UTF8.GetString(key)));
        shown.AddRange(headers.Select(header => new KeyValuePair<string, string>(
            $"header {header.Key}", header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "")));
        return shown;
    }
}
