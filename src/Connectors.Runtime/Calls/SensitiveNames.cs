using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>
/// Headers whose values let somebody in. They are hidden wherever they are: on the wire, and where they lie in JSON, unless they are written
/// as the placeholder of a secret.
/// </summary>
internal static partial class SensitiveNames
{
    private const string Mask = "***";

    private static readonly string[] Names =
    [
        "authorization", "proxy-authorization", "authentication-info", "cookie", "set-cookie", "x-api-key", "api-key", "apikey",
        "x-auth-token", "x-access-token", "x-amz-security-token", "x-csrf-token", "x-goog-api-key", "ocp-apim-subscription-key",
    ];

    private static readonly HashSet<string> Known = new(Names, StringComparer.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Any = SearchValues.Create(Names, StringComparison.OrdinalIgnoreCase);

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = ConnectorJson.LevelsAtMost + 8,
    };

    /// <summary>What may be shown of a header. The scheme of an authorization stays.</summary>
    public static string Shown(string name, string value)
    {
        if (!Known.Contains(name) || value.Length is 0 || OnlyPlaceholder().IsMatch(value))
            return value;
        var scheme = Scheme().Match(value);
        return scheme.Success ? $"{scheme.Value}{Mask}" : Mask;
    }

    /// <summary>The same for properties in JSON that have such a name, however deep they are.</summary>
    /// <param name="otherwise">What is shown when it is no JSON.</param>
    public static string ShownJson(string json, string otherwise = Mask)
    {
        if (!json.AsSpan().ContainsAny(Any))
            return json;

        try
        {
            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer, Writing))
                Copy(Encoding.UTF8.GetBytes(json), writer);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return otherwise;
        }
    }

    private static void Copy(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ConnectorJson.LevelsAtMost + 8 });
        string? hidden = null;
        var hiddenDepth = 0;
        while (reader.Read())
        {
            // Values of the property, in lists and objects below it as well, until it ends.
            if (hidden is not null && reader.CurrentDepth < hiddenDepth + (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? 1 : 0))
                hidden = null;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    if (hidden is null || reader.CurrentDepth <= hiddenDepth)
                        (hidden, hiddenDepth) = Known.Contains(name) ? (name, reader.CurrentDepth) : (null, 0);
                    break;
                case JsonTokenType.String when hidden is not null:
                    writer.WriteStringValue(Shown(hidden, reader.GetString()!));
                    break;
                case JsonTokenType.Number when hidden is not null:
                    writer.WriteStringValue(Mask);
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

    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9_-]* +)?\{\{secrets\.\S+?\}\}$")]
    private static partial Regex OnlyPlaceholder();

    [GeneratedRegex("^(?:Basic|Bearer|Digest|Negotiate|Token|ApiKey|AWS4-HMAC-SHA256) +", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
