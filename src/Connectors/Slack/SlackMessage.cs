using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Slack;

/// <summary>A message, with its files.</summary>
internal static class SlackMessage
{
    private const string Fields = "data";

    /// <exception cref="ConnectorInputException">Something in it is missing.</exception>
    public static void Check(SlackData data)
    {
        Require($"{Fields}.channel", data.Channel);
        if (string.IsNullOrEmpty(data.Text) && BlocksOf(data.BlockContent) is null)
            throw new ConnectorInputException($"{Fields}.text: expected a text, or blocks in {Fields}.blockContent; the method needs one of them.");
    }

    public static void Require(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ConnectorInputException($"{field}: expected text, but it is missing; the method needs it.");
    }

    /// <remarks>Files are stored first. The message links to them, which shows them where the message is.</remarks>
    public static async Task<PostedMessage> PostAsync(
        SlackData data, SlackApi api, SlackLookup lookup, CallDocuments documents, CancellationToken cancellation)
    {
        var channel = await lookup.ReceiverAsync(data.Channel!.Trim(), cancellation);
        var links = new List<string>();
        foreach (var document in (data.Documents ?? []).OfType<Document>())
            links.Add(await UploadAsync(document, api, documents, cancellation));

        var message = new JsonObject { ["channel"] = channel };
        if (data.Thread is { Length: > 0 } thread)
            message["thread_ts"] = thread.Trim();
        var text = Unescaped(data.Text ?? "");
        if (BlocksOf(data.BlockContent) is { } blocks)
        {
            foreach (var link in links)
                blocks.Add(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = link } });
            message["blocks"] = blocks;
        }
        else
        {
            text = string.Join('\n', [text, .. links]);
        }

        if (text.Length > 0)
        {
            message["text"] = text;
            message["link_names"] = true;
        }

        var answer = await api.ChangeAsync("chat.postMessage", message, cancellation);
        return new PostedMessage(
            SlackApi.TextOf(answer, "ts") ?? "",
            SlackApi.TextOf(answer, "channel") ?? channel,
            answer.TryGetProperty("message", out var posted) ? posted.Clone() : JsonElement.Parse("{}"u8));
    }

    /// <returns>A link to it, in mrkdwn.</returns>
    /// <remarks>Source: https://docs.slack.dev/messaging/working-with-files.</remarks>
    private static async Task<string> UploadAsync(Document document, SlackApi api, CallDocuments documents, CancellationToken cancellation)
    {
        var name = document.FileName ?? document.Id ?? "file";
        var bytes = await documents.ReadAsync(document, cancellation);
        var place = await api.AskAsync(
            "files.getUploadURLExternal",
            new Dictionary<string, string> { ["filename"] = name, ["length"] = bytes.Length.ToString(CultureInfo.InvariantCulture) },
            cancellation);
        using var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        await api.UploadAsync(SlackApi.TextOf(place, "upload_url") ?? "", content, cancellation);

        var id = SlackApi.TextOf(place, "file_id") ?? "";
        var files = new JsonArray(new JsonObject { ["id"] = id, ["title"] = name });
        // Nobody sees the file before a message shows it: done twice it is a file too many, and no more.
        var answer = await api.ChangeAsync("files.completeUploadExternal", new JsonObject { ["files"] = files }, cancellation);
        var link = answer.TryGetProperty("files", out var stored) && stored.ValueKind is JsonValueKind.Array && stored.GetArrayLength() > 0
            ? SlackApi.TextOf(stored[0], "permalink")
            : null;
        return link is null
            ? throw new ConnectorException(SlackApi.Refused, $"Slack gave no link to the file {id}.") { Retry = RetryAdvice.Never }
            : $"<{link}|{Escaped(name)}>";
    }

    /// <summary>A list of blocks, or the JSON of one as text; null for nothing.</summary>
    private static JsonArray? BlocksOf(JsonElement? given)
    {
        if (given is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } content
            || (content.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(content.GetString())))
            return null;
        try
        {
            var text = content.ValueKind is JsonValueKind.String ? content.GetString()! : content.GetRawText();
            if (JsonNode.Parse(text) is JsonArray { Count: > 0 } blocks)
                return blocks;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ConnectorInputException($"{Fields}.blockContent: expected a list of blocks.");
    }

    /// <remarks>The original reads escapes of JSON in a text: people write \n where the form has one line.</remarks>
    private static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at] is '\\' && at + 1 < text.Length ? text[at + 1] : '\0';
            var read = next switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', '"' => '"', '\\' => '\\', '/' => '/', _ => '\0' };
            if (next is 'u' && at + 5 < text.Length
                && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                at += 5;
            }
            else if (read is not '\0')
            {
                plain.Append(read);
                at++;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("|", " ", StringComparison.Ordinal);
}
