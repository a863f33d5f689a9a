using System.Globalization;
using System.Text;
using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Faults.Email;

/// <summary>A mailbox in a Dovecot of its own. Mails are put where they lie, as a mail server delivers them; that needs no Dovecot.</summary>
internal sealed class Mailbox(DovecotServer dovecot, string address) : MessageSource
{
    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.camunda:connector-email-inbound:1",
        ["authentication.type"] = "simple",
        ["authentication.username"] = address,
        ["authentication.password"] = DovecotServer.Password,
        ["data.imapConfig.imapHost"] = "127.0.0.1",
        ["data.imapConfig.imapPort"] = dovecot.Imap.ToString(CultureInfo.InvariantCulture),
        ["data.imapConfig.imapCryptographicProtocol"] = "NONE",
        ["data.pollingWaitTime"] = "PT20S",
        ["data.pollingConfigDiscriminator"] = "unseenPollingConfig",
        ["data.pollingConfig.handlingStrategy"] = "READ",
        ["resultExpression"] = "={number: number(subject)}",
    };

    public override string PoisonCode => "INBOUND_UNREADABLE";

    public static async Task<MessageSource> OpenAsync(string address, CancellationToken cancellation) =>
        new Mailbox(await DovecotServer.StartAsync(certificate: null, cancellation), address);

    public override Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation) =>
        dovecot.PutAsync(address, numbers.Select(Mail), cancellation);

    public override Task PublishPoisonAsync(CancellationToken cancellation) =>
        dovecot.PutAsync(address, [[0, 1, 2, 0xff, 0xfe, (byte)'\n']], cancellation);

    public override string Repaired(int number) => string.Create(CultureInfo.InvariantCulture, $$"""{"subject":"{{number}}"}""");

    /// <summary>Every mail is marked as read.</summary>
    public override Task<bool> IsSettledAsync(CancellationToken cancellation) => Task.FromResult(dovecot.CountUnread(address) is 0);

    public override Task KillBrokerAsync() => dovecot.Server.KillAsync();

    public override Task StartBrokerAsync(CancellationToken cancellation) => dovecot.StartAgainAsync(cancellation);

    public override async ValueTask DisposeAsync()
    {
        await dovecot.DisposeAsync();
        await base.DisposeAsync();
    }

    private static byte[] Mail(int number) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"From: bob@example.com\nSubject: {number}\nMessage-ID: <{number}@faults>\nContent-Type: text/plain\n\nNumber {number}\n"));
}
