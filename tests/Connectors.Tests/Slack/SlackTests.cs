using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Slack;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Slack;

/// <summary>Calls of Slack's Web API, at a server that answers as Slack's pages show it.</summary>
public sealed class SlackTests : IAsyncLifetime
{
    private FakeSlack _slack = null!;
    private SlackConnector _connector = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        _connector = new SlackConnector(_slack.Address);
    }

    public ValueTask DisposeAsync() => _slack.DisposeAsync();

    [Fact]
    public async Task A_text_is_posted_with_its_line_breaks_and_in_its_thread()
    {
        var posted = await RunAsync("chat.postMessage", """{"channel": "#general", "messageType": "plainText", "text": "Twelve\\napples \\u00c4", "thread": "1503435956.000247"}""");

        Assert.Equal(["ts", "channel", "message"], posted.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("1503435956.000247", "C123456"), (posted.GetProperty("ts").GetString(), posted.GetProperty("channel").GetString()));
        Assert.Equal("Twelve\napples Ä", posted.GetProperty("message").GetProperty("text").GetString());
        var request = Assert.Single(_slack.Requests);
        Assert.Equal("POST /api/chat.postMessage", request.Line);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        var body = JsonElement.Parse(request.Body);
        Assert.Equal(("#general", "1503435956.000247", true), (
            body.GetProperty("channel").GetString(), body.GetProperty("thread_ts").GetString(), body.GetProperty("link_names").GetBoolean()));
    }

    [Theory]
    [InlineData("""[{"type": "divider"}]""")]
    [InlineData("\"[{\\\"type\\\": \\\"divider\\\"}]\"")]
    public async Task Blocks_are_posted_as_they_are(string blocks)
    {
        await RunAsync("chat.postMessage", $$"""{"channel": "C1", "messageType": "messageBlock", "blockContent": {{blocks}}}""");

        Assert.Equal("""[{"type":"divider"}]""", JsonSerializer.Serialize(JsonElement.Parse(Assert.Single(_slack.Requests).Body).GetProperty("blocks")));
    }

    [Theory]
    [InlineData("@glinda", "W07QCRPA4", 3)]
    [InlineData("@Egon Spengler", "W012A3CDE", 2)]
    [InlineData("@Glinda the Fairly Good", "W07QCRPA4", 3)]
    [InlineData("ann@example.com", "W012A3CDE", 2)]
    [InlineData("C061EG9T2", "C061EG9T2", 1)]
    public async Task A_person_is_found_by_name_and_by_address(string channel, string id, int requests)
    {
        await RunAsync("chat.postMessage", $$"""{"channel": "{{channel}}", "text": "Hello"}""");

        Assert.Equal(requests, _slack.Requests.Count);
        Assert.Equal(id, JsonElement.Parse(_slack.Requests[^1].Body).GetProperty("channel").GetString());
    }

    [Theory]
    [InlineData("chat.postMessage", """{"channel": "@nobody", "text": "Hello"}""")]
    [InlineData("chat.postMessage", """{"channel": "nobody@example.com", "text": "Hello"}""")]
    [InlineData("conversations.invite", """{"channelType": "channelName", "channelName": "nowhere", "users": "U1"}""")]
    public async Task Who_is_not_found_is_named(string method, string data)
    {
        var failed = await FailAsync(method, data);

        Assert.Equal("SLACK_NOT_FOUND", failed.Code);
        Assert.Same(RetryAdvice.Never, failed.Retry);
        Assert.Contains("no", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_uploaded_and_the_message_shows_them()
    {
        await using var documents = new KeptDocuments();
        var reference = await documents.PutAsync("a;b", "order <1>.csv", "text/csv");

        await RunAsync("chat.postMessage", $$"""{"channel": "C1", "text": "See", "documents": [{{reference}}]}""", documents.Service());

        Assert.Equal(
            ["POST /api/files.getUploadURLExternal", "POST /upload/v1/ABC123456", "POST /api/files.completeUploadExternal", "POST /api/chat.postMessage"],
            _slack.Requests.Select(request => request.Line));
        Assert.Equal("filename=order+%3C1%3E.csv&length=3", _slack.Requests[0].Body);
        Assert.Equal(["a;b"], _slack.Files);
        Assert.False(_slack.Requests[1].Headers.ContainsKey("Authorization"));
        Assert.Equal(
            "See\n<https://example.slack.com/files/U1/F123ABC456/a.txt|order &lt;1&gt;.csv>",
            JsonElement.Parse(_slack.Requests[3].Body).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_file_goes_nowhere_but_to_Slack()
    {
        await using var documents = new KeptDocuments();
        var reference = await documents.PutAsync("a;b");
        _slack.Instead("files.getUploadURLExternal", """{"ok":true,"upload_url":"https://evil-slack.com/x","file_id":"F1"}""");

        var failed = await FailAsync("chat.postMessage", $$"""{"channel": "C1", "text": "See", "documents": {{reference}}}""", documents.Service());

        Assert.Equal("SLACK_REFUSED", failed.Code);
        Assert.Single(_slack.Requests);
    }

    [Theory]
    [InlineData("PUBLIC", false)]
    [InlineData("PRIVATE", true)]
    public async Task A_channel_is_made(string visibility, bool isPrivate)
    {
        var made = await RunAsync("conversations.create", $$"""{"newChannelName": "orders", "visibility": "{{visibility}}"}""");

        var channel = made.GetProperty("channel");
        Assert.Equal(("C0EAQDV4Z", "orders", isPrivate), (
            channel.GetProperty("id").GetString(), channel.GetProperty("name").GetString(), channel.GetProperty("is_private").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"channelType": "channelName", "channelName": "random", "users": "@glinda, ann@example.com,U1"}""", "C061EG9T2")]
    [InlineData("""{"channelType": "channelId", "channelId": "C1", "users": ["@glinda", "ann@example.com", "U1"]}""", "C1")]
    [InlineData("""{"channelId": "C1", "users": ["@glinda", "ann@example.com", "U1"]}""", "C1")]
    [InlineData("""{"channelName": "general", "users": ["@glinda", "ann@example.com", "U1"]}""", "C012AB3CD")]
    public async Task People_are_invited(string data, string channel)
    {
        var invited = await RunAsync("conversations.invite", data);

        Assert.Equal(channel, invited.GetProperty("channel").GetProperty("id").GetString());
        Assert.Equal("W07QCRPA4,W012A3CDE,U1", JsonElement.Parse(_slack.Requests[^1].Body).GetProperty("users").GetString());
    }

    [Theory]
    [InlineData("reactions.add", """{"channel":"C1","name":"thumbsup","timestamp":"1503435956.000247"}""", "already_reacted")]
    [InlineData("pins.add", """{"channel":"C1","timestamp":"1503435956.000247"}""", "already_pinned")]
    [InlineData("pins.remove", """{"channel":"C1","timestamp":"1503435956.000247"}""", "no_pin")]
    public async Task Reactions_and_pins_are_set_and_may_be_there_already(string method, string sent, string already)
    {
        const string Data = """{"channel": "C1", "emoji": ":thumbsup:", "timestamp": "1503435956.000247"}""";
        Assert.Equal("{}", (await RunAsync(method, Data)).GetRawText());
        _slack.Instead(method, $$"""{"ok":false,"error":"{{already}}"}""");
        Assert.Equal("{}", (await RunAsync(method, Data)).GetRawText());

        Assert.All(_slack.Requests, request => Assert.Equal(sent, request.Body));
    }

    [Fact]
    public async Task A_refusal_has_Slacks_own_word_and_what_is_needed()
    {
        _slack.Instead("chat.postMessage", """{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}""");

        var refused = await FailAsync("chat.postMessage", """{"channel": "C1", "text": "Hello"}""");

        Assert.Equal("SLACK_REFUSED", refused.Code);
        Assert.Same(RetryAdvice.Never, refused.Retry);
        Assert.Contains("missing_scope. The app needs the scope chat:write.", refused.Message, StringComparison.Ordinal);
        var variables = JsonSerializer.SerializeToElement(refused.Variables, ConnectorJson.Options);
        Assert.Equal(("missing_scope", "chat.postMessage"), (variables.GetProperty("error").GetString(), variables.GetProperty("method").GetString()));
    }

    [Fact]
    public async Task A_failure_of_this_moment_is_tried_again_as_modelled()
    {
        _slack.Instead("chat.postMessage", """{"ok":false,"error":"internal_error"}""");
        _slack.Instead("chat.postMessage", "<html>", status: 503);

        Assert.Same(RetryAdvice.AsModelled, (await FailAsync("chat.postMessage", """{"channel": "C1", "text": "Hello"}""")).Retry);
        var broken = await FailAsync("chat.postMessage", """{"channel": "C1", "text": "Hello"}""");
        Assert.Equal(("SLACK_UNREACHABLE", RetryAdvice.AsModelled), (broken.Code, broken.Retry));
    }

    [Fact]
    public async Task A_limit_is_waited_for_as_long_as_Slack_says()
    {
        _slack.Instead("chat.postMessage", """{"ok":false,"error":"ratelimited"}""", status: 429, retryAfter: "17");

        var limited = await FailAsync("chat.postMessage", """{"channel": "C1", "text": "Hello"}""");

        Assert.Equal("SLACK_RATE_LIMITED", limited.Code);
        Assert.Equal(TimeSpan.FromSeconds(17), limited.Retry.Delay);
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_outcome_unknown_where_something_changes()
    {
        _slack.HangUp("chat.postMessage");
        _slack.HangUp("users.list");

        var lost = await FailAsync("chat.postMessage", """{"channel": "C1", "text": "Hello"}""");
        var asked = await FailAsync("chat.postMessage", """{"channel": "@glinda", "text": "Hello"}""");

        Assert.True(lost.IsOutcomeUnknown);
        Assert.Equal(("SLACK_UNREACHABLE", false), (asked.Code, asked.IsOutcomeUnknown));
    }

    [Theory]
    [InlineData("chat.postMessage", """{"text": "Hello"}""", "data.channel")]
    [InlineData("chat.postMessage", """{"channel": "C1"}""", "data.text")]
    [InlineData("chat.postMessage", """{"channel": "C1", "blockContent": {"type": "divider"}}""", "data.blockContent")]
    [InlineData("conversations.create", "{}", "data.newChannelName")]
    [InlineData("conversations.invite", """{"channelType": "channelName", "users": "U1"}""", "data.channelName")]
    [InlineData("conversations.invite", """{"channelId": "C1"}""", "data.users")]
    [InlineData("reactions.add", """{"channel": "C1", "timestamp": "1.2"}""", "data.emoji")]
    [InlineData("pins.add", """{"channel": "C1"}""", "data.timestamp")]
    public async Task What_is_missing_is_named_before_anything_is_sent(string method, string data, string named)
    {
        var refused = await FailAsync(method, data);

        Assert.IsType<ConnectorInputException>(refused);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_slack.Requests);
    }

    private async Task<JsonElement> RunAsync(string method, string data, DocumentService? documents = null)
    {
        var call = Http.Calls.ForJob(documents);
        var bound = await ConnectorJson.BindAsync<SlackCall>(
            Encoding.UTF8.GetBytes($$"""{"method": "{{method}}", "token": "xoxb-long-token", "data": {{data}}}"""), call.Documents, Cancellation);
        return JsonSerializer.SerializeToElement(await _connector.ExecuteAsync(bound, call, Cancellation), ConnectorJson.Options);
    }

    private Task<ConnectorException> FailAsync(string method, string data, DocumentService? documents = null) =>
        Assert.ThrowsAnyAsync<ConnectorException>(() => RunAsync(method, data, documents));
}
