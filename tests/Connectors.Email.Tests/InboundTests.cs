using System.Text;
using Fairlead.Connectors.Email.Inbound;
using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>Mails that arrive in Dovecot and become events.</summary>
public sealed class InboundTests(MailServers servers) : IDisposable
{
    private readonly EmailConnector _email = new(TimeProvider.System);
    private readonly EmailInboundConnector _inbound = new();
    private readonly KeptSubscription.Kept _kept = new();
    private readonly string _ann = Mails.NewMailbox();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _email.Dispose();

    [Theory]
    [InlineData("unseenPollingConfig")]
    [InlineData("allPollingConfig")]
    public async Task Mails_become_events_in_their_order_those_before_the_start_and_those_after(string mails)
    {
        await PutAsync("1@test", "2@test");
        await RunAsync(Settings(mails: mails), async () =>
        {
            await UntilAsync(2);
            await PutAsync("3@test");
            await UntilAsync(3);
        });

        Assert.Equal(["<1@test>", "<2@test>", "<3@test>"], _kept.Ids);
        Assert.Equal(3, _kept.Deliveries);
        var seen = _kept.Events[0].Variables;
        Assert.Equal(
            ["messageId", "fromAddress", "headers", "subject", "size", "plainTextBody", "htmlBody", "attachments", "receivedDateTime", "errors"],
            seen.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("<1@test>", "bob@example.com", "Order"), (
            seen.GetProperty("messageId").GetString(), seen.GetProperty("fromAddress").GetString(), seen.GetProperty("subject").GetString()));
        Assert.Equal("Twelve apples, please.", seen.GetProperty("plainTextBody").GetString()!.Trim());
    }

