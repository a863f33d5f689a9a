using System.Net;
using System.Net.Sockets;
using static System.FormattableString;

namespace Fairlead.Server.Starting;

/// <summary>Where to listen.</summary>
/// <param name="Host">A name or an address; <c>*</c> for all addresses of this machine.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    /// <summary>As this machine itself reaches the server.</summary>
    public string BaseUrl => Invariant($"http://{(IsEverywhere ? "localhost" : Host)}:{Port}");

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Host is "localhost" || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsEverywhere => Host is "*" or "+" or "0.0.0.0" or "[::]";

    /// <exception cref="StartException">It is no address.</exception>
    public static ListenAddress Parse(string text)
    {
        var authority = text.TrimEnd('/');
        // The wildcard hosts are none to Uri.
        var readable = authority
            .Replace("//*", "//wildcard", StringComparison.Ordinal)
            .Replace("//+", "//wildcard", StringComparison.Ordinal);
        if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw new StartException(
                $"'{text}' is no address to listen at. Give scheme, host and port, such as --address http://localhost:8080; for https, "
                + "put a reverse proxy in front. [ADDRESS_INVALID]");
        }

        return new ListenAddress(uri.Host is "wildcard" ? "*" : uri.Host, uri.Port is 0 ? FindFreePort() : uri.Port);
    }

    public void Apply(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel)
    {
        if (IsEverywhere)
            kestrel.ListenAnyIP(Port);
        else if (Host is "localhost")
            kestrel.ListenLocalhost(Port);
        else if (IPAddress.TryParse(Host.Trim('[', ']'), out var address))
            kestrel.Listen(address, Port);
        else
            kestrel.Listen(Resolve(Host), Port);
    }

    /// <remarks>The address of the examples' API is a setting that is needed before anything listens.</remarks>
    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IPAddress Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host)[0];
        }
        catch (SocketException cause)
        {
            throw new StartException(
                $"The host '{host}' of the address to listen at is not known ({cause.Message}). Use localhost, * or an address of this "
                + "machine. [ADDRESS_INVALID]",
                cause);
        }
    }
}
