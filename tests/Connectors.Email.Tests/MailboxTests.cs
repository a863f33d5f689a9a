using System.Text.Json;
using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>What the connector does in mailboxes of Dovecot.</summary>
public sealed class MailboxTests(MailServers servers) : IDisposable
{
    private readonly EmailConnector _email = new(TimeProvider.System);
    private readonly string _ann = Mails.NewMailbox();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _email.Dispose();

    [Theory]
    [InlineData("SIZE", "ASC", "2 3 1")]
    [InlineData("SIZE", "DESC", "1 3 2")]
    [InlineData("RECEIVED_DATE", "ASC", "1 2 3")]
    public async Task Mails_are_listed_in_the_order_that_is_asked_for(string field, string order, string expected)
    {
        await PutThreeAsync();

        var listed = await ImapAsync("listEmailsImap", $$"""{"maxToBeRead": 100, "sortField": "{{field}}", "sortOrder": "{{order}}"}""");

        Assert.Equal(expected, string.Join(' ', listed.EnumerateArray().Select(mail => mail.GetProperty("messageId").GetString()!.Trim('<', '>').Split('@')[0])));
        Assert.True(listed[0].GetProperty("size").GetInt64() > 100);
        Assert.Equal("bob@example.com", listed[0].GetProperty("fromAddress").GetString());
    }

    [Fact]
    public async Task A_list_has_no_more_than_is_asked_for()
    {
        await PutThreeAsync();

        Assert.Equal(2, (await ImapAsync("listEmailsImap", """{"maxToBeRead": 2, "sortField": "SENT_DATE", "sortOrder": "DESC"}""")).GetArrayLength());
        Assert.Equal(2, (await Pop3Async("listEmailsPop3", """{"maxToBeRead": "2", "sortField": "SENT_DATE", "sortOrder": "DESC"}""")).GetArrayLength());
    }

