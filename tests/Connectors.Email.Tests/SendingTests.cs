using System.Text.Json.Nodes;
using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>Mails that go out through Exim and arrive in Dovecot.</summary>
public sealed class SendingTests(MailServers servers) : IDisposable
{
    private const string NoLogin = """{"type": "noAuth"}""";

    private readonly EmailConnector _email = new(TimeProvider.System);

    public void Dispose() => _email.Dispose();

    [Theory]
    [InlineData("TLS")]
    [InlineData("SSL")]
    [InlineData("NONE")]
    public async Task A_mail_goes_out_whatever_the_encryption(string encryption)
    {
        var ann = Mails.NewMailbox();

        var sent = await _email.RunAsync(Mails.Smtp(PortOf(encryption), encryption, Mails.Mail(ann)));

        Assert.Equal("""{"subject":"Order","sent":true,"messageId":"<test-7@example.com>"}""", sent.GetRawText());
        var mail = Assert.Single((await _email.InboxAsync(servers.Dovecot, ann)).EnumerateArray());
        Assert.Equal("<test-7@example.com>", mail.GetProperty("messageId").GetString());
        Assert.Equal("shop@example.com", mail.GetProperty("fromAddress").GetString());
        Assert.Equal("Order", mail.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_server_may_want_no_login()
    {
        var ann = Mails.NewMailbox();

        await _email.RunAsync(Mails.Smtp(servers.Exim.Open, "NONE", Mails.Mail(ann), NoLogin));

        Assert.Equal(1, (await _email.InboxAsync(servers.Dovecot, ann)).GetArrayLength());
    }

    [Fact]
    public async Task Everybody_gets_it_and_nobody_sees_the_blind_copies()
    {
        var (ann, bob, cy, dan) = (Mails.NewMailbox(), Mails.NewMailbox(), Mails.NewMailbox(), Mails.NewMailbox());
        var mail = Mails.Mail($"Ann <{ann}>, {bob}");
        mail["cc"] = new JsonArray(cy);
        mail["bcc"] = new JsonArray(dan, ann);
        mail["headers"] = new JsonObject { ["Reply-To"] = "desk@example.com", ["X-Order"] = "Ä-12", ["X-None"] = null };

        await _email.RunAsync(Mails.Smtp(servers.Exim.Submission, "TLS", mail));

        foreach (var receiver in (string[])[ann, bob, cy, dan])
        {
            Assert.Equal(1, (await _email.InboxAsync(servers.Dovecot, receiver)).GetArrayLength());
            var read = await _email.RunAsync(Mails.Imap(
                receiver, servers.Dovecot.Imaps, "readEmailImap", """{"messageId": "<test-7@example.com>"}"""));
            var headers = read.GetProperty("headers").EnumerateArray()
                .ToLookup(header => header.GetProperty("key").GetString()!, header => header.GetProperty("value").GetString());
            Assert.Equal("desk@example.com", Assert.Single(headers["Reply-To"]));
            Assert.Equal("Ä-12", Assert.Single(headers["X-Order"]));
            Assert.Empty(headers["Bcc"]);
            Assert.DoesNotContain(dan, Assert.Single(headers["To"]) + Assert.Single(headers["Cc"]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("HTML", null, "<b>12</b> Äpfel")]
    [InlineData("MULTIPART", "12 Äpfel", "<b>12</b> Äpfel")]
    [InlineData("PLAIN", "12 Äpfel", null)]
    public async Task Text_and_HTML_arrive_as_they_were_written(string contentType, string? text, string? html)
    {
        var ann = Mails.NewMailbox();
        var mail = Mails.Mail(ann, subject: "Äpfel");
        (mail["contentType"], mail["body"], mail["htmlBody"]) = (contentType, text, html);
        await _email.RunAsync(Mails.Smtp(servers.Exim.OverTls, "SSL", mail));
        await _email.InboxAsync(servers.Dovecot, ann);

        var read = await _email.RunAsync(Mails.Imap(ann, servers.Dovecot.Imaps, "readEmailImap", """{"messageId": "test-7@example.com"}"""));

        Assert.Equal("Äpfel", read.GetProperty("subject").GetString());
        Assert.Equal(text, read.GetProperty("plainTextBody").GetString()?.TrimEnd());
        Assert.Equal(html, read.GetProperty("htmlBody").GetString()?.TrimEnd());
    }

    [Fact]
    public async Task Documents_go_out_as_attachments_and_come_back_as_documents()
    {
        await using var documents = new KeptDocuments();
        var ann = Mails.NewMailbox();
        var mail = Mails.Mail(ann);
        mail["attachments"] = new JsonArray(
            JsonNode.Parse(await documents.PutAsync([0, 1, 2, 254, 255], "a/b.bin", "application/x-thing")),
            JsonNode.Parse("""{"camunda.document.type": "inline", "content": "pear", "name": "fruit.txt", "contentType": "text/plain"}"""));
        await _email.RunAsync(Mails.Smtp(servers.Exim.Submission, "TLS", mail), Mails.Job(documents: documents.Service()));
        await _email.InboxAsync(servers.Dovecot, ann);

        var read = await _email.RunAsync(
            Mails.Imap(ann, servers.Dovecot.Imaps, "readEmailImap", """{"messageId": "<test-7@example.com>"}"""),
            Mails.Job(documents: documents.Service()));

        var attachments = read.GetProperty("attachments").EnumerateArray().ToList();
        Assert.Equal(2, attachments.Count);
        var (first, second) = (await documents.ReadAsync(attachments[0]), await documents.ReadAsync(attachments[1]));
        Assert.Equal(("a_b.bin", "application/x-thing", 5), (first.About.FileName, first.About.ContentType, (int)first.About.SizeBytes));
        Assert.Equal(("fruit.txt", "text/plain", "pear"), (second.About.FileName, second.About.ContentType, second.Content));
    }

    [Fact]
    public async Task Whoever_is_refused_is_named_and_then_nobody_gets_it()
    {
        var ann = Mails.NewMailbox();

        var refused = await _email.FailAsync(Mails.Smtp(
            servers.Exim.Submission, "TLS", Mails.Mail($"{ann}, nobody@example.com, busy@example.com")));

        Assert.Equal("EMAIL_RECIPIENT_REFUSED", refused.Code);
        Assert.Same(RetryAdvice.Never, refused.Retry);
        var variables = System.Text.Json.JsonSerializer.SerializeToElement(refused.Variables, ConnectorJson.Options);
        Assert.Equal(["nobody@example.com", "busy@example.com"], variables.GetProperty("refused").EnumerateArray().Select(one => one.GetProperty("address").GetString()!));
        Assert.Equal([550, 451], variables.GetProperty("refused").EnumerateArray().Select(one => one.GetProperty("status").GetInt32()));
        Assert.Equal(ann, Assert.Single(variables.GetProperty("accepted").EnumerateArray()).GetString());

        // The session goes on, and the first mail to arrive is the next one.
        await _email.RunAsync(Mails.Smtp(servers.Exim.Submission, "TLS", Mails.Mail(ann, subject: "Second")), Mails.Job(8));
        var mail = Assert.Single((await _email.InboxAsync(servers.Dovecot, ann)).EnumerateArray());
        Assert.Equal("Second", mail.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_refusal_for_now_is_tried_again()
    {
        var busy = await _email.FailAsync(Mails.Smtp(servers.Exim.Open, "NONE", Mails.Mail("busy@example.com"), NoLogin));

        Assert.Equal("EMAIL_RECIPIENT_REFUSED", busy.Code);
        Assert.Same(RetryAdvice.AsModelled, busy.Retry);
        Assert.Contains("come again later", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_is_not_tried_again()
    {
        var refused = await _email.FailAsync(Mails.Smtp(
            servers.Exim.Submission, "TLS", Mails.Mail("ann@example.com"), """{"type": "simple", "username": "shop", "password": "wrong-password"}"""));

        Assert.Equal("EMAIL_LOGIN_REFUSED", refused.Code);
        Assert.Same(RetryAdvice.Never, refused.Retry);
        Assert.DoesNotContain("wrong-password", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_does_not_count()
    {
        var refused = await _email.FailAsync(Mails.Smtp(servers.Exim.OverTls, "SSL", Mails.Mail("ann@example.com"), host: "127.0.0.1"));

        Assert.Equal("EMAIL_TLS_FAILED", refused.Code);
        Assert.Contains("another name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_is_told_from_one_that_is_not_there()
    {
        var plain = await _email.FailAsync(Mails.Smtp(servers.Exim.Open, "SSL", Mails.Mail("ann@example.com")));
        var nothing = await _email.FailAsync(Mails.Smtp(1, "TLS", Mails.Mail("ann@example.com")));

        Assert.Equal("EMAIL_TLS_FAILED", plain.Code);
        Assert.Equal("EMAIL_UNREACHABLE", nothing.Code);
        Assert.Same(RetryAdvice.AsModelled, nothing.Retry);
    }

    [Theory]
    [InlineData("to", "ann@example.com\r\nBcc: eve@example.com", "data.smtpAction.to")]
    [InlineData("to", "ann", "data.smtpAction.to")]
    [InlineData("to", "", "data.smtpAction.to")]
    [InlineData("from", "a@example.com, b@example.com", "data.smtpAction.from")]
    [InlineData("subject", "Hello\r\nBcc: eve@example.com", "data.smtpAction.subject")]
    public async Task What_could_smuggle_in_a_header_is_refused_by_name(string field, string value, string named)
    {
        var mail = Mails.Mail("ann@example.com");
        mail[field] = value;

        var refused = await _email.FailAsync(Mails.Smtp(servers.Exim.Open, "NONE", mail));

        Assert.IsType<ConnectorInputException>(refused);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-A", "one\r\nBcc: eve@example.com")]
    [InlineData("X-A: b\r\nBcc", "eve@example.com")]
    [InlineData("Bcc", "eve@example.com")]
    [InlineData("Content-Type", "text/html")]
    public async Task Headers_are_no_way_around_the_fields(string name, string value)
    {
        var mail = Mails.Mail("ann@example.com");
        mail["headers"] = new JsonObject { [name] = value };

        Assert.IsType<ConnectorInputException>(await _email.FailAsync(Mails.Smtp(servers.Exim.Open, "NONE", mail)));
    }

    private int PortOf(string encryption) => encryption switch
    {
        "TLS" => servers.Exim.Submission,
        "SSL" => servers.Exim.OverTls,
        _ => servers.Exim.Open,
    };
}
