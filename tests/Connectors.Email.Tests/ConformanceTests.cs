using Fairlead.Connectors.Email.Inbound;
using Fairlead.Testing.Conformance;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>What every connector keeps to; a new one needs inputs that work, here.</summary>
public sealed class ConformanceTests
{
    private static readonly IReadOnlyList<ConnectorSample> Samples =
    [
        new(typeof(EmailConnector),
            """{"protocol": "smtp", "authentication": {"type": "noAuth"}, "data": {"smtpAction": {"from": "a@example.com", "to": ["b@example.com"], "subject": "Hello", "body": "Hi"}, "smtpConfig": {"smtpHost": "127.0.0.1", "smtpPort": 1}}}""",
            """{"protocol": "smtp", "authentication": {"type": "simple", "username": "ada", "password": "long-password"}, "data": {"smtpAction": {"from": "a@example.com", "to": "b@example.com", "headers": {"X-A": "b"}, "contentType": "HTML", "htmlBody": "Hi"}, "smtpConfig": {"smtpHost": "127.0.0.1", "smtpPort": 1}}}""",
            """{"protocol": "imap", "authentication": {"type": "simple", "username": "ada", "password": "long-password"}, "data": {"imapActionDiscriminator": "searchEmailsImap", "imapAction": {"criteria": {"field": "FROM", "value": "b@example.com"}}, "imapConfig": {"imapHost": "127.0.0.1", "imapPort": 1}}}""",
            """{"protocol": "pop3", "authentication": {"type": "simple", "username": "ada", "password": "long-password"}, "data": {"pop3ActionDiscriminator": "readEmailPop3", "pop3Action": {"messageId": "<a@b>"}, "pop3Config": {"pop3Host": "127.0.0.1", "pop3Port": 1}}}"""),
        new(typeof(EmailInboundConnector),
            """{"authentication": {"type": "simple", "username": "ada", "password": "long-password"}, "data": {"imapConfig": {"imapHost": "mail.example.com", "imapPort": "993", "imapCryptographicProtocol": "TLS"}, "pollingWaitTime": "PT20S", "pollingConfigDiscriminator": "allPollingConfig", "pollingConfig": {"handlingStrategy": "MOVE", "targetFolder": "Done"}}}""",
            """{"authentication": {"username": "ada", "password": "long-password"}, "data": {"imapConfig": {"imapHost": "mail.example.com"}}}"""),
    ];

    [Fact]
    public async Task Every_connector_keeps_what_every_connector_keeps() =>
        Assert.Equal("", string.Join('\n', await ConnectorConformance.CheckAsync(Samples)));

    [Fact]
    public void Every_connector_has_samples() => Assert.Equal(
        EmailConnectors.Connectors.OrderBy(type => type.Name), Samples.Select(sample => sample.Connector).OrderBy(type => type.Name));
}
