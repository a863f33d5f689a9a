namespace Fairlead.Connectors.Sdk;

/// <summary>
/// HTTP for a connector that receives, such as the keys of its senders: within the network policy of this installation. A connector that
/// wants it asks for it in its constructor.
/// </summary>
/// <param name="connections">What requests go through. The runtime gives its own; a test of a connector gives another.</param>
public sealed class InboundHttp(HttpMessageHandler connections)
{
    /// <summary>It has no timeout of its own and follows no redirects; a connection that the policy denies is a <see cref="ConnectorException"/>.</summary>
    public HttpClient Client { get; } = new(connections, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
}
