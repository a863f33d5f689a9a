namespace Fairlead.Protocol.Rest;

/// <summary>Asks a server for its connectors. Where management has an address of its own, the client must be one for that.</summary>
public sealed class ConnectorClient
{
    private readonly ClusterClient _client;

    internal ConnectorClient(ClusterClient client) => _client = client;

    /// <summary>The inbound connectors that deployed models ask for, running or with the reason why not.</summary>
    /// <param name="processId">BPMN id of the process that they are for; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<InboundConnectorItem>> ListInboundAsync(string? processId, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        $"/inbound{(processId is null ? "" : $"?bpmnProcessId={Uri.EscapeDataString(processId)}")}",
        content: null,
        RestJson.Client.IReadOnlyListInboundConnectorItem,
        cancellation);

    /// <summary>Stops a connector and starts it anew, at once.</summary>
    /// <returns>How it is afterwards.</returns>
    /// <param name="executableId">Identifies it.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<InboundConnectorItem> ResetInboundAsync(string executableId, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Post,
        $"/inbound-instances/executables/{Uri.EscapeDataString(executableId)}/reset",
        content: null,
        RestJson.Client.InboundConnectorItem,
        cancellation);
}
