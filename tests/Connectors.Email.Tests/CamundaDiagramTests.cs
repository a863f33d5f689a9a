using System.Globalization;
using Fairlead.Connectors.Email.Inbound;
using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Testing.Processes;
using Fairlead.Tests;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>Diagrams as the original's templates leave them run here, against Exim and Dovecot.</summary>
public sealed class CamundaDiagramTests(MailServers servers) : IAsyncDisposable
{
    private readonly ProcessHarness _test = new(typeof(EmailConnector), typeof(EmailInboundConnector));
    private readonly string _ann = Mails.NewMailbox();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("simple", "TLS", "PLAIN")]
    [InlineData("simple", "SSL", "HTML")]
    [InlineData("noAuth", "NONE", "MULTIPART")]
    public async Task A_mail_is_sent(string authentication, string encryption, string contentType)
    {
        var port = encryption switch { "TLS" => servers.Exim.Submission, "SSL" => servers.Exim.OverTls, _ => servers.Exim.Open };
        await _test.DeployAsync(
            CamundaDiagram.Of("order", Outbound("send", "={id: messageId, went: response.sent}", new()
            {
                ["protocol"] = "smtp",
                ["data.smtpActionDiscriminator"] = "sendEmailSmtp",
                ["authentication.type"] = authentication,
                ["authentication.username"] = EximServer.User,
                ["authentication.password"] = EximServer.Password,
                ["data.smtpAction.from"] = "shop@example.com",
                ["data.smtpAction.to"] = "=[receiver]",
                ["data.smtpAction.cc"] = "=null",
                ["data.smtpAction.headers"] = "={\"X-Order\": order}",
                ["data.smtpAction.subject"] = "=\"Order \" + order",
                ["data.smtpAction.contentType"] = contentType,
                ["data.smtpAction.body"] = "Twelve apples",
                ["data.smtpAction.htmlBody"] = "<b>Twelve</b> apples",
                ["data.smtpAction.data_smtpAction_attachments_documentMode"] = "single",
                ["data.smtpAction.data_smtpAction_attachments_single_documentSource"] = "inline",
                ["data.smtpAction.data_smtpAction_attachments_single_inline_content"] = "a;b",
                ["data.smtpAction.attachments"] = """=[{"camunda.document.type": "inline", "content": "a;b", "name": "order.csv"}]""",
                ["data.smtpConfig.smtpHost"] = "localhost",
                ["data.smtpConfig.smtpPort"] = Number(port),
                ["data.smtpConfig.smtpCryptographicProtocol"] = encryption,
            })),
            Cancellation);

        var sent = await _test.StartAsync("order", $$"""{"receiver": "{{_ann}}", "order": "7"}""", Cancellation);

        sent.ExpectCompleted().ExpectVariable("went", true);
        using var email = new EmailConnector(TimeProvider.System);
        Assert.Equal("Order 7", (await email.InboxAsync(servers.Dovecot, _ann))[0].GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("listEmailsImap", "=count(response)", 2)]
    [InlineData("searchEmailsImap", "=count(response)", 1)]
    [InlineData("readEmailImap", "=subject", "Order")]
    [InlineData("deleteEmailImap", "=deleted", true)]
    [InlineData("moveEmailImap", "=to", "Done")]
    public async Task Every_action_of_IMAP_runs(string kind, string result, object expected)
    {
        await RunInMailboxAsync(kind, result, expected, new()
        {
            ["protocol"] = "imap",
            ["data.imapActionDiscriminator"] = kind,
            ["data.imapAction.maxToBeRead"] = "100",
            ["data.imapAction.listEmailsFolder"] = "",
            ["data.imapAction.sortField"] = "RECEIVED_DATE",
            ["data.imapAction.sortOrder"] = "ASC",
            ["data.imapAction.criteria"] = "={operator: \"AND\", criteria: [{field: \"FROM\", value: \"bob@example.com\"}, {field: \"SUBJECT\", value: \"Pears\"}]}",
            ["data.imapAction.messageId"] = "=\"<1@test>\"",
            ["data.imapAction.fromFolder"] = "INBOX",
            ["data.imapAction.toFolder"] = "Done",
            ["data.imapConfig.imapHost"] = "localhost",
            ["data.imapConfig.imapPort"] = Number(servers.Dovecot.Imaps),
            ["data.imapConfig.imapCryptographicProtocol"] = "TLS",
        });
    }

    [Theory]
    [InlineData("listEmailsPop3", "=count(response)", 2)]
    [InlineData("searchEmailsPop3", "=count(response)", 1)]
    [InlineData("readEmailPop3", "=subject", "Order")]
    [InlineData("deleteEmailPop3", "=deleted", true)]
    public async Task Every_action_of_POP3_runs(string kind, string result, object expected)
    {
        await RunInMailboxAsync(kind, result, expected, new()
        {
            ["protocol"] = "pop3",
            ["data.pop3ActionDiscriminator"] = kind,
            ["data.pop3Action.maxToBeRead"] = "100",
            ["data.pop3Action.sortField"] = "SENT_DATE",
            ["data.pop3Action.sortOrder"] = "ASC",
            ["data.pop3Action.criteria"] = "={field: \"SUBJECT\", value: \"Pears\"}",
            ["data.pop3Action.messageId"] = "<1@test>",
            ["data.pop3Config.pop3Host"] = "localhost",
            ["data.pop3Config.pop3Port"] = Number(servers.Dovecot.Pop3s),
            ["data.pop3Config.pop3CryptographicProtocol"] = "SSL",
        });
    }

    [Fact]
    public async Task A_mail_starts_an_instance()
    {
        await _test.DeployAsync(CamundaDiagram.Of("order", Inbound(CamundaKind.MessageStartEvent, "arrived")), Cancellation);

        await servers.Dovecot.PutAsync(_ann, [Mails.Raw("1@test", subject: "Pears")], Cancellation);

        await UntilAsync("there is an instance", () => _test.Instances.Count > 0);
        Assert.Single(_test.Instances).ExpectCompleted().ExpectVariable("subject", "Pears");
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent)]
    [InlineData(CamundaKind.BoundaryEvent)]
    [InlineData(CamundaKind.ReceiveTask)]
    public async Task A_mail_reaches_the_instance_that_waits(object kind)
    {
        await _test.DeployAsync(CamundaDiagram.Of("order", Inbound((CamundaKind)kind, "arrived")), Cancellation);
        var waiting = await _test.StartAsync("order", """{"order": "Pears"}""", Cancellation);
        Assert.Single(waiting.WaitingAt);

        await servers.Dovecot.PutAsync(_ann, [Mails.Raw("1@test"), Mails.Raw("2@test", subject: "Pears")], Cancellation);

        await UntilAsync("it goes on", () => waiting.WaitingAt.Count is 0);
        waiting.ExpectCompleted().ExpectPassed("arrived").ExpectVariable("subject", "Pears");
    }

    private async Task RunInMailboxAsync(string kind, string result, object expected, Dictionary<string, string> inputs)
    {
        await servers.Dovecot.PutAsync(_ann, [Mails.Raw("1@test"), Mails.Raw("2@test", subject: "Pears")], Cancellation);
        inputs["authentication.type"] = "simple";
        inputs["authentication.username"] = _ann;
        inputs["authentication.password"] = DovecotServer.Password;
        await _test.DeployAsync(CamundaDiagram.Of("order", Outbound(kind, $"={{seen: {result[1..]}}}", inputs)), Cancellation);

        (await _test.StartAsync("order", "{}", Cancellation)).ExpectCompleted().ExpectVariable("seen", expected);
    }

    /// <summary>What goes on by itself at a server comes to rest in the process when it is looked at.</summary>
    private Task UntilAsync(string what, Func<bool> isTrue) => Until.TrueAsync(
        what,
        async token =>
        {
            await _test.AdvanceAsync(TimeSpan.Zero, token);
            return isTrue();
        },
        Cancellation,
        () => servers.Dovecot.Server.Log);

    private static CamundaElement Outbound(string id, string result, Dictionary<string, string> inputs) => new()
    {
        Kind = CamundaKind.ServiceTask,
        Id = id,
        Template = ("io.camunda.connectors.email.v1", 6),
        JobType = "io.camunda:email:1",
        Inputs = inputs,
        Headers = { ["resultExpression"] = result, ["retryBackoff"] = "PT0S" },
    };

    private CamundaElement Inbound(CamundaKind kind, string id) => new()
    {
        Kind = kind,
        Id = id,
        Template = ($"io.camunda.connectors.inbound.Email{kind}.v1", 2),
        CorrelationKey = kind is CamundaKind.MessageStartEvent ? null : "=order",
        Properties =
        {
            ["inbound.type"] = "io.camunda:connector-email-inbound:1",
            ["authentication.type"] = "simple",
            ["authentication.username"] = _ann,
            ["authentication.password"] = DovecotServer.Password,
            ["data.imapConfig.imapHost"] = "localhost",
            ["data.imapConfig.imapPort"] = Number(servers.Dovecot.Imaps),
            ["data.imapConfig.imapCryptographicProtocol"] = "TLS",
            ["data.folderToListen"] = "",
            ["data.pollingWaitTime"] = "PT20S",
            ["data.pollingConfigDiscriminator"] = "unseenPollingConfig",
            ["data.pollingConfig.handlingStrategy"] = "READ",
            ["consumeUnmatchedEvents"] = "true",
            ["correlationKeyExpression"] = "=subject",
            ["messageTtl"] = "PT1H",
            ["deduplicationModeManualFlag"] = "false",
            ["deduplicationMode"] = "AUTO",
            ["resultExpression"] = "={subject: subject}",
        },
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
