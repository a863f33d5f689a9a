using System.Threading.RateLimiting;

namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>One place at a connection, until it is disposed.</summary>
internal sealed class ConnectionUse(Connection connection, Share? share, RateLimitLease? permit, DateTimeOffset since) : IDisposable
{
    public RateLimitLease? Permit { get; } = permit;

    public DateTimeOffset Since { get; } = since;

    public void Dispose() => connection.Leave(this, share);
}
