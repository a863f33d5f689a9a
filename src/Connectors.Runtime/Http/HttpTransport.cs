using System.Net;
using System.Net.Sockets;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Http;

/// <summary>The connections of every HTTP call: pooled, HTTP/1.1 and HTTP/2, without memory of earlier calls.</summary>
public sealed class HttpTransport : IDisposable
{
    // A name may get another address; a connection kept longer would not notice.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private readonly HttpMessageInvoker _connections;

    public HttpTransport()
        : this(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false, // Who calls follows them: it knows what another origin must not see.
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = ConnectionLife,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        })
    {
    }

    /// <param name="connections">In place of sockets, for tests; disposed with this.</param>
    internal HttpTransport(HttpMessageHandler connections) => _connections = new HttpMessageInvoker(connections);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _connections.SendAsync(request, cancellation);

    public void Dispose() => _connections.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        context.InitialRequestMessage.Options.TryGetValue(CallHttp.Connecting, out var connecting);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        try
        {
            connecting?.Invoke(true);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            connecting?.Invoke(false);
            connected = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!connected)
                socket.Dispose();
        }
    }
}
