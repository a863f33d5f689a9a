using System.Net;
using System.Net.Sockets;
using System.Text;

using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Http;

/// <summary>The connections of every HTTP call: pooled, HTTP/1.1 and HTTP/2, without memory of earlier calls, to where the policy allows.</summary>
public sealed class HttpTransport : IDisposable
{
    // A name may get another address; a connection kept longer would not notice.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private readonly HttpMessageInvoker _connections;
    private readonly TlsConnections? _ofTheirOwn;
    private readonly NetworkPolicy _policy;
    private readonly IWebProxy? _proxy;

    public HttpTransport(NetworkPolicy policy)
        : this(policy, HttpClient.DefaultProxy)
    {
    }

    public HttpTransport(NetworkPolicy policy, ProxyOptions proxies)
        : this(policy, new Proxies(proxies, HttpClient.DefaultProxy))
    {
    }

    /// <param name="proxy">Through which to go.</param>
    internal HttpTransport(NetworkPolicy policy, IWebProxy proxy)
    {
        _policy = policy;
        _proxy = proxy;
        _connections = new HttpMessageInvoker(Sockets());
        _ofTheirOwn = new TlsConnections(tls =>
        {
            var sockets = Sockets();
            sockets.SslOptions = tls.Options();
            return new HttpMessageInvoker(sockets);
        });
    }

    /// <param name="connections">In place of sockets, for tests; disposed with this.</param>
    internal HttpTransport(HttpMessageHandler connections)
    {
        _policy = new NetworkPolicy(new NetworkOptions { AllowLoopback = true, AllowPrivate = true });
        _connections = new HttpMessageInvoker(connections);
    }

    /// <exception cref="ConnectorException">The policy does not allow the connection.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        // A connection to a proxy is shared: what it is asked to reach is judged with each request.
        if (request.RequestUri is { IsAbsoluteUri: true } target && ProxyOf(target) is not null)
            await _policy.CheckBehindProxyAsync(target.IdnHost, target.Port, cancellation);
        try
        {
            return _ofTheirOwn is not null && request.Options.TryGetValue(CallHttp.Tls, out var tls)
                ? await _ofTheirOwn.SendAsync(tls, request, cancellation)
                : await _connections.SendAsync(request, cancellation);
        }
        catch (HttpRequestException wrapped) when (wrapped.InnerException is ConnectorException denied)
        {
            throw denied;
        }
    }

    /// <summary>A connection for what is not HTTP.</summary>
    /// <exception cref="ConnectorException">The policy does not allow it.</exception>
    /// <exception cref="SocketException">There is no such host, or it does not answer.</exception>
    internal async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        await ConnectAsync(await _policy.FindAsync(host, port, cancellation), port, cancellation);

    internal ValueTask<IPAddress[]> FindAsync(string host, int port, CancellationToken cancellation) =>
        _policy.FindAsync(host, port, cancellation);

    public void Dispose()
    {
        _connections.Dispose();
        _ofTheirOwn?.Dispose();
    }

    private SocketsHttpHandler Sockets() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false, // Who calls follows them: it knows what another origin must not see.
        AutomaticDecompression = DecompressionMethods.All,
        EnableMultipleHttp2Connections = true,
        PooledConnectionLifetime = ConnectionLife,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ActivityHeadersPropagator = null,
        Proxy = _proxy,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        context.InitialRequestMessage.Options.TryGetValue(CallHttp.Connecting, out var connecting);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        connecting?.Invoke(true);
        // Where the proxy is, its operator has said in the environment; most are in a private network.
        var addresses = IsProxy(context)
            ? await Dns.GetHostAddressesAsync(host, cancellation)
            : await _policy.FindAsync(host, port, cancellation);
        var stream = await ConnectAsync(addresses, port, cancellation);
        connecting?.Invoke(false);
        return stream;
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            connected = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!connected)
                socket.Dispose();
        }
    }

    private bool IsProxy(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } target
        && ProxyOf(target) is { } proxy
        && proxy.IdnHost == context.DnsEndPoint.Host
        && proxy.Port == context.DnsEndPoint.Port;

    private Uri? ProxyOf(Uri target) =>
        _proxy is null || _proxy.IsBypassed(target) || _proxy.GetProxy(target) is not { } proxy || proxy == target ? null : proxy;
}
