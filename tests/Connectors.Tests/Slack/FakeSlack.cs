using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Slack;

/// <summary>A server that answers as Slack's pages of its methods show it. It knows two channels and three people.</summary>
/// <remarks>Source: https://docs.slack.dev/reference/methods, the examples of each method, shortened.</remarks>
internal sealed class FakeSlack : IAsyncDisposable
{
    private readonly Dictionary<string, Queue<Func<HttpContext, Task>>> _instead = new(StringComparer.Ordinal);
    private Peer _peer = null!;

    public Uri Address => new($"{_peer.Address}/api/");

    public IReadOnlyList<Asked> Requests => _peer.Requests;

    /// <summary>Content of files that were uploaded.</summary>
    public List<string> Files { get; } = [];

    public static async Task<FakeSlack> StartAsync()
    {
        var slack = new FakeSlack();
        slack._peer = await Peer.StartAsync(slack.AnswerAsync);
        return slack;
    }

    /// <summary>The next answer to a method is this one.</summary>
    public void Instead(string method, string json, int status = 200, string? retryAfter = null) => Instead(method, async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        await WriteAsync(context, json);
    });

    public void HangUp(string method) => Instead(method, context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private void Instead(string method, Func<HttpContext, Task> answer)
    {
        if (!_instead.TryGetValue(method, out var answers))
            _instead[method] = answers = new();
        answers.Enqueue(answer);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = Requests[^1];
        var method = context.Request.Path.Value!.Split('/')[^1];
        if (context.Request.Path.StartsWithSegments("/upload", StringComparison.Ordinal))
        {
            Files.Add(request.Body);
            await context.Response.WriteAsync($"OK - {request.Body.Length}", context.RequestAborted);
            return;
        }

        if (_instead.TryGetValue(method, out var answers) && answers.TryDequeue(out var answer))
            await answer(context);
        else
            await WriteAsync(context, AnswerOf(method, request));
    }

    private string AnswerOf(string method, Asked request)
    {
        if (request.Headers.GetValueOrDefault("Authorization") is not "Bearer xoxb-long-token")
            return """{"ok":false,"error":"invalid_auth"}""";
        var isJson = request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json", StringComparison.Ordinal);
        if (isJson)
            return AnswerOf(method, JsonElement.Parse(request.Body));
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.Body);
        return method switch
        {
            "users.lookupByEmail" => form.GetValueOrDefault("email") == "ann@example.com"
                ? """{"ok":true,"user":{"id":"W012A3CDE","team_id":"T012AB3C4","name":"spengler"}}"""
                : """{"ok":false,"error":"users_not_found"}""",
            "users.list" => form.GetValueOrDefault("cursor") == "dXNlcjpVMEc5V0ZYTlo="
                ? """{"ok":true,"members":[{"id":"W07QCRPA4","name":"glinda","real_name":"Glinda Southgood","profile":{"display_name":"Glinda the Fairly Good"}}],"response_metadata":{"next_cursor":""}}"""
                : """{"ok":true,"members":[{"id":"W0GONE","name":"glinda","deleted":true},{"id":"W012A3CDE","name":"spengler","profile":{"real_name":"Egon Spengler"}}],"response_metadata":{"next_cursor":"dXNlcjpVMEc5V0ZYTlo="}}""",
            "conversations.list" => form.GetValueOrDefault("cursor") == "dGVhbTpDMDYxRkE1UEI="
                ? """{"ok":true,"channels":[{"id":"C061EG9T2","name":"random"}],"response_metadata":{"next_cursor":""}}"""
                : """{"ok":true,"channels":[{"id":"C012AB3CD","name":"general"}],"response_metadata":{"next_cursor":"dGVhbTpDMDYxRkE1UEI="}}""",
            "files.getUploadURLExternal" =>
                $$"""{"ok":true,"upload_url":"{{_peer.Address}}/upload/v1/ABC123456","file_id":"F123ABC456"}""",
            _ => """{"ok":false,"error":"invalid_arg_name"}""",
        };
    }

    private static string AnswerOf(string method, JsonElement body) => method switch
    {
        "chat.postMessage" => $$$"""{"ok":true,"channel":"C123456","ts":"1503435956.000247","message":{"text":{{{Quoted(body, "text")}}},"username":"ecto1","bot_id":"B123456","type":"message","subtype":"bot_message","ts":"1503435956.000247"}}""",
        "conversations.create" => $$$"""{"ok":true,"channel":{"id":"C0EAQDV4Z","name":{{{Quoted(body, "name")}}},"is_channel":true,"is_private":{{{body.GetProperty("is_private").GetRawText()}}}}}""",
        "conversations.invite" => $$$"""{"ok":true,"channel":{"id":{{{Quoted(body, "channel")}}},"name":"general"}}""",
        "files.completeUploadExternal" => """{"ok":true,"files":[{"id":"F123ABC456","title":"slack-test","permalink":"https://example.slack.com/files/U1/F123ABC456/a.txt"}]}""",
        "reactions.add" or "pins.add" or "pins.remove" => """{"ok":true}""",
        _ => """{"ok":false,"error":"unknown_method"}""",
    };

    private static string Quoted(JsonElement body, string name) => body.TryGetProperty(name, out var text) ? text.GetRawText() : "\"\"";

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(json);
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
