using static Fairlead.Protocol.Rest.ClusterClient;

namespace Fairlead.Protocol.Rest;

/// <summary>The part of our own REST API that is about the systems that connectors call.</summary>
public sealed class ConnectionsClient
{
    private readonly ClusterClient _client;

    internal ConnectionsClient(ClusterClient client) => _client = client;

    /// <summary>Those that were called lately.</summary>
    public Task<ConnectionsResult> GetAllAsync(CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, $"/{Own}connections", content: null, RestJson.Client.ConnectionsResult, cancellation);

    /// <summary>Lets calls to a connection through again, whatever was.</summary>
    public Task ResetAsync(string name, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Post, $"/{Own}connections/{Uri.EscapeDataString(name)}/reset", content: null, cancellation);

    /// <summary>Holds all calls to a connection back until it is reset.</summary>
    public Task OpenAsync(string name, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Post, $"/{Own}connections/{Uri.EscapeDataString(name)}/open", content: null, cancellation);
}
