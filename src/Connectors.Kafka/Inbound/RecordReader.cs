using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Avro;
using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>Makes events of records: <c>{key, rawValue, value, headers}</c>, or what cannot be read as it came.</summary>
/// <param name="stuck">Told why records wait for their schema; null when they do not any more.</param>
internal sealed class RecordReader(TopicPlan plan, Subscription subscription, Action<string?> stuck)
{
    /// <summary>Of a value that cannot be read: the inbox takes no more.</summary>
    private const int RawBytesAtMost = 512 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ConcurrentDictionary<int, Task<object>> _schemas = [];
    private readonly Schema? _inline = plan.Strategy is SchemaStrategy.InlineSchema inline ? AvroSchemas.Parse(inline.Schema) : null;
    private readonly RegistryClient? _registry = plan.Strategy is SchemaStrategy.SchemaRegistry registry
        ? new RegistryClient(subscription.Http, RegistryPlace.Of(registry.SchemaRegistryUrl, plan.Client.Registry), subscription.Time)
        : null;

    public async ValueTask<InboundEvent> ReadAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancellation)
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["key"] = KeyOf(record.Message.Key) };
        string? unreadable = null;
        try
        {
            await AddValueAsync(variables, record.Message.Value, cancellation);
        }
        catch (SchemaMismatchException unfit)
        {
            unreadable = $"The value does not have the schema that is expected of it: {unfit.Message}";
            AddRaw(variables, record.Message.Value ?? []);
        }

        var headers = HeadersOf(record.Message.Headers);
        variables["headers"] = headers;
        return new InboundEvent
        {
            Variables = variables,
            Id = string.Create(CultureInfo.InvariantCulture, $"{plan.Part(record.Partition.Value)}-{record.Offset.Value}"),
            Part = plan.Part(record.Partition.Value),
            Cursor = (record.Offset.Value + 1).ToString(CultureInfo.InvariantCulture),
            HappenedAt = record.Message.Timestamp.Type is TimestampType.NotAvailable
                ? null
                : DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs),
            TraceParent = headers.GetValueOrDefault("traceparent"),
            Unreadable = unreadable,
        };
    }

    private async ValueTask AddValueAsync(Dictionary<string, object?> variables, byte[]? bytes, CancellationToken cancellation)
    {
        switch (bytes, plan.Strategy)
        {
            case (null, _):
                variables["rawValue"] = null;
                variables["value"] = null;
                break;
            case (_, SchemaStrategy.NoSchema):
                AddText(variables, bytes);
                break;
            case (_, SchemaStrategy.InlineSchema):
                AddJson(variables, AvroReader.Read(bytes, _inline!));
                break;
            default:
                var (id, content) = WireFormat.Read(bytes);
                if (await SchemaAsync(id, cancellation) is Schema schema)
                    AddJson(variables, AvroReader.Read(content.Span, schema));
                else
                    AddJson(variables, content);
                break;
        }
    }

    private static void AddText(Dictionary<string, object?> variables, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        variables["rawValue"] = text;
        variables["value"] = JsonInput.Parse(bytes) is { } json ? json : text;
        // A text in which letters were replaced is not what came.
        if (text.Contains('\ufffd', StringComparison.Ordinal) && TextIn(bytes) is null)
            variables["valueBase64"] = Convert.ToBase64String(bytes);
    }

    private static void AddJson(Dictionary<string, object?> variables, ReadOnlyMemory<byte> json)
    {
        var value = JsonInput.Parse(json) ?? throw new SchemaMismatchException("it is no JSON.");
        variables["rawValue"] = Encoding.UTF8.GetString(json.Span);
        variables["value"] = value;
    }

    private static void AddRaw(Dictionary<string, object?> variables, byte[] bytes)
    {
        if (bytes.Length > RawBytesAtMost)
            variables["rawBytes"] = bytes.Length;
        var kept = bytes.Length > RawBytesAtMost ? bytes[..RawBytesAtMost] : bytes;
        if (TextIn(kept) is { } text)
            variables["raw"] = text;
        else
            variables["rawBase64"] = Convert.ToBase64String(kept);
    }

    /// <summary>JSON with parts is that; everything else is text, also a number: keys are compared with texts.</summary>
    private static object? KeyOf(byte[]? bytes)
    {
        if (bytes is null)
            return null;
        var text = TextIn(bytes) ?? Convert.ToBase64String(bytes);
        return JsonInput.Parts(text) is { } json ? json : text;
    }

    /// <summary>Of several with one name the last counts. What is no text is base64.</summary>
    private static Dictionary<string, string?> HeadersOf(Headers? headers)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var header in headers ?? [])
            found[header.Key] = header.GetValueBytes() is { } bytes ? TextIn(bytes) ?? Convert.ToBase64String(bytes) : null;
        return found;
    }

    private static string? TextIn(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <returns>A schema of Avro, or the language of another one.</returns>
    /// <exception cref="SchemaMismatchException">There is no such schema, or none that can be read here.</exception>
    private async Task<object> SchemaAsync(int id, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var asked = _schemas.GetOrAdd(id, number => AskAsync(number, cancellation));
            try
            {
                return await asked;
            }
            catch (RegistryException refused) when (refused.Problem is RegistryProblem.Unknown)
            {
                // Somebody may register it before the event is looked at; so it is asked again then.
                _schemas.TryRemove(new(id, asked));
                throw new SchemaMismatchException(refused.Message);
            }
            catch (RegistryException away)
            {
                // The record is fine: it waits, and all behind it in its partition.
                _schemas.TryRemove(new(id, asked));
                stuck($"Records wait for their schema: {away.Message}");
                await Task.Delay(pause, subscription.Time, cancellation);
            }
        }
    }

    private async Task<object> AskAsync(int id, CancellationToken cancellation)
    {
        var schema = await _registry!.ReadAsync(id, cancellation);
        stuck(null);
        return schema.Language switch
        {
            "AVRO" => AvroSchemas.Parse(schema.Text, schema.Referred),
            "JSON" => schema.Language,
            var other => throw new SchemaMismatchException($"its schema {id} is of the language {other}, which is not read here."),
        };
    }
}
