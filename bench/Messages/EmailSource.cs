using System.Text;

using Fairlead.Tests.Servers;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Fairlead.Bench.Messages;

/// <summary>Mailboxes of Dovecot, read over IMAP without encryption. Mails are marked as read, one by one. Nothing is sent.</summary>
internal sealed class EmailSource : MessageSource
{
    private DovecotServer? _server;

    public override string Name => "Email (Dovecot, IMAP, marked as read)";

    public override string SenderType => "";

    public override int Share(int messages) => Math.Max(1, messages / 10);

    public override async Task StartAsync(CancellationToken cancellation) => _server = await DovecotServer.StartAsync(certificate: null, cancellation);

    public override Task PrepareAsync(string place, CancellationToken cancellation) => Task.CompletedTask;

    public override Task FillAsync(string place, int messages, CancellationToken cancellation) => _server!.PutAsync(
        AddressOf(place),
        Enumerable.Range(1, messages).Select(number => Encoding.UTF8.GetBytes(
            $"From: shop@example.org\nTo: {AddressOf(place)}\nSubject: m{number}\nMessage-ID: <{place}-{number}@example.org>\n"
            + $"Date: Sat, 28 Nov 2026 12:00:00 +0000\nContent-Type: text/plain\n\n{Encoding.UTF8.GetString(Body(number))}\n")),
        cancellation);

    public override IReadOnlyList<(string Name, string Value)> Subscription(string place) =>
    [
        ("inbound.type", "io.camunda:connector-email-inbound:1"),
        ("authentication.type", "simple"),
        ("authentication.username", AddressOf(place)),
        ("authentication.password", DovecotServer.Password),
        ("data.imapConfig.imapHost", "127.0.0.1"),
        ("data.imapConfig.imapPort", $"{_server!.Imap}"),
        ("data.imapConfig.imapCryptographicProtocol", "NONE"),
        ("data.pollingWaitTime", "PT1S"),
        ("data.pollingConfigDiscriminator", "unseenPollingConfig"),
        ("data.pollingConfig.handlingStrategy", "READ"),
        ("resultExpression", "={id: subject}"),
    ];

    public override async Task ReadBareAsync(string place, int messages, CancellationToken cancellation)
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", _server!.Imap, SecureSocketOptions.None, cancellation);
        await client.AuthenticateAsync(AddressOf(place), DovecotServer.Password, cancellation);
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite, cancellation);
        foreach (var mail in await client.Inbox.SearchAsync(SearchQuery.NotSeen, cancellation))
        {
            using var message = await client.Inbox.GetMessageAsync(mail, cancellation);
            await client.Inbox.AddFlagsAsync(mail, MessageFlags.Seen, silent: true, cancellation);
        }

        await client.DisconnectAsync(quit: true, cancellation);
    }

    public override IReadOnlyList<(string Target, string Source)> Sender(string place) => [];

    public override Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static string AddressOf(string place) => $"{place}@example.org";
}
