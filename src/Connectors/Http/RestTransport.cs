using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Connectors.Http;

/// <summary>The connections of every REST call: pooled, HTTP/1.1 and HTTP/2, without memory of earlier calls.</summary>
internal static class RestTransport
{
    public static readonly HttpRequestOptionsKey<RestDeadline> Deadline = new("fairlead.deadline");

    // A name may get another address; a connection kept longer would not notice.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    /// <summary>No <see cref="HttpClient"/>: its timeout and its defaults are not used, and its layer costs each call.</summary>
    public static HttpMessageInvoker Create() => new(
        new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false, // RestHop follows them: it knows what another origin must not see.
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = ConnectionLife,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ConnectCallback = ConnectAsync,
        });

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        context.InitialRequestMessage.Options.TryGetValue(Deadline, out var deadline);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        try
        {
            deadline?.Connecting();
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            deadline?.Connected();
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
