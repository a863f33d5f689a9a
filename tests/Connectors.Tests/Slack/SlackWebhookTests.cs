using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Slack;
using Fairlead.Connectors.Tests.Webhook;
using Fairlead.Testing.Http;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Slack;

/// <summary>What a Slack app sends, in diagrams as the original's templates leave them.</summary>
/// <remarks>The requests are those of https://docs.slack.dev/apis/events-api and …/interactivity, shortened.</remarks>
public sealed class SlackWebhookTests : IAsyncDisposable
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Form = "application/x-www-form-urlencoded";

    private const string Mention = """
        {"token":"XXYYZZ","team_id":"T123ABC456","api_app_id":"A123ABC456","event":{"type":"app_mention","user":"U123ABC456","text":"order 7","ts":"1515449522.000016","channel":"C123ABC456","event_ts":"1515449522000016"},"type":"event_callback","event_id":"Ev123ABC456","event_time":1515449522000016}
        """;

    private const string Command =
        "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=test&user_id=U2147483697"
        + "&user_name=Steve&command=%2Forder&text=94070+%26+more&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1234%2F5678&trigger_id=13345224609.738474920.8088930838d88f008e0";

    private readonly ProcessHarness _test = new(typeof(SlackConnector), typeof(SlackWebhookConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(CamundaKind.StartEvent)]
    [InlineData(CamundaKind.MessageStartEvent)]
    public async Task An_event_starts_an_instance_once_however_often_Slack_sends_it(object kind)
    {
        await DeployAsync((CamundaKind)kind, "={text: request.body.event.text, type: connectorData.event.type}");

        var first = await SendAsync(Mention, "application/json");
        await _test.AdvanceAsync(TimeSpan.FromSeconds(61), Cancellation);
        var again = await SendAsync(Mention, "application/json", ("X-Slack-Retry-Num", "1"), ("X-Slack-Retry-Reason", "http_timeout"));

        Assert.Equal((200, "", 200), (first.Status, Text(first), again.Status));
        Assert.Single(_test.Instances).ExpectCompleted().ExpectVariable("text", "order 7").ExpectVariable("type", "app_mention");
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent)]
    [InlineData(CamundaKind.BoundaryEvent)]
    [InlineData(CamundaKind.ReceiveTask)]
    public async Task An_event_reaches_the_instance_that_waits(object kind)
    {
        await DeployAsync((CamundaKind)kind, "={text: request.body.event.text}");
        var waiting = await _test.StartAsync("order", """{"order": "order 7"}""", Cancellation);

        Assert.Equal(200, (await SendAsync(Mention, "application/json")).Status);

        waiting.ExpectCompleted().ExpectPassed("said").ExpectVariable("text", "order 7");
    }

    [Fact]
    public async Task A_command_is_read_and_its_sender_alone_is_answered()
    {
        await DeployAsync(CamundaKind.StartEvent, "={command: connectorData.command, text: request.body.text}");

        var answer = await SendAsync(Command, Form);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
        var body = JsonElement.Parse(answer.Body.Span);
        Assert.Equal("ephemeral", body.GetProperty("response_type").GetString());
        Assert.False(string.IsNullOrWhiteSpace(body.GetProperty("text").GetString()));
        Assert.Single(_test.Instances).ExpectCompleted().ExpectVariable("command", "/order").ExpectVariable("text", "94070 & more");
    }

    [Fact]
    public async Task A_model_may_answer_a_command_itself()
    {
        await DeployAsync(
            CamundaKind.StartEvent, "={}", ("inbound.responseExpression", "={body: {text: \"Hello \" + connectorData.user_name}}"));

        Assert.Equal("""{"text":"Hello Steve"}""", Text(await SendAsync(Command, Form)));
    }

    [Fact]
    public async Task What_people_press_is_read_from_its_payload_and_answered_with_nothing()
    {
        await DeployAsync(CamundaKind.StartEvent, "={pressed: connectorData.actions[1].action_id, kind: connectorData.type}");
        const string Payload = """{"type":"block_actions","user":{"id":"UA8RXUSPL"},"trigger_id":"12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3","actions":[{"action_id":"WaXA","block_id":"=qXel","type":"button"}]}""";

        var answer = await SendAsync($"payload={WebUtility.UrlEncode(Payload)}", Form);

        Assert.Equal((200, ""), (answer.Status, Text(answer)));
        Assert.Single(_test.Instances).ExpectCompleted().ExpectVariable("pressed", "WaXA").ExpectVariable("kind", "block_actions");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""=if body.type != null and body.type = "url_verification" then {body: {"challenge": body.challenge}, statusCode: 200} else null""")]
    public async Task A_challenge_is_answered_and_starts_nothing(string expression)
    {
        await DeployAsync(CamundaKind.StartEvent, "={}", ("inbound.verificationExpression", expression));

        var answer = await SendAsync(
            """{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""", "application/json");

        Assert.Equal(200, answer.Status);
        Assert.Contains("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", Text(answer), StringComparison.Ordinal);
        Assert.Empty(_test.Instances);
    }

    [Fact]
    public async Task A_look_at_the_certificate_starts_nothing()
    {
        await DeployAsync(CamundaKind.StartEvent, "={}");

        Assert.Equal(200, (await SendAsync("ssl_check=1&token=gIkuvaNzQIHg97ATvDxqgjtO", Form)).Status);
        Assert.Empty(_test.Instances);
    }

    [Theory]
    [InlineData("another-secret", 0)]
    [InlineData(Secret, -301)]
    [InlineData(Secret, 301)]
    [InlineData(null, 0)]
    public async Task A_request_that_Slack_did_not_sign_just_now_is_refused(string? secret, int age)
    {
        await DeployAsync(CamundaKind.StartEvent, "={}");
        var at = _test.Time.GetUtcNow().AddSeconds(-age).ToUnixTimeSeconds();
        var headers = secret is null ? new Dictionary<string, string>() : HeadersOf(Mention, secret, at);

        var answer = await _test.SendWebhookAsync("POST", "slack", Mention, headers, Cancellation);

        Assert.Equal(401, answer.Status);
        Assert.Empty(_test.Instances);
    }

    [Fact]
    public void A_webhook_without_a_secret_is_not_opened()
    {
        var connector = new SlackWebhookConnector(TimeProvider.System);

        var refused = Assert.Throws<Sdk.ConnectorInputException>(() => connector.Check(new SlackWebhookSettings { SlackSigningSecret = new("") }));

        Assert.Contains("slackSigningSecret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat.postMessage", "plainText", "={ts: ts, sent: response.message.text}", "sent")]
    [InlineData("chat.postMessage", "messageBlock", "={sent: ts}", "sent")]
    [InlineData("conversations.create", "", "={sent: channel.id}", "sent")]
    [InlineData("conversations.invite", "", "={sent: channel.id}", "sent")]
    [InlineData("reactions.add", "", "={sent: \"yes\"}", "sent")]
    [InlineData("pins.add", "", "={sent: \"yes\"}", "sent")]
    [InlineData("pins.remove", "", "={sent: \"yes\"}", "sent")]
    public async Task Every_method_runs_as_the_template_stores_it(string method, string messageType, string result, string variable)
    {
        _test.Http.Answer($"POST https://slack.com/api/{method}", 200, """{"ok":true,"ts":"1503435956.000247","channel":{"id":"C1"},"message":{"text":"Order 7"}}""");
        await _test.DeployAsync(
            CamundaDiagram.Of("order", new CamundaElement
            {
                Kind = CamundaKind.ServiceTask,
                Id = "tell",
                Template = ("io.camunda.connectors.Slack.v1", 11),
                JobType = "io.camunda:slack:1",
                Inputs =
                {
                    ["method"] = method,
                    ["token"] = "xoxb-long-token",
                    ["data.messageType"] = messageType,
                    ["data.text"] = "=\"Order \" + order",
                    ["data.blockContent"] = messageType is "messageBlock" ? "=[{type: \"divider\"}]" : "",
                    ["data.data_documents_documentMode"] = "none",
                    ["data.documents"] = "=null",
                    ["data.channel"] = "#general",
                    ["data.thread"] = "",
                    ["data.newChannelName"] = "orders",
                    ["data.visibility"] = "PUBLIC",
                    ["data.channelType"] = "channelId",
                    ["data.channelId"] = "C1",
                    ["data.users"] = "U1,U2",
                    ["data.emoji"] = "thumbsup",
                    ["data.timestamp"] = "=\"1503435956.000247\"",
                },
                Headers = { ["resultExpression"] = result, ["retryBackoff"] = "PT0S" },
            }),
            Cancellation);

        var told = await _test.StartAsync("order", """{"order": "7"}""", Cancellation);

        told.ExpectCompleted();
        Assert.NotNull(told.Variables.GetValueOrDefault(variable).ToString());
        Assert.Equal("Bearer xoxb-long-token", _test.Http.Only.Headers["Authorization"]);
    }

    private async Task DeployAsync(CamundaKind kind, string result, params (string Name, string Value)[] more)
    {
        var element = new CamundaElement
        {
            Kind = kind,
            Id = "said",
            Template = ($"io.camunda.connectors.inbound.Slack.{kind}.v1", 8),
            CorrelationKey = kind is CamundaKind.StartEvent or CamundaKind.MessageStartEvent ? null : "=order",
            Properties =
            {
                ["inbound.type"] = "io.camunda:slack-webhook:1",
                ["inbound.context"] = "slack",
                ["inbound.slackSigningSecret"] = Secret,
                ["consumeUnmatchedEvents"] = "true",
                ["correlationKeyExpression"] = "=request.body.event.text",
                ["deduplicationModeManualFlag"] = "false",
                ["deduplicationMode"] = "AUTO",
                ["resultExpression"] = result,
            },
        };
        foreach (var (name, value) in more)
            element.Properties[name] = value;
        await _test.DeployAsync(CamundaDiagram.Of("order", element), Cancellation);
    }

    private Task<HttpReply> SendAsync(string body, string contentType, params (string Name, string Value)[] more)
    {
        var headers = HeadersOf(body, Secret, _test.Time.GetUtcNow().ToUnixTimeSeconds());
        headers["Content-Type"] = contentType;
        foreach (var (name, value) in more)
            headers[name] = value;
        return _test.SendWebhookAsync("POST", "slack", body, headers, Cancellation);
    }

    private static Dictionary<string, string> HeadersOf(string body, string secret, long at) => new()
    {
        ["X-Slack-Request-Timestamp"] = at.ToString(CultureInfo.InvariantCulture),
        ["X-Slack-Signature"] = $"v0={Hooks.Hex(Hooks.Sign(secret, string.Create(CultureInfo.InvariantCulture, $"v0:{at}:{body}")))}",
    };

    private static string Text(HttpReply answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