    [Theory]
    [InlineData("""{"field": "FROM", "value": "bob@example.com"}""", 3)]
    [InlineData("""{"field": "SUBJECT", "value": "pear"}""", 1)]
    [InlineData("""{"field": "BODY", "value": "twelve"}""", 2)]
    [InlineData("""{"operator": "AND", "criteria": [{"field": "FROM", "value": "bob"}, {"field": "SUBJECT", "value": "apples"}]}""", 2)]
    [InlineData("""{"operator": "OR", "criteria": [{"field": "SUBJECT", "value": "pear"}, {"field": "SUBJECT", "value": "apples"}]}""", 3)]
    [InlineData("""{"operator": "OR", "criteria": [{"operator": "AND", "criteria": [{"field": "BODY", "value": "xxx"}]}, {"field": "SUBJECT", "value": "pear"}]}""", 2)]
    public async Task Both_protocols_find_the_same(string criteria, int count)
    {
        await PutThreeAsync();

        var (imap, pop3) = (
            await ImapAsync("searchEmailsImap", $$"""{"criteria": {{criteria}}}"""),
            await Pop3Async("searchEmailsPop3", $$"""{"criteria": {{JsonSerializer.Serialize(criteria)}}}"""));

        Assert.Equal(count, imap.GetArrayLength());
        Assert.Equal(imap.GetRawText(), pop3.GetRawText());
        if (count > 0)
            Assert.Equal(["messageId", "subject"], imap[0].EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("""{"field": "TO", "value": "x"}""")]
    [InlineData("""{"operator": "NOT", "criteria": [{"field": "FROM", "value": "x"}]}""")]
    [InlineData("""{"operator": "AND", "criteria": []}""")]
    [InlineData("7")]
    [InlineData("\"no json\"")]
    public async Task Criteria_of_another_shape_are_refused(string criteria)
    {
        var refused = await _email.FailAsync(Mails.Imap(_ann, servers.Dovecot.Imaps, "searchEmailsImap", $$"""{"criteria": {{criteria}}}"""));

        Assert.IsType<ConnectorInputException>(refused);
        Assert.Contains("data.imapAction.criteria", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_read_with_all_that_is_in_it_and_stays_unread()
    {
        await PutThreeAsync();

        var read = await ImapAsync("readEmailImap", """{"messageId": "<2@test>", "readEmailFolder": ""}""");

        Assert.Equal(
            ["messageId", "fromAddress", "headers", "subject", "size", "plainTextBody", "htmlBody", "attachments", "receivedDateTime", "errors"],
            read.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Twelve apples, please.", read.GetProperty("plainTextBody").GetString()!.Trim());
        Assert.Matches("^20..-..-..T..:..:..Z$", read.GetProperty("receivedDateTime").GetString());
        Assert.Contains(read.GetProperty("headers").EnumerateArray(), header =>
            header.GetProperty("key").GetString() is "Date" && header.GetProperty("value").GetString()!.StartsWith("Sat, 28 Nov", StringComparison.Ordinal));
        var pop3 = await Pop3Async("readEmailPop3", """{"messageId": "<2@test>"}""");
        Assert.Equal(read.GetProperty("subject").GetString(), pop3.GetProperty("subject").GetString());
        Assert.Equal(read.GetProperty("plainTextBody").GetString(), pop3.GetProperty("plainTextBody").GetString());
    }

    [Fact]
    public async Task Only_the_mail_that_is_named_is_deleted()
    {
        await PutThreeAsync();

        var deleted = await ImapAsync("deleteEmailImap", """{"messageId": "<1@test>"}""");
        var second = await Pop3Async("deleteEmailPop3", """{"messageId": "<3@test>"}""");

        Assert.Equal("""{"messageId":"<1@test>","deleted":true}""", Plain(deleted));
        Assert.Equal("""{"messageId":"<3@test>","deleted":true}""", Plain(second));
        Assert.Equal("<2@test>", Assert.Single((await _email.InboxAsync(servers.Dovecot, _ann)).EnumerateArray()).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_mail_is_moved_into_a_folder_that_is_made_for_it_and_once_is_enough()
    {
        await PutThreeAsync();
        const string Move = """{"messageId": "<1@test>", "fromFolder": "INBOX", "toFolder": "Done.2026"}""";

        var moved = await ImapAsync("moveEmailImap", Move);
        var again = await ImapAsync("moveEmailImap", Move);

        Assert.Equal("""{"messageId":"<1@test>","from":"INBOX","to":"Done.2026"}""", Plain(moved));
        Assert.Equal(moved.GetRawText(), again.GetRawText());
        Assert.Equal(2, (await _email.InboxAsync(servers.Dovecot, _ann)).GetArrayLength());
        Assert.Equal(1, (await ImapAsync("listEmailsImap", """{"listEmailsFolder": "Done/2026"}""")).GetArrayLength());
    }

    [Theory]
    [InlineData("readEmailImap", """{"messageId": "<none@test>"}""", "EMAIL_NOT_FOUND")]
    [InlineData("deleteEmailImap", """{"messageId": "test"}""", "EMAIL_NOT_FOUND")]
    [InlineData("moveEmailImap", """{"messageId": "<none@test>", "fromFolder": "INBOX", "toFolder": "Done"}""", "EMAIL_NOT_FOUND")]
    [InlineData("listEmailsImap", """{"listEmailsFolder": "Nowhere"}""", "EMAIL_FOLDER_UNKNOWN")]
    [InlineData("listEmailsImap", """{"maxToBeRead": 0}""", "INVALID_INPUT")]
    [InlineData("readEmailImap", "{}", "INVALID_INPUT")]
    public async Task What_is_not_there_is_said_and_not_tried_again(string kind, string action, string code)
    {
        await PutThreeAsync();

        var failed = await _email.FailAsync(Mails.Imap(_ann, servers.Dovecot.Imaps, kind, action));

        Assert.Equal(code, failed.Code);
        Assert.Same(RetryAdvice.Never, failed.Retry);
    }

    [Theory]
    [InlineData("TLS", true)]
    [InlineData("SSL", true)]
    [InlineData("TLS", false)]
    [InlineData("NONE", false)]
    public async Task Both_protocols_work_at_ports_of_either_kind(string encryption, bool isTlsFirst)
    {
        await PutThreeAsync();

        var imap = isTlsFirst ? servers.Dovecot.Imaps : servers.Dovecot.Imap;
        var pop3 = isTlsFirst ? servers.Dovecot.Pop3s : servers.Dovecot.Pop3;
        Assert.Equal(3, (await _email.RunAsync(Mails.Imap(_ann, imap, "listEmailsImap", "{}", encryption))).GetArrayLength());
        Assert.Equal(3, (await _email.RunAsync(Mails.Pop3(_ann, pop3, "listEmailsPop3", "{}", encryption))).GetArrayLength());
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_is_not_tried_again()
    {
        var refused = await _email.FailAsync(Mails.Imap(_ann, servers.Dovecot.Imaps, "listEmailsImap", "{}", password: "wrong-password"));

        Assert.Equal("EMAIL_LOGIN_REFUSED", refused.Code);
        Assert.Same(RetryAdvice.Never, refused.Retry);
    }

    private async Task PutThreeAsync() => await servers.Dovecot.PutAsync(
        _ann,
        [
            Mails.Raw("1@test", subject: "Many apples", body: new string('x', 900)),
            Mails.Raw("2@test", subject: "Some apples"),
            Mails.Raw("3@test", subject: "A pear, please", body: "Twelve apples, please, and a pear."),
        ],
        Cancellation);

    private Task<JsonElement> ImapAsync(string kind, string action) =>
        _email.RunAsync(Mails.Imap(_ann, servers.Dovecot.Imaps, kind, action));

    private Task<JsonElement> Pop3Async(string kind, string action) =>
        _email.RunAsync(Mails.Pop3(_ann, servers.Dovecot.Pop3s, kind, action));

    private static string Plain(JsonElement value) => value.GetRawText().Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);
}
