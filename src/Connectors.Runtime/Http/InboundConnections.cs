namespace Fairlead.Connectors.Runtime.Http;

/// <summary>Requests of connectors that receive, through the connections of all others and so within the network policy.</summary>
internal sealed class InboundConnections(HttpTransport transport) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        transport.SendAsync(request, cancellation);
}
