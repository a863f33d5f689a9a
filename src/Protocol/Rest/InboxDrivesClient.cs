using static Fairlead.Protocol.Rest.ClusterClient;

namespace Fairlead.Protocol.Rest;

/// <summary>The part of our own REST API that applies kept events, and says what would become of an event.</summary>
public sealed class InboxDrivesClient
{
    private readonly ClusterClient _client;

    /// <param name="client">Of a server of ours.</param>
    public InboxDrivesClient(ClusterClient client) => _client = client;

    /// <summary>Applies one kept event.</summary>
    public Task<InboxDriveItem> DriveAsync(InboxKey key, InboxDriveRequest request, CancellationToken cancellation) => _client.PostAsync(
        Invariant($"/{Own}inbox/{key.Value}/redrive"), request, RestJson.Client.InboxDriveRequest, RestJson.Client.InboxDriveItem, cancellation);

    /// <summary>Applies many kept events, oldest first.</summary>
    public Task<InboxDrivesResult> DriveAsync(InboxDrivesRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/redrive", request, RestJson.Client.InboxDrivesRequest, RestJson.Client.InboxDrivesResult, cancellation);

    /// <summary>What would become of an event; nothing happens.</summary>
    public Task<InboundPlanResult> PlanAsync(InboundPlanRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/plan", request, RestJson.Client.InboundPlanRequest, RestJson.Client.InboundPlanResult, cancellation);
}
