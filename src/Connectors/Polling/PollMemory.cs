using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Polling;

/// <summary>What is kept of the last answer, to tell news from repetition.</summary>
/// <param name="Request">A hash of the request it answered: validators say nothing about another one.</param>
/// <param name="ETag">As the server wrote it; null when it did not.</param>
/// <param name="LastModified">As the server wrote it; null when it did not.</param>
/// <param name="Content">A hash of status and body.</param>
/// <param name="Changes">How often the content changed since the beginning.</param>
internal sealed record PollMemory(string Request, string? ETag, string? LastModified, string Content, long Changes)
{
    /// <summary>Of other versions of this software, or damaged, is as none: the answer is read again.</summary>
    public static PollMemory? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<PollMemory>(text, ConnectorJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, ConnectorJson.Options);

    /// <summary>What names a request, but for what proves who asks.</summary>
    public static string RequestOf(HttpPoll settings)
    {
        var bare = settings with { Authentication = new RestAuthentication.None(), AuthenticationConfiguration = null };
        return Hash(JsonSerializer.Serialize(
            new { settings.Method, Url = RestUrl.Of(bare).OriginalString, settings.Headers, settings.Body }, ConnectorJson.Options));
    }

    public static string ContentOf(RestAnswer answer) => Hash($"{answer.Status}\n{answer.Body switch
    {
        JsonElement json => json.GetRawText(),
        string text => text,
        _ => answer.Document?.ContentHash ?? answer.Document?.Id ?? "",
    }}");

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
