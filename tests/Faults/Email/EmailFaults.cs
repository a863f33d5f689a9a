using Fairlead.Faults.Support;

namespace Fairlead.Faults.Email;

/// <summary>A mailbox of Dovecot that is read over IMAP, with IDLE.</summary>
public sealed class EmailFaults : SubscriptionFaultContract
{
    protected override string Connector => "Email";

    protected override async Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        await Mailbox.OpenAsync($"{name}@example.com", cancellation);
}
