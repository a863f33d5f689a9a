using System.Net;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Server.Starting;

namespace Fairlead.Server.Http;

/// <summary>
/// Serves only those who call this server by a name of its own. A page that somebody opens in a browser can give its own name the address of
/// this machine, and then speaks to what listens here; the name in its requests tells.
/// </summary>
internal sealed class HostCheck
{
    private readonly HostPattern[] _known;
    private readonly bool _isOn;

    /// <param name="names">Written as in the network policy; when there are none, only a server that this machine alone reaches is choosy.</param>
    public HostCheck(ListenAddress listen, IEnumerable<string> names)
    {
        _known = [.. names.Select(name => HostPattern.TryParse(name, out var pattern)
            ? pattern
            : throw new StartException(
                $"{ServerOptions.Section}:{nameof(ServerOptions.Hosts)}: '{name}' is no host. Expected a name, an address, or *. and a name. [CONFIGURATION_INVALID]"))];
        _isOn = _known.Length > 0 || listen.IsLoopback;
    }

    public Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        var host = http.Request.Host;
        return !_isOn || IsKnown(host) || IsForSenders(http.Request.Path)
            ? next(http)
            : throw RequestRefusal.OfHttp(
                StatusCodes.Status421MisdirectedRequest,
                $"This server is not called '{host.Host}'. If it is, add that name to {ServerOptions.Section}:{nameof(ServerOptions.Hosts)}.");
    }

    private bool IsKnown(HostString host) =>
        !host.HasValue
        || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Host.Trim('[', ']'), out _)
        || _known.Any(name => name.Matches(host.Host, host.Port ?? 80));

    /// <summary>Webhooks are called by whatever name a tunnel or a proxy has; they check who sends.</summary>
    private static bool IsForSenders(PathString path) => path.StartsWithSegments("/inbound", out var rest) && rest.HasValue;
}
