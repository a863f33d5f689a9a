using System.Globalization;
using Fairlead.Connectors.Email.Sessions;
using Fairlead.Connectors.Sdk;
using MailKit.Net.Imap;

namespace Fairlead.Connectors.Email.Inbound;

/// <summary>Reads a folder of a mailbox over IMAP, and is told of new mail where the server can do that.</summary>
[Connector(
    "io.camunda:connector-email-inbound:1",
    Name = "Email inbound",
    Description = "Starts or continues a process when a mail arrives.",
    Icon = "M3 5h18v14H3z M3 6l9 7l9-7")]
public sealed class EmailInboundConnector : ISubscriptionConnector<EmailInboundSettings>
{
    private static readonly TimeSpan PauseByDefault = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAtLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAtMost = TimeSpan.FromHours(24);

    public void Check(EmailInboundSettings settings)
    {
        settings.Data.ImapConfig.ToServer();
        if (PauseOf(settings) is var pause && (pause < PauseAtLeast || pause > PauseAtMost))
        {
            throw new ConnectorInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"data.pollingWaitTime: expected a duration from {PauseAtLeast.TotalSeconds} s to {PauseAtMost.TotalHours} h, for example PT20S."));
        }

        if (settings.Data.PollingConfig is { HandlingStrategy: HandlingStrategy.Move } config && string.IsNullOrWhiteSpace(config.TargetFolder))
            throw new ConnectorInputException("data.pollingConfig.targetFolder: expected the folder that mails are moved into, but it is missing.");
    }

    public async Task RunAsync(EmailInboundSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        var server = settings.Data.ImapConfig.ToServer();
        var login = new EmailAuthentication.Simple { Username = settings.Authentication.Username, Password = settings.Authentication.Password };
        using var client = await MailConnection.OpenAsync(
            server, login, () => new ImapClient(), subscription.ConnectAsync, subscription.Time, cancellation);
        var reader = await FolderReader.OpenAsync(client, server, settings, PauseOf(settings), subscription, cancellation);
        await reader.RunAsync(cancellation);
    }

    private static TimeSpan PauseOf(EmailInboundSettings settings) => settings.Data.PollingWaitTime ?? PauseByDefault;
}
