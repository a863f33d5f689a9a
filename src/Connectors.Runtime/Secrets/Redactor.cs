using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// Knows the secrets that one piece of work got and cleans what leaves it: messages, error variables, logs. Knows them in every spelling
/// of <see cref="SecretNeedle"/>, in base64, also as a part of what was encoded, in hexadecimal digits, and line by line.
/// </summary>
/// <remarks>
/// A value shorter than <see cref="LengthAtLeast"/> is left alone: replacing each "1" would destroy every message and hide nothing.
/// Secrets are added before anything is cleaned; cleaning may go on in several threads.
/// </remarks>
public sealed class Redactor
{
    public const int LengthAtLeast = 4;

    /// <summary>What is put in a secret's place.</summary>
    public const string Mask = "***";

    /// <summary>Of a text of several lines; a shorter one is no secret by itself.</summary>
    private const int LineAtLeast = 8;

    /// <summary>Of one secret; a key of 4096 bits has about 50.</summary>
    private const int LinesAtMost = 200;

    /// <summary>Of texts within texts.</summary>
    private const int LevelsAtMost = 3;

    /// <summary>In base64 a shorter part would be found in ordinary words.</summary>
    private const int EncodedAtLeast = 8;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = ConnectorJson.LevelsAtMost,
    };

    /// <summary>Null as long as there is none, as for most work.</summary>
    private Dictionary<string, string?>? _names;

    /// <summary>Made when something is to be cleaned: most calls succeed, and nothing ever is.</summary>
    private SecretNeedle[]? _needles;

    public bool IsEmpty => _names is null;

    /// <param name="secret">What to hide from now on.</param>
    /// <param name="name">Of the secret, where it is known: it may be shown in place of the value.</param>
    public void Add(Secret secret, string? name = null)
    {
        if (secret.Reveal() is not { Length: >= LengthAtLeast } value)
            return;

        _names ??= new Dictionary<string, string?>(StringComparer.Ordinal);
        _names.TryAdd(value, name);
        _needles = null;
    }

    public void Add(IReadOnlyDictionary<string, Secret> secrets)
    {
        foreach (var (name, secret) in secrets)
            Add(secret, name);
    }

    /// <summary>With <c>***</c> in place of each secret.</summary>
    public string Clean(string text) => _names is null ? text : Replace(text, Find(text), _ => Mask);

    /// <summary>With <c>{{secrets.NAME}}</c> in place of each secret whose name is known: what a model would write.</summary>
    public string ToPlaceholders(string text) => _names is null ? text : Replace(text, Find(text), PlaceholderOf);

    /// <summary>Cleans every text, every name and every number in valid JSON.</summary>
    public ReadOnlyMemory<byte> CleanJson(ReadOnlyMemory<byte> json)
    {
        if (_names is null || json.IsEmpty)
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
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(Clean(reader.GetString()!));
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(Clean(reader.GetString()!));
                break;
            case JsonTokenType.Number when Clean(Encoding.ASCII.GetString(reader.ValueSpan)).Contains(Mask, StringComparison.Ordinal):
                writer.WriteStringValue(Mask);
                break;
            default:
                JsonCopy.Token(ref reader, writer);
                break;
        }
    }

    private List<SecretPlace> Find(string text)
    {
        var places = new List<SecretPlace>();
        var needles = _needles ??= NeedlesOf(_names!);
        foreach (var needle in needles)
            needle.Find(text, places);

        // Texts lie within texts: a form within JSON within JSON. A spelling may itself be spelled.
        var inner = Unescaped.Of(text);
        for (var level = 0; inner is not null && level < LevelsAtMost; level++)
        {
            var begin = places.Count;
            foreach (var needle in needles)
                needle.Find(inner.Text, places);
            for (var index = begin; index < places.Count; index++)
                places[index] = places[index] with { From = inner.Starts[places[index].From], To = inner.Starts[places[index].To] };
            inner = Unescaped.Of(inner.Text) is { } next
                ? next with { Starts = [.. next.Starts.Select(start => inner.Starts[start])] }
                : null;
        }

        return places;
    }

    private static string Replace(string text, List<SecretPlace> places, Func<SecretPlace, string> mask)
    {
        if (places.Count is 0)
            return text;

        var clean = new StringBuilder(text.Length);
        var done = 0;
        // The longest of those that begin together stands for all; what overlaps with what is gone already only lengthens it.
        foreach (var place in places.OrderBy(place => place.From).ThenByDescending(place => place.To))
        {
            if (place.From >= done)
                clean.Append(text, done, place.From - done).Append(mask(place));
            done = Math.Max(done, place.To);
        }

        return clean.Append(text, done, text.Length - done).ToString();
    }

    private static string PlaceholderOf(SecretPlace place) => place.Name is null ? Mask : $"{{{{secrets.{place.Name}}}}}";

    private static SecretNeedle[] NeedlesOf(Dictionary<string, string?> names)
    {
        var needles = new List<SecretNeedle>();
        foreach (var (value, name) in names)
        {
            // Space around a value is no secret, and gets lost easily.
            var core = value.Trim() is { Length: >= LengthAtLeast } trimmed ? trimmed : value;
            foreach (var text in PlainForms(core).Concat(PlainForms(value).Skip(1)).Distinct(StringComparer.Ordinal))
                needles.Add(new SecretNeedle(name, text, isEncoded: false));
            foreach (var text in EncodedForms(core).Concat(EncodedForms(value)).Distinct(StringComparer.Ordinal))
                needles.Add(new SecretNeedle(name, text, isEncoded: true));
        }

        return [.. needles];
    }

    private static IEnumerable<string> PlainForms(string value)
    {
        yield return value;
        yield return Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));
        if (!value.AsSpan().ContainsAny('\r', '\n'))
            yield break;
        foreach (var line in value.Split(['\r', '\n']).Where(line => line.Trim().Length >= LineAtLeast).Take(LinesAtMost))
            yield return line.Trim();
    }

    private static IEnumerable<string> EncodedForms(string value)
    {
        foreach (var form in Base64(Encoding.UTF8.GetBytes(value)))
            yield return form;
        // Some encode credentials so.
        if (value.Any(character => character > '\x7F') && value.All(character => character <= '\xFF'))
        {
            foreach (var form in Base64(Encoding.Latin1.GetBytes(value)))
                yield return form;
        }
    }

    /// <summary>Within longer text that was encoded as a whole (user:password), the value begins at any of three places of a group.</summary>
    private static IEnumerable<string> Base64(byte[] value)
    {
        yield return Convert.ToBase64String(value).TrimEnd('=');
        yield return Base64Url.EncodeToString(value);
        for (var offset = 0; offset < 3; offset++)
        {
            byte[] shifted = [.. new byte[offset], .. value];
            // Only whole groups: what neighbours share would differ.
            var start = offset is 0 ? 0 : 4;
            var end = shifted.Length / 3 * 4;
            if (end - start < EncodedAtLeast)
                continue;
            yield return Convert.ToBase64String(shifted)[start..end];
            yield return Base64Url.EncodeToString(shifted)[start..end];
        }
    }
}
