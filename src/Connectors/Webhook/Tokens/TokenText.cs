using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>A token as it arrived, taken apart and not yet believed.</summary>
/// <remarks>Source: RFC 7515 §3.1, §4.1 and §5.2, RFC 7519 §7.2.</remarks>
internal sealed class TokenText
{
    /// <summary>Longer ones are refused before anything is decoded.</summary>
    private const int LettersAtMost = 16 * 1024;

    private const int LevelsAtMost = 20;

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // A name that occurs twice would be read differently by others.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = LevelsAtMost, AllowDuplicateProperties = false };

    private TokenText(TokenAlgorithm algorithm, string? keyId, byte[] signed, byte[] signature, byte[] payload, JsonElement claims)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Signed = signed;
        Signature = signature;
        Payload = payload;
        Claims = claims;
    }

    public TokenAlgorithm Algorithm { get; }

    /// <summary>Null when the token does not name its key.</summary>
    public string? KeyId { get; }

    public byte[] Signed { get; }

    public byte[] Signature { get; }

    /// <summary>The claims as JSON.</summary>
    public byte[] Payload { get; }

    public JsonElement Claims { get; }

    /// <summary>Null for what is no signed token, or signed with an algorithm that does not count.</summary>
    public static TokenText? Read(string text)
    {
        if (text.Length > LettersAtMost || text.Split('.') is not [var head, var body, var end])
            return null;
        if (Decode(head) is not { } header || Decode(body) is not { } payload || Decode(end) is not { Length: > 0 } signature)
            return null;
        if (!Utf8.IsValid(header) || !Utf8.IsValid(payload))
            return null;

        try
        {
            using var fields = JsonDocument.Parse(header, Strict);
            using var claims = JsonDocument.Parse(payload, Strict);
            if (fields.RootElement.ValueKind is not JsonValueKind.Object || claims.RootElement.ValueKind is not JsonValueKind.Object)
                return null;
            // What a token declares critical must be understood, and nothing of that kind is.
            if (fields.RootElement.TryGetProperty("crit", out _)
                || TextOf(fields.RootElement, "alg") is not { } name
                || TokenAlgorithm.Find(name) is not { } algorithm)
                return null;
            return new TokenText(
                algorithm, TextOf(fields.RootElement, "kid"), Encoding.ASCII.GetBytes($"{head}.{body}"), signature, payload, claims.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>base64url without padding; null for anything else.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Letters))
            return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done ? bytes[..written] : null;
    }

    /// <summary>A property that is text; null for any other, and for text that is none, such as half a character.</summary>
    public static string? TextOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <inheritdoc cref="TextOf(JsonElement, string)"/>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
