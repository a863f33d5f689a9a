using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Output;

/// <summary>Writes for programs: the shapes of the REST API, indented.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static RestJson Shapes { get; } = new(new JsonSerializerOptions(RestJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });

    public static void Write<T>(T value, JsonTypeInfo<T> shape) => Write(writer => JsonSerializer.Serialize(writer, value, shape));

    public static void Write(Action<Utf8JsonWriter> content)
    {
        using var output = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(output, Readable);
        content(writer);
        writer.Flush();
        output.Write("\n"u8);
    }
}
