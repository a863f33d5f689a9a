using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Calls;

/// <summary>Requests of calls and their answers in the format of browsers.</summary>
/// <remarks>Source: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/</remarks>
internal static class HttpArchive
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Of(IReadOnlyList<CallResult> calls)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("log");
            writer.WriteString("version", "1.2");
            writer.WriteStartObject("creator");
            writer.WriteString("name", "Fairlead");
            writer.WriteString("version", "1");
            writer.WriteEndObject();
            writer.WriteStartArray("entries");
            foreach (var call in calls)
            {
                foreach (var exchange in call.Exchanges)
                    Write(writer, call.Call, exchange);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, CallItem call, CallExchange exchange)
    {
        if (!HttpRequestLine.TryRead(exchange.Request, out var method, out var address))
            return;
        writer.WriteStartObject();
        writer.WriteString("startedDateTime", exchange.StartTime);
        writer.WriteNumber("time", exchange.AnswerMs ?? 0);
        WriteRequest(writer, exchange, method, address);
        WriteResponse(writer, exchange);
        writer.WriteStartObject("cache");
        writer.WriteEndObject();
        writer.WriteStartObject("timings");
        writer.WriteNumber("send", 0);
        writer.WriteNumber("wait", exchange.AnswerMs ?? 0);
        writer.WriteNumber("receive", 0);
        writer.WriteEndObject();
        writer.WriteString(
            "comment",
            string.Create(
                CultureInfo.InvariantCulture,
                $"call {call.CallKey.Value}, {call.ElementId} of {call.ProcessDefinitionId}, attempt {call.Attempt} of {call.Attempts}"));
        writer.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter writer, CallExchange exchange, string method, string address)
    {
        writer.WriteStartObject("request");
        writer.WriteString("method", method);
        writer.WriteString("url", address);
        writer.WriteString("httpVersion", VersionOf(exchange.Answer));
        WriteHeaders(writer, exchange.RequestHeaders);
        WriteQuery(writer, address);
        if (exchange.RequestBody is { } body)
        {
            writer.WriteStartObject("postData");
            writer.WriteString("mimeType", TypeOf(exchange.RequestHeaders));
            writer.WriteStartArray("params");
            writer.WriteEndArray();
            writer.WriteString("text", body.Text);
            if (body.IsBase64)
                writer.WriteString("comment", "base64");
            writer.WriteEndObject();
        }

        writer.WriteNumber("headersSize", -1);
        writer.WriteNumber("bodySize", exchange.RequestBody?.Bytes ?? 0);
        writer.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter writer, CallExchange exchange)
    {
        var parts = (exchange.Answer ?? "").Split(' ', 3);
        writer.WriteStartObject("response");
        // Zero is what browsers write for a request that got no answer.
        writer.WriteNumber("status", parts.Length > 1 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var status) ? status : 0);
        writer.WriteString("statusText", parts.Length > 2 ? parts[2] : "");
        writer.WriteString("httpVersion", VersionOf(exchange.Answer));
        WriteHeaders(writer, exchange.AnswerHeaders);
        writer.WriteStartObject("content");
        writer.WriteNumber("size", exchange.AnswerBody?.Bytes ?? 0);
        writer.WriteString("mimeType", TypeOf(exchange.AnswerHeaders));
        if (exchange.AnswerBody is { } body)
        {
            writer.WriteString("text", body.Text);
            if (body.IsBase64)
                writer.WriteString("encoding", "base64");
        }

        writer.WriteEndObject();
        writer.WriteString("redirectURL", ValueOf(exchange.AnswerHeaders, "Location") ?? "");
        writer.WriteNumber("headersSize", -1);
        writer.WriteNumber("bodySize", exchange.AnswerBody?.Bytes ?? 0);
        if (exchange.Failure is { } failure)
            writer.WriteString("comment", failure);
        writer.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, IReadOnlyList<CallHeader> headers)
    {
        writer.WriteStartArray("cookies");
        writer.WriteEndArray();
        writer.WriteStartArray("headers");
        foreach (var header in headers)
            WritePair(writer, header.Name, header.Value);
        writer.WriteEndArray();
    }

    private static void WriteQuery(Utf8JsonWriter writer, string address)
    {
        writer.WriteStartArray("queryString");
        var start = address.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in start < 0 ? [] : address[(start + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            WritePair(writer, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        writer.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    private static string VersionOf(string? answer) => answer?.Split(' ')[0] is { Length: > 0 } version ? version : "HTTP/1.1";

    private static string TypeOf(IReadOnlyList<CallHeader> headers) => ValueOf(headers, "Content-Type") ?? "";

    private static string? ValueOf(IReadOnlyList<CallHeader> headers, string name) =>
        headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
}
