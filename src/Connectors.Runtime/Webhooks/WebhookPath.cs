namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A path at which a webhook is active.</summary>
internal sealed class WebhookPath(string name)
{
    private volatile IReadOnlyList<WebhookEndpoint> _endpoints = [];
    private int _requests;

    /// <summary>Below <c>/inbound/</c>.</summary>
    public string Name => name;

    /// <summary>Those of one process, newest version first; empty when none is active any more.</summary>
    public IReadOnlyList<WebhookEndpoint> Endpoints
    {
        get => _endpoints;
        set
        {
            AllowedOrigins = [.. value.SelectMany(endpoint => endpoint.AllowedOrigins)];
            _endpoints = value;
        }
    }

    /// <summary>Requests that are worked on.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Methods that some endpoint takes, for the header <c>Allow</c>.</summary>
    public string Allowed => string.Join(", ", Endpoints.SelectMany(endpoint => endpoint.TakenMethods).Distinct(StringComparer.Ordinal));

    /// <summary>Origins whose pages may call it; known before the endpoints, for every request asks.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; private set; } = [];

    /// <returns>How many there are now.</returns>
    public int Count(int difference) => Interlocked.Add(ref _requests, difference);
}
