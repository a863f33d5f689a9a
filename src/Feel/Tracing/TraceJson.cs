using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Feel.Tracing;

/// <summary>A trace for programs.</summary>
internal static class TraceJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // Each part lies in an object in a list.
        MaxDepth = 10_000,
    };

    public static byte[] ToBytes(FeelTrace trace)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, trace);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, FeelTrace trace)
    {
        writer.WriteStartObject();
        Write(writer, "cause", trace.Cause);
        writer.WritePropertyName("root");
        Write(writer, trace.Root);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FeelTraceEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("expression", entry.Text);
        writer.WriteNumber("start", entry.Start);
        writer.WriteNumber("length", entry.Length);
        writer.WriteString("value", entry.ValueText);
        writer.WriteBoolean("isComplete", entry.IsComplete);
        writer.WriteNumber("round", entry.Round);
        Write(writer, "reason", entry.Reason);
        writer.WriteStartArray("parts");
        foreach (var part in entry.Parts)
            Write(writer, part);
        writer.WriteEndArray();
        writer.WriteNumber("partsLeftOut", entry.PartsLeftOut);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, FeelDiagnostic? diagnostic)
    {
        if (diagnostic is null)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteNumber("start", diagnostic.Start);
        writer.WriteNumber("length", diagnostic.Length);
        writer.WriteEndObject();
    }
}
