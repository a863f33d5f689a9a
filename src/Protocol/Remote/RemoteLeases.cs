using Fairlead.Protocol.Rest;

namespace Fairlead.Protocol.Remote;

/// <summary>The leases of a cluster of ours elsewhere.</summary>
internal sealed class RemoteLeases(ClusterClient client, Contact contact) : ILeases
{
    private readonly InboxClient _inbox = client.Inbox;

    public async Task<Lease> AcquireAsync(AcquireLease request, CancellationToken cancellation)
    {
        var body = new AcquireLeaseRequest { Name = request.Name, Owner = request.Owner, Duration = Bodies.Milliseconds(request.Duration) };
        return (await contact.AskAsync(token => _inbox.AcquireLeaseAsync(body, token), cancellation).ConfigureAwait(false)).ToLease();
    }

    public Task ReleaseAsync(LeaseHold lease, CancellationToken cancellation) =>
        contact.AskAsync(token => _inbox.ReleaseLeaseAsync(LeaseHoldBody.Of(lease)!, token), cancellation);

    public async Task<IReadOnlyList<Lease>> FindLeasesAsync(CancellationToken cancellation)
    {
        var found = await contact.AskAsync(_inbox.FindLeasesAsync, cancellation).ConfigureAwait(false);
        return [.. found.Items.Select(item => item.ToLease())];
    }
}
