using System.Collections.Concurrent;

using Fairlead.Protocol.Rest;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>Knows every connection that was used lately, and shares the places of those that call among them.</summary>
public sealed class Governor : IDisposable
{
    /// <summary>Above this many, those that were idle for a while are forgotten: hosts may come from outside.</summary>
    private const int KeptAtMost = 1_000;
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly ConnectionsOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Share> _shares = new(StringComparer.Ordinal);

    public Governor(IOptions<ConnectionsOptions> options, TimeProvider time, RuntimeMetrics metrics)
    {
        (_options, _time) = (options.Value, time);
        metrics.Meter.CreateObservableGauge("fairlead.connections.in-use", () => Read(status => status.InUse), description: "Calls under way.");
        metrics.Meter.CreateObservableGauge("fairlead.connections.waiting", () => Read(status => status.Waiting), description: "Calls that wait in memory.");
        metrics.Meter.CreateObservableCounter("fairlead.connections.parked", () => Read(status => status.Parked), description: "Calls that were sent away to come back later.");
        metrics.Meter.CreateObservableGauge(
            "fairlead.connections.open", () => Read(status => status.Circuit is ConnectionCircuit.Closed ? 0 : 1), description: "1 while calls are held back.");
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<ConnectionItem> Statuses() =>
        [.. _connections.Values.Select(connection => connection.Status()).OrderBy(status => status.Name, StringComparer.Ordinal)];

    /// <returns>Null when there is none.</returns>
    public ConnectionItem? Find(string name) => _connections.TryGetValue(name, out var connection) ? connection.Status() : null;

    /// <summary>Lets calls through again.</summary>
    /// <returns>False when there is no such connection.</returns>
    public async Task<bool> ResetAsync(string name, CancellationToken cancellation)
    {
        if (!_connections.TryGetValue(name, out var connection))
            return false;
        await connection.ResetAsync(cancellation);
        return true;
    }

    /// <summary>Holds all calls back until it is reset.</summary>
    public Task OpenAsync(string name, CancellationToken cancellation) => Get(name).OpenAsync(cancellation);

    /// <param name="group">Those who take from the same places.</param>
    internal Share ShareOf(string group, int places) => _shares.GetOrAdd(group, static (_, count) => new Share(count), places);

    internal Connection Get(string name)
    {
        if (_connections.TryGetValue(name, out var known))
            return known;
        if (_connections.Count >= KeptAtMost)
            Forget();
        return _connections.GetOrAdd(name, static (name, self) => new Connection(name, self._options.For(name), self._time), this);
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    private void Forget()
    {
        foreach (var (name, connection) in _connections)
        {
            if (connection.IsIdle(ForgottenAfter) && _connections.TryRemove(name, out _))
                connection.Dispose();
        }
    }

    private IEnumerable<System.Diagnostics.Metrics.Measurement<long>> Read(Func<ConnectionItem, long> value) =>
        Statuses().Select(status => new System.Diagnostics.Metrics.Measurement<long>(value(status), new KeyValuePair<string, object?>("connection", status.Name)));
}
