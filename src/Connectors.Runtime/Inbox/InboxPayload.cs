using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// What is kept of an event: what expressions see, without what lets somebody in. Headers and parameters with such names are hidden, and
/// the secrets of the connector wherever they are. The rest of it stays whole: the event is to be applied one day.
/// </summary>
internal static class InboxPayload
{
    private const string Mask = "***";

    /// <summary>As the original hides them in its log.</summary>
    private static readonly string[] Parameters = ["token", "access_token", "signature", "sig", "api_key", "apikey", "key", "code", "secret"];

    private static readonly string[] PartsOfHeaders = ["signature", "hmac", "token", "secret", "password"];

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = ConnectorJson.LevelsAtMost,
    };

    /// <returns>UTF-8 JSON object.</returns>
    public static ReadOnlyMemory<byte> Of(InboundArrival arrival) => Clean(FeelValue.From(arrival.Context).ToJson(), arrival.Redactor);

    /// <param name="json">A UTF-8 JSON object.</param>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> json, Redactor? redactor)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
            Copy(json.Span, writer);
        return redactor?.CleanJson(buffer.WrittenMemory) ?? buffer.WrittenMemory;
    }

    private static void Copy(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ConnectorJson.LevelsAtMost });
        // Names of the objects that the reader is in, the outermost first.
        var path = new Stack<string>();
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Push(name);
                    name = "";
                    JsonCopy.Token(ref reader, writer);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    JsonCopy.Token(ref reader, writer);
                    break;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.String when IsHidden(path, name):
                    writer.WriteStringValue(Mask);
                    break;
                case JsonTokenType.String when IsHeader(path):
                    writer.WriteStringValue(SensitiveNames.Shown(name, reader.GetString()!));
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(reader.GetString());
                    break;
                default:
                    JsonCopy.Token(ref reader, writer);
                    break;
            }
        }
    }

    private static bool IsHidden(Stack<string> path, string name) => path.Count is 2 or 3
        && path.Peek() switch
        {
            "headers" => PartsOfHeaders.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)),
            "params" => Parameters.Contains(name, StringComparer.OrdinalIgnoreCase),
            _ => false,
        };

    private static bool IsHeader(Stack<string> path) => path.Count is 2 or 3 && path.Peek() is "headers";
}
