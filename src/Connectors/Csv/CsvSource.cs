using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Csv;

/// <summary>The text of a file, read as it comes.</summary>
internal sealed class CsvSource : IAsyncDisposable
{
    private readonly DocumentContent? _content;

    private CsvSource(TextReader text, DocumentContent? content) => (Text, _content) = (text, content);

    public TextReader Text { get; }

    /// <param name="given">A document, or the text.</param>
    /// <param name="encoding">Of a file that does not say; null for UTF-8.</param>
    /// <exception cref="ConnectorException">There is no file, or it cannot be read.</exception>
    public static async Task<CsvSource> OpenAsync(JsonElement given, string? encoding, CallDocuments documents, CancellationToken cancellation)
    {
        var otherwise = EncodingOf(encoding, "format.encoding");
        if (Document.TryRead(given, out var document))
        {
            var content = await documents.OpenAsync(document, cancellation);
            var own = string.IsNullOrWhiteSpace(encoding) ? CharsetOf(content.ContentType ?? document.ContentType) ?? otherwise : otherwise;
            return new CsvSource(new StreamReader(content.Stream, own, detectEncodingFromByteOrderMarks: true), content);
        }

        return given.ValueKind is JsonValueKind.String
            ? new CsvSource(new StringReader(given.GetString()!.TrimStart('\uFEFF')), content: null)
            : throw new ConnectorInputException($"document: expected a document, or the text of a CSV file, but it is a {given.ValueKind}.");
    }

    /// <summary>What is no text in it fails instead of becoming question marks.</summary>
    /// <exception cref="ConnectorInputException">There is none of this name.</exception>
    public static Encoding EncodingOf(string? name, string input)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? "utf-8" : name.Trim();
        try
        {
            return wanted.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                : Encoding.GetEncoding(wanted, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw new ConnectorInputException($"{input}: there is no encoding of this name here. Known are UTF-8, UTF-16, UTF-32, ISO-8859-1 and US-ASCII.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Text.Dispose();
        if (_content is not null)
            await _content.DisposeAsync();
    }

    private static Encoding? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.CharSet?.Trim('"') is { Length: > 0 } name
            ? EncodingOf(name, "document")
            : null;
}
