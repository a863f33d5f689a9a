using System.Data.Common;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Sql.Drivers;

namespace Fairlead.Connectors.Sql.Access;

/// <summary>
/// The pools of connections, one for each database, address and account, which the drivers fill. Those that nobody has used for a while are
/// closed.
/// </summary>
internal sealed class SqlPools(TimeProvider time) : IDisposable
{
    private const int AtMost = 200;

    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pool> _pools = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pools.Count;
        }
    }

    /// <summary>A pool to open connections from; it stays open until it is given back.</summary>
    public SqlPoolUse Use(SqlDriver driver, SqlAddress address, string host, IPAddress? ip, int port)
    {
        var key = KeyOf(driver, address, host, ip, port);
        lock (_gate)
        {
            Sweep();
            if (!_pools.TryGetValue(key, out var pool))
                _pools[key] = pool = new Pool(driver.CreateSource(address, host, ip, port));
            pool.Users++;
            return new SqlPoolUse(pool.Source, () => Return(pool));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var pool in _pools.Values)
                pool.Source.Dispose();
            _pools.Clear();
        }
    }

    private void Return(Pool pool)
    {
        lock (_gate)
        {
            pool.Users--;
            pool.LastUsed = time.GetTimestamp();
        }
    }

    /// <summary>Each use looks for idle ones; when there are too many, also for those that were used lately, the oldest first.</summary>
    private void Sweep()
    {
        var idle = _pools.Where(pair => pair.Value.Users is 0).OrderBy(pair => pair.Value.LastUsed).ToList();
        foreach (var (key, pool) in idle)
        {
            if (time.GetElapsedTime(pool.LastUsed) <= IdleAtMost && _pools.Count < AtMost)
                break;
            _pools.Remove(key);
            pool.Source.Dispose();
        }
    }

    /// <summary>A hash: the password is part of what tells pools apart, and of no name.</summary>
    private static string KeyOf(SqlDriver driver, SqlAddress address, string host, IPAddress? ip, int port) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', driver.GetType().Name, address.Text, address.Target.Name, host, ip, port.ToString(System.Globalization.CultureInfo.InvariantCulture)))));

    private sealed class Pool(DbDataSource source)
    {
        public DbDataSource Source => source;

        public int Users { get; set; }

        public long LastUsed { get; set; }
    }
}

internal sealed class SqlPoolUse(DbDataSource source, Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public DbDataSource Source => source;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
