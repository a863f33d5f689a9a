using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Http;

/// <summary>
/// The connections of requests with TLS of their own, apart for each: one that was opened with a certificate must never carry the request of
/// somebody without it.
/// </summary>
internal sealed class TlsConnections(Func<ClientTls, HttpMessageInvoker> open) : IDisposable
{
    /// <summary>Certificates in use at a time go beyond it; those that nobody uses do not.</summary>
    public const int KeptAtMost = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private long _uses;

    public int Count
    {
        get
        {
            lock (_gate)
                return _kept.Count;
        }
    }

    public async Task<HttpResponseMessage> SendAsync(ClientTls tls, HttpRequestMessage request, CancellationToken cancellation)
    {
        var kept = Begin(tls);
        try
        {
            return await kept.Connections.SendAsync(request, cancellation);
        }
        finally
        {
            End(kept);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var kept in _kept.Values)
                kept.Connections.Dispose();
            _kept.Clear();
        }
    }

    private Kept Begin(ClientTls tls)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(tls.Id, out var kept))
                _kept[tls.Id] = kept = new Kept(open(tls));
            kept.Sending++;
            kept.LastUse = ++_uses;
            return kept;
        }
    }

    private void End(Kept ended)
    {
        lock (_gate)
        {
            ended.Sending--;
            while (_kept.Count > KeptAtMost && _kept.Where(kept => kept.Value.Sending is 0).MinBy(kept => kept.Value.LastUse) is { Value: not null } oldest)
            {
                // An answer that is still being read is read to its end: the connection closes when it is given back.
                _kept.Remove(oldest.Key);
                oldest.Value.Connections.Dispose();
            }
        }
    }

    private sealed class Kept(HttpMessageInvoker connections)
    {
        public HttpMessageInvoker Connections => connections;

        /// <summary>Requests that wait for the head of their answer.</summary>
        public int Sending { get; set; }

        public long LastUse { get; set; }
    }
}
