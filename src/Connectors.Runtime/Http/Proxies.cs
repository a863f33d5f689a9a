using System.IO.Enumeration;
using System.Net;

namespace Fairlead.Connectors.Runtime.Http;

/// <summary>Which proxy a call goes through, as the settings say it.</summary>
internal sealed class Proxies : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _notFor;
    private readonly IWebProxy _otherwise;

    /// <param name="otherwise">Counts where the settings name no proxy at all.</param>
    public Proxies(ProxyOptions options, IWebProxy otherwise)
    {
        _http = options.Http.Address;
        _https = options.Https.Address;
        _notFor = [.. options.NotFor.Select(pattern => pattern.Trim().Trim('[', ']')).Where(pattern => pattern.Length > 0)];
        _otherwise = otherwise;
        // Proxies with an address in common are one proxy, with the login that is said last.
        var logins = new CredentialCache();
        foreach (var proxy in (ProxyServerOptions[])[options.Http, options.Https])
        {
            if (proxy.Address is not { } address || string.IsNullOrEmpty(proxy.User))
                continue;
            logins.Remove(address, "Basic");
            logins.Add(address, "Basic", new NetworkCredential(proxy.User, proxy.Password));
        }

        Credentials = IsSet ? logins : otherwise.Credentials;
    }

    public ICredentials? Credentials { get; set; }

    private bool IsSet => _http is not null || _https is not null;

    public Uri? GetProxy(Uri destination) =>
        IsBypassed(destination) ? null : IsSet ? OfOurs(destination) : _otherwise.GetProxy(destination);

    public bool IsBypassed(Uri host) =>
        _notFor.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, host.IdnHost.Trim('[', ']')))
        || (IsSet ? OfOurs(host) is null : _otherwise.IsBypassed(host));

    private Uri? OfOurs(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;
}
