using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// Knows the secrets that one piece of work got and cleans what leaves it: messages, error variables, logs. Knows them as they
/// are, in base64, in URLs and in JSON text.
/// </summary>
/// <remarks>
/// A value shorter than <see cref="LengthAtLeast"/> is left alone: replacing each "1" would destroy every message and hide nothing.
/// </remarks>
public sealed class Redactor
{
    public const int LengthAtLeast = 4;
    private const string Mask = "***";

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = ConnectorJson.LevelsAtMost,
    };

    /// <summary>Null as long as there is none, as for most work.</summary>
    private Dictionary<string, string>? _known;
    private KeyValuePair<string, string>[]? _longestFirst;

    /// <param name="secret">What to hide from now on.</param>
    /// <param name="name">Of the secret, where it is known: it may be shown in place of the value.</param>
    public void Add(Secret secret, string? name = null)
    {
        var value = secret.Reveal();
        _known ??= [];
        if (value.Length < LengthAtLeast || _known.ContainsKey(value))
            return;

        var spellings = new HashSet<string>
        {
            value,
            JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
            JsonEncodedText.Encode(value).Value,
            Uri.EscapeDataString(value),
            WebUtility.UrlEncode(value),
        };
        AddBase64(Encoding.UTF8.GetBytes(value), spellings);
        if (value.Trim() is { Length: >= LengthAtLeast } trimmed)
            spellings.Add(trimmed);

        _longestFirst = null;
        var shown = name is null ? Mask : $"{{{{secrets.{name}}}}}";
        foreach (var spelling in spellings)
            _known.TryAdd(spelling, shown);
    }

    /// <summary>With <c>***</c> in place of each secret.</summary>
    public string Clean(string text)
    {
        if (_known is null)
            return text;

        foreach (var (value, _) in LongestFirst(_known))
            text = text.Replace(value, Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>With <c>{{secrets.NAME}}</c> in place of each secret, in whatever spelling it is there.</summary>
    public string ToPlaceholders(string text)
    {
        if (_known is null)
            return text;

        foreach (var (value, shown) in LongestFirst(_known))
            text = text.Replace(value, shown, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Cleans every text and every name in valid JSON.</summary>
    public ReadOnlyMemory<byte> CleanJson(ReadOnlyMemory<byte> json)
    {
        if (_known is null || json.IsEmpty)
            return json;

        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = ConnectorJson.LevelsAtMost });
            while (reader.Read())
                Copy(ref reader, writer);
        }

        return buffer.WrittenMemory;
    }

    private void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(Clean(reader.GetString()!));
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(Clean(reader.GetString()!));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    /// <summary>Within longer text that was encoded as a whole (user:password), the value begins at any of three places of a group.</summary>
    private static void AddBase64(byte[] value, HashSet<string> known)
    {
        known.Add(Convert.ToBase64String(value));
        known.Add(Base64Url.EncodeToString(value));
        for (var offset = 0; offset < 3; offset++)
        {
            byte[] shifted = [.. new byte[offset], .. value];
            // Only whole groups: what neighbours share would differ.
            var start = offset is 0 ? 0 : 4;
            var end = shifted.Length / 3 * 4;
            if (end - start >= 2 * LengthAtLeast)
            {
                known.Add(Convert.ToBase64String(shifted)[start..end]);
                known.Add(Base64Url.EncodeToString(shifted)[start..end]);
            }
        }
    }

    private KeyValuePair<string, string>[] LongestFirst(Dictionary<string, string> known) => _longestFirst ??=
        [.. known.OrderByDescending(entry => entry.Key.Length).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
}
