using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Calls;

/// <summary>A record as it is written: what searches ask for taken out, and the rest as JSON in the shapes of the REST API.</summary>
internal sealed class PackedCall
{
    private const int LineAtMost = 2_000;

    /// <summary>Of a row without contents, in memory.</summary>
    private const int RowBytes = 500;

    private PackedCall(CallRecord record)
    {
        Record = record;
    }

    /// <summary>Readable in the file, too: nothing is escaped that need not be.</summary>
    public static RestJson Shapes { get; } = new(new JsonSerializerOptions(RestJson.Client.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public CallRecord Record { get; }

    public string? Request { get; private init; }

    public string? Host { get; private init; }

    public string? Answer { get; private init; }

    public int? Status { get; private init; }

    public byte[] Exchanges { get; private init; } = [];

    public byte[] Log { get; private init; } = [];

    public string? ResultNulls { get; private init; }

    public string? ErrorNulls { get; private init; }

    public bool HasContents { get; private init; }

    /// <summary>What it takes in memory while it waits, about.</summary>
    public long Bytes => RowBytes + Exchanges.Length + Log.Length + 2 * (LengthOf(Record.Inputs) + LengthOf(Record.Response)
        + LengthOf(Record.Result) + LengthOf(Record.ErrorExpressionValue) + LengthOf(Record.Variables));

    public static PackedCall Of(CallRecord record)
    {
        var last = record.Exchanges.Count > 0 ? record.Exchanges[^1] : null;
        return new PackedCall(record)
        {
            Request = Line(last?.RequestLine),
            Host = HostOf(last?.RequestLine),
            Answer = Line(last?.AnswerLine),
            Status = StatusOf(last?.AnswerLine),
            HasContents = record.Exchanges.Count > 0 || record.Log.Count > 0 || record.Inputs is not null || record.Variables is not null,
            Exchanges = JsonSerializer.SerializeToUtf8Bytes([.. record.Exchanges.Select(ToExchange)], Shapes.IReadOnlyListCallExchange),
            ResultNulls = ToNulls(record.ResultNulls),
            ErrorNulls = ToNulls(record.ErrorExpressionNulls),
            Log = JsonSerializer.SerializeToUtf8Bytes(record.Log, Shapes.IReadOnlyListString),
        };
    }

    private static CallExchange ToExchange(RecordedExchange exchange) => new()
    {
        StartTime = exchange.StartedAt,
        Request = exchange.RequestLine,
        RequestHeaders = [.. exchange.RequestHeaders.Select(header => new CallHeader(header.Key, header.Value))],
        RequestBody = ToBody(exchange.RequestBody),
        Answer = exchange.AnswerLine.Length > 0 ? exchange.AnswerLine : null,
        AnswerMs = exchange.Answered?.TotalMilliseconds,
        AnswerHeaders = [.. exchange.AnswerHeaders.Select(header => new CallHeader(header.Key, header.Value))],
        AnswerBody = ToBody(exchange.AnswerBody),
        Failure = exchange.Failure,
    };

    private static string? ToNulls(IReadOnlyList<NullEntry> nulls) => nulls.Count is 0
        ? null
        : JsonSerializer.Serialize(
            [.. nulls.Select(CallNulls.Of)],
            Shapes.IReadOnlyListCallNull);

    private static CallBody? ToBody(RecordedBody body) => body.Bytes is 0
        ? null
        : new CallBody { Text = body.Text, IsBase64 = body.IsBase64, Bytes = body.Bytes, IsCut = body.IsCut };

    private static string? Line(string? line) => line switch
    {
        null or "" => null,
        { Length: > LineAtMost } => line[..LineAtMost],
        _ => line,
    };

    private static string? HostOf(string? request)
    {
        var target = request?.IndexOf(' ') is { } space and > 0 ? request[(space + 1)..] : null;
        return Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Authority : null;
    }

    private static int? StatusOf(string? answer)
    {
        if (answer is null || !answer.StartsWith("HTTP/", StringComparison.Ordinal))
            return null;
        var parts = answer.Split(' ', 3);
        return parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;
    }

    private static long LengthOf(RecordedText? text) => text?.Text.Length ?? 0;
}
