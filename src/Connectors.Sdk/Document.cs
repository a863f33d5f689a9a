using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// Refers to content that is too large for variables, or lies elsewhere. As an input it binds to the reference that a process carries, also
/// alone in a list; as an output it becomes that reference. The content is read through <see cref="OutboundCall.Documents"/>.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class Document
{
    /// <summary>The property that tells a reference from other JSON.</summary>
    public const string TypeProperty = "camunda.document.type";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Document(JsonElement reference, DocumentKind kind)
    {
        Reference = reference;
        Kind = kind;
    }

    /// <summary>Where the content lies.</summary>
    public DocumentKind Kind { get; }

    /// <summary>The reference as it stands in variables, with whatever else is said in it.</summary>
    public JsonElement Reference { get; }

    /// <summary>Media type; null when the reference does not say.</summary>
    public string? ContentType => Kind is DocumentKind.Stored ? TextOf(Metadata, "contentType") : TextOf(Reference, "contentType");

    /// <summary>Name of the file; null when the reference does not say.</summary>
    public string? FileName => Kind is DocumentKind.Stored ? TextOf(Metadata, "fileName") : TextOf(Reference, "name");

    /// <summary>Of a stored one.</summary>
    public string? Id => TextOf(Reference, "documentId");

    /// <summary>Of a stored one: the store that has it.</summary>
    public string? StoreId => TextOf(Reference, "storeId");

    /// <summary>Of a stored one: SHA-256 of the content in hexadecimal; null when the reference does not say.</summary>
    public string? ContentHash => TextOf(Reference, "contentHash");

    /// <summary>Of an external one.</summary>
    public string? Url => TextOf(Reference, "url");

    /// <summary>Of an inline one: the bytes of a text, or the JSON of anything else.</summary>
    public ReadOnlyMemory<byte> InlineContent =>
        !Reference.TryGetProperty("content", out var content) || content.ValueKind is JsonValueKind.Null ? default
        : content.ValueKind is JsonValueKind.String ? Encoding.UTF8.GetBytes(content.GetString()!)
        : Encoding.UTF8.GetBytes(content.GetRawText());

    private JsonElement Metadata => Reference.TryGetProperty("metadata", out var metadata) ? metadata : default;

    /// <summary>Content that lies at an address of HTTP.</summary>
    public static Document External(string url, string? name = null) => Create(DocumentKind.External, writer =>
    {
        writer.WriteString("url", url);
        if (name is not null)
            writer.WriteString("name", name);
    });

    /// <summary>Content that is in the reference itself: for little of it.</summary>
    public static Document Inline(string content, string? name = null, string? contentType = null) => Create(DocumentKind.Inline, writer =>
    {
        writer.WriteString("content", content);
        if (name is not null)
            writer.WriteString("name", name);
        if (contentType is not null)
            writer.WriteString("contentType", contentType);
    });

    /// <summary>Whether a value is a reference to a document, as variables have it.</summary>
    public static bool IsReference(JsonElement value) => TryRead(value, out _);

    /// <summary>Reads a reference; false when the value is none.</summary>
    /// <param name="value">An object, or a list with one.</param>
    /// <param name="document">What it refers to.</param>
    public static bool TryRead(JsonElement value, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Document? document)
    {
        document = null;
        if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() is 1)
            value = value[0];
        if (value.ValueKind is not JsonValueKind.Object || TextOf(value, TypeProperty) is not { } type)
            return false;

        document = type switch
        {
            "camunda" when TextOf(value, "documentId") is not null => new Document(value.Clone(), DocumentKind.Stored),
            "external" when TextOf(value, "url") is not null => new Document(value.Clone(), DocumentKind.External),
            "inline" when value.TryGetProperty("content", out _) => new Document(value.Clone(), DocumentKind.Inline),
            _ => null,
        };
        return document is not null;
    }

    /// <summary>Says little: the reference may hold the content itself.</summary>
    public override string ToString() => $"{nameof(Document)} {Kind} {Id ?? FileName}".TrimEnd();

    private static Document Create(DocumentKind kind, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString(TypeProperty, kind is DocumentKind.External ? "external" : "inline");
            content(writer);
            writer.WriteEndObject();
        }

        return new Document(JsonElement.Parse(buffer.ToArray()), kind);
    }

    private static string? TextOf(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String
            ? text.GetString()
            : null;

    private sealed class Converter : JsonConverter<Document>
    {
        public override Document Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryRead(JsonElement.ParseValue(ref reader), out var document) ? document : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Document value, JsonSerializerOptions options) => value.Reference.WriteTo(writer);
    }
}

/// <summary>Where the content of a document lies.</summary>
public enum DocumentKind
{
    /// <summary>In a document store.</summary>
    Stored,

    /// <summary>At an address of HTTP.</summary>
    External,

    /// <summary>In the reference itself.</summary>
    Inline,
}