    [Fact]
    public async Task The_server_tells_of_a_mail_and_nobody_waits_for_the_pause()
    {
        var subscription = new KeptSubscription(_kept);
        await RunAsync(Settings(pause: "PT10M"), subscription, async () =>
        {
            await Until.TrueAsync("it is up", () => subscription.Details.Count > 0, Cancellation);
            await PutAsync("1@test");
            await UntilAsync(1);
            await PutAsync("2@test");
            await UntilAsync(2);
        });

        Assert.Contains("IDLE", subscription.Details["newMail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_tells_nothing_is_asked_again_and_again()
    {
        await using var mute = await DovecotServer.StartAsync(certificate: null, Cancellation, hasIdle: false);
        var subscription = new KeptSubscription(_kept);
        await RunAsync(Settings(port: mute.Imap, encryption: "NONE", pause: "PT1S"), subscription, async () =>
        {
            await Until.TrueAsync("it is up", () => subscription.Details.Count > 0, Cancellation);
            await mute.PutAsync(_ann, [Mails.Raw("1@test")], Cancellation);
            await UntilAsync(1);
        });

        Assert.Equal("asked for every 1 s", subscription.Details["newMail"]);
    }

    [Theory]
    [InlineData("READ", 1, 0)]
    [InlineData("DELETE", 0, 0)]
    [InlineData("MOVE", 0, 1)]
    public async Task A_mail_is_handled_after_its_event(string strategy, int inInbox, int inTarget)
    {
        await PutAsync("1@test");
        await RunAsync(Settings(strategy: strategy), () => UntilHandledAsync(inInbox, inTarget));

        Assert.Single(_kept.Ids);
        Assert.Equal(0, await UnseenAsync("INBOX"));
    }

    [Theory]
    [InlineData("unseenPollingConfig", "READ", 1, 0)]
    [InlineData("allPollingConfig", "DELETE", 0, 0)]
    [InlineData("unseenPollingConfig", "MOVE", 0, 1)]
    public async Task A_mail_whose_handling_was_cut_off_is_handled_at_the_next_start_without_a_second_event(
        string mails, string strategy, int inInbox, int inTarget)
    {
        await PutAsync("1@test");
        var dying = new KeptSubscription(_kept) { AfterCommit = _ => throw new InvalidOperationException("This process died.") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _inbound.RunAsync(Settings(mails, strategy), dying, Cancellation));
        Assert.Equal(1, await UnseenAsync("INBOX"));

        await RunAsync(Settings(mails, strategy), () => UntilHandledAsync(inInbox, inTarget));

        Assert.Single(_kept.Ids);
        Assert.Equal(1, _kept.Deliveries);
    }

    [Fact]
    public async Task A_mail_that_is_there_three_times_is_one_event_and_is_handled_each_time()
    {
        await PutAsync("1@test", "1@test", "2@test", "1@test");
        await RunAsync(Settings(strategy: "DELETE"), () => UntilHandledAsync(inInbox: 0, inTarget: 0));

        Assert.Equal(["<1@test>", "<2@test>"], _kept.Ids);
    }

    [Fact]
    public async Task Mails_without_an_id_are_told_apart_by_their_place()
    {
        var raw = Encoding.UTF8.GetBytes("From: bob@example.com\nSubject: Same\n\nSame\n");
        await servers.Dovecot.PutAsync(_ann, [raw, raw], Cancellation);
        await RunAsync(Settings(), () => UntilAsync(2));

        Assert.All(_kept.Ids, id => Assert.Matches("^[0-9]+-[12]@INBOX$", id));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, _kept.Events[0].Variables.GetProperty("messageId").ValueKind);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_read_goes_to_quarantine_and_the_rest_flows_on()
    {
        await servers.Dovecot.PutAsync(_ann, [Mails.Raw("1@test"), [0, 1, 2, 0xff, 0xfe, (byte)'\n'], [], Mails.Raw("2@test")], Cancellation);
        await RunAsync(Settings(), () => UntilAsync(4));

        Assert.Equal(["<1@test>", "<2@test>"], _kept.Events.Where(one => one.Delivery is Delivery.Applied).Select(one => one.Id));
        var poison = _kept.Events.First(one => one.Delivery is Delivery.Quarantined).Variables;
        Assert.Equal("INBOX", poison.GetProperty("folder").GetString());
        Assert.True(poison.TryGetProperty("rawBase64", out _));
    }

    [Fact]
    public async Task Attachments_become_documents_unless_no_element_takes_the_mail()
    {
        await using var documents = new KeptDocuments();
        await servers.Dovecot.PutAsync(_ann, [WithAttachment("1@test")], Cancellation);
        await RunAsync(Settings(), new KeptSubscription(_kept, documents.Service()), () => UntilAsync(1));
        var (about, content) = await documents.ReadAsync(Assert.Single(_kept.Events[0].Variables.GetProperty("attachments").EnumerateArray()));
        Assert.Equal(("order.csv", "text/csv", "a;b"), (about.FileName, about.ContentType, content));

        await servers.Dovecot.PutAsync(_ann, [WithAttachment("2@test")], Cancellation);
        await RunAsync(Settings(), new KeptSubscription(_kept, documents.Service()) { CanActivate = false }, () => UntilAsync(2));
        Assert.Empty(_kept.Events[1].Variables.GetProperty("attachments").EnumerateArray());
        Assert.Equal(1, documents.Count);
    }

    [Fact]
    public async Task Attachments_that_cannot_be_stored_are_said_and_the_mail_counts()
    {
        await servers.Dovecot.PutAsync(_ann, [WithAttachment("1@test")], Cancellation);
        await RunAsync(Settings(), () => UntilAsync(1));

        Assert.StartsWith("order.csv: ", Assert.Single(_kept.Events[0].Variables.GetProperty("errors").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_nobody_kept_stays_as_it_is_and_is_offered_at_the_next_start()
    {
        await PutAsync("1@test", "2@test");
        var refusing = new KeptSubscription(_kept) { Decide = mail => mail.Id is "<1@test>" ? Delivery.Refused : Delivery.Applied };
        await RunAsync(Settings(strategy: "DELETE"), refusing, () => UntilHandledAsync(inInbox: 1, inTarget: 0));
        Assert.Equal(["<2@test>"], _kept.Ids);

        await RunAsync(Settings(strategy: "DELETE"), () => UntilHandledAsync(inInbox: 0, inTarget: 0));
        Assert.Equal(["<2@test>", "<1@test>"], _kept.Ids);
    }

    [Fact]
    public async Task Where_attachments_were_not_kept_the_mail_is_not_deleted()
    {
        await servers.Dovecot.PutAsync(_ann, [WithAttachment("1@test"), Mails.Raw("2@test")], Cancellation);
        var holding = new KeptSubscription(_kept) { CanActivate = false, Decide = _ => Delivery.Quarantined };
        await RunAsync(Settings(strategy: "DELETE"), holding, () => UntilHandledAsync(inInbox: 1, inTarget: 0));

        Assert.Equal("<1@test>", (await _email.InboxAsync(servers.Dovecot, _ann))[0].GetProperty("messageId").GetString());
        Assert.Equal(0, await UnseenAsync("INBOX"));
    }

    [Fact]
    public async Task Nor_is_it_when_that_was_cut_off()
    {
        await servers.Dovecot.PutAsync(_ann, [WithAttachment("1@test")], Cancellation);
        var dying = new KeptSubscription(_kept)
        {
            CanActivate = false, Decide = _ => Delivery.Quarantined, AfterCommit = _ => throw new InvalidOperationException("This process died."),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _inbound.RunAsync(Settings(strategy: "DELETE"), dying, Cancellation));

        await RunAsync(Settings(strategy: "DELETE"), () => UntilHandledAsync(inInbox: 1, inTarget: 0));

        await Until.TrueAsync("it is marked as read", async _ => await UnseenAsync("INBOX") is 0, Cancellation);
        Assert.Single(_kept.Ids);
    }

    [Fact]
    public async Task When_the_server_numbers_its_mails_anew_they_are_known_by_their_ids()
    {
        await PutAsync("1@test", "2@test");
        await RunAsync(Settings("allPollingConfig"), () => UntilAsync(2));
        var part = Assert.Single(_kept.Cursors.Keys);
        _kept.Cursors[part] = "1:2";

        await PutAsync("3@test");
        await RunAsync(Settings("allPollingConfig"), () => UntilAsync(3));

        Assert.Equal(["<1@test>", "<2@test>", "<3@test>"], _kept.Ids);
        Assert.Equal(5, _kept.Deliveries);
        Assert.NotEqual("1", _kept.Cursors[part].Split(':')[0]);
    }

    [Fact]
    public async Task A_connection_that_is_lost_ends_the_run_with_a_reason()
    {
        await using var own = await DovecotServer.StartAsync(certificate: null, Cancellation);
        var subscription = new KeptSubscription(_kept);
        var running = _inbound.RunAsync(Settings(port: own.Imap, encryption: "NONE"), subscription, Cancellation);
        await Until.TrueAsync("it is up", () => subscription.Details.Count > 0, Cancellation);

        await own.Server.KillAsync();

        var lost = await Assert.ThrowsAsync<ConnectorException>(() => running);
        Assert.Equal("EMAIL_UNREACHABLE", lost.Code);
        Assert.Contains($"localhost:{own.Imap}", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_refused_and_a_folder_that_is_not_there_are_said()
    {
        var login = await Assert.ThrowsAsync<ConnectorException>(() =>
            _inbound.RunAsync(Settings(password: "wrong-password"), new KeptSubscription(_kept), Cancellation));
        var folder = await Assert.ThrowsAsync<ConnectorException>(() =>
            _inbound.RunAsync(Settings(folder: "Nowhere"), new KeptSubscription(_kept), Cancellation));

        Assert.Equal(("EMAIL_LOGIN_REFUSED", "EMAIL_FOLDER_UNKNOWN"), (login.Code, folder.Code));
        Assert.DoesNotContain("wrong-password", login.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PT0.5S", "READ", "localhost", "data.pollingWaitTime")]
    [InlineData("PT20S", "MOVE", "localhost", "data.pollingConfig.targetFolder")]
    [InlineData("PT20S", "READ", " ", "data.imapConfig.imapHost")]
    public void Settings_that_cannot_work_are_refused_by_name(string pause, string strategy, string host, string named)
    {
        var refused = Assert.Throws<ConnectorInputException>(() =>
            _inbound.Check(Settings(strategy: strategy, pause: pause, host: host, target: "")));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private Task PutAsync(params IEnumerable<string> ids) => servers.Dovecot.PutAsync(_ann, ids.Select(id => Mails.Raw(id)), Cancellation);

    private Task UntilAsync(int events) => Until.TrueAsync($"there are {events} events", () => _kept.Count >= events, Cancellation);

    private Task UntilHandledAsync(int inInbox, int inTarget) => Until.TrueAsync(
        $"{inInbox} mails are in the inbox, {inTarget} in the target, and none unread",
        async _ => _kept.Deliveries > 0 && await CountAsync("INBOX") == inInbox && await CountAsync("Done") == inTarget,
        Cancellation);

    private async Task<int> CountAsync(string folder)
    {
        try
        {
            return (await _email.RunAsync(Mails.Imap(
                _ann, servers.Dovecot.Imaps, "listEmailsImap", $$"""{"listEmailsFolder": "{{folder}}"}"""))).GetArrayLength();
        }
        catch (ConnectorException missing) when (missing.Code is "EMAIL_FOLDER_UNKNOWN")
        {
            return 0;
        }
    }

    private async Task<int> UnseenAsync(string folder)
    {
        using var client = new MailKit.Net.Imap.ImapClient();
        await client.ConnectAsync("127.0.0.1", servers.Dovecot.Imap, MailKit.Security.SecureSocketOptions.None, Cancellation);
        await client.AuthenticateAsync(_ann, DovecotServer.Password, Cancellation);
        var found = await client.GetFolderAsync(folder, Cancellation);
        await found.OpenAsync(MailKit.FolderAccess.ReadOnly, Cancellation);
        return (await found.SearchAsync(MailKit.Search.SearchQuery.NotSeen, Cancellation)).Count;
    }

    private Task RunAsync(EmailInboundSettings settings, Func<Task> meanwhile) => RunAsync(settings, new KeptSubscription(_kept), meanwhile);

    private async Task RunAsync(EmailInboundSettings settings, KeptSubscription subscription, Func<Task> meanwhile)
    {
        _inbound.Check(settings);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = _inbound.RunAsync(settings, subscription, end.Token);
        var done = meanwhile();
        if (await Task.WhenAny(running, done) == running)
            await running;
        await done;
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static byte[] WithAttachment(string id) => Encoding.UTF8.GetBytes(
        $"""
        From: bob@example.com
        Subject: Order
        Message-ID: <{id}>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=x

        --x
        Content-Type: text/plain

        See below.
        --x
        Content-Type: text/csv; name=order.csv
        Content-Disposition: attachment; filename=order.csv
        Content-Transfer-Encoding: base64

        YTti
        --x--

        """);

    private EmailInboundSettings Settings(
        string mails = "unseenPollingConfig",
        string strategy = "READ",
        string pause = "PT20S",
        int? port = null,
        string encryption = "TLS",
        string? password = null,
        string folder = "",
        string host = "localhost",
        string target = "Done") => ConnectorJson.Bind<EmailInboundSettings>(Encoding.UTF8.GetBytes($$"""
        {
          "authentication": {"type": "simple", "username": "{{_ann}}", "password": "{{password ?? DovecotServer.Password}}"},
          "data": {
            "imapConfig": {"imapHost": "{{host}}", "imapPort": "{{port ?? servers.Dovecot.Imaps}}", "imapCryptographicProtocol": "{{encryption}}"},
            "folderToListen": "{{folder}}",
            "pollingWaitTime": "{{pause}}",
            "pollingConfigDiscriminator": "{{mails}}",
            "pollingConfig": {"handlingStrategy": "{{strategy}}", "targetFolder": "{{target}}"}
          }
        }
        """));
}
