using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Drivers;

namespace Fairlead.Connectors.Sql.Access;

/// <summary>The ways of a call, or of a poll, as far as a database needs them.</summary>
internal sealed record SqlWays(
    Func<string, CancellationToken, ValueTask<IConnectionUse>> Use,
    Func<string, int, CancellationToken, ValueTask<IReadOnlyList<IPAddress>>> Check,
    Action<Secret> Hide)
{
    public static SqlWays Of(OutboundCall call) => new(call.UseConnectionAsync, call.CheckNetworkAsync, call.Hide);

    public static SqlWays Of(Poll poll) => new(poll.UseConnectionAsync, poll.CheckNetworkAsync, poll.Hide);
}

/// <summary>An open connection to a database. Given back to its pool in the end.</summary>
internal sealed class SqlSession : IAsyncDisposable
{
    private readonly IConnectionUse _use;
    private readonly SqlPoolUse _pool;
    private readonly IDisposable? _opened;

    private SqlSession(SqlDriver driver, SqlTarget target, DbConnection connection, IConnectionUse use, SqlPoolUse pool, IDisposable? opened)
    {
        (Driver, Target, Connection) = (driver, target, connection);
        (_use, _pool, _opened) = (use, pool, opened);
    }

    public SqlDriver Driver { get; }

    public SqlTarget Target { get; }

    public DbConnection Connection { get; }

    /// <summary>Tries the hosts in their order, and the addresses of each, until one lets us in.</summary>
    /// <exception cref="ConnectorException">None does, the account is refused, or the network policy allows none.</exception>
    public static async Task<SqlSession> OpenAsync(
        SqlPools pools, SqlDriver driver, SqlAddress address, SqlWays ways, CancellationToken cancellation)
    {
        var target = address.Target;
        var use = await ways.Use(target.Where, cancellation);
        try
        {
            ConnectorException? failure = null;
            foreach (var (host, port) in target.Places.Count > 0 ? target.Places : [("", 0)])
            {
                foreach (var ip in await FindAsync(host, port, ways, cancellation))
                {
                    try
                    {
                        return await OpenAsync(pools, driver, address, host, ip, port, use, cancellation);
                    }
                    catch (ConnectorException unreachable) when (unreachable.Code == SqlFailure.Unreachable)
                    {
                        failure = unreachable;
                    }
                }
            }

            use.Failed(failure!.Message);
            throw failure;
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    /// <summary>The other side is in trouble: counts against it in the limits of this installation.</summary>
    public void Failed(string what) => _use.Failed(what);

    public async ValueTask DisposeAsync()
    {
        _opened?.Dispose();
        try
        {
            await Connection.DisposeAsync();
        }
        catch (Exception broken) when (broken is DbException or IOException or SocketException or InvalidOperationException)
        {
            // It was lost before; its pool has thrown it away.
        }

        _pool.Dispose();
        await _use.DisposeAsync();
    }

    private static async Task<SqlSession> OpenAsync(
        SqlPools pools,
        SqlDriver driver,
        SqlAddress address,
        string host,
        IPAddress? ip,
        int port,
        IConnectionUse use,
        CancellationToken cancellation)
    {
        var pool = pools.Use(driver, address, host, ip, port);
        DbConnection? connection = null;
        try
        {
            connection = pool.Source.CreateConnection();
            await connection.OpenAsync(cancellation);
            return new SqlSession(driver, address.Target, connection, use, pool, driver.Opened(connection, cancellation));
        }
        catch (Exception refused) when (refused is DbException or SocketException or IOException or TimeoutException or OperationCanceledException)
        {
            await CloseAsync(connection, pool);
            cancellation.ThrowIfCancellationRequested();
            throw SqlFailure.WhileOpening(refused, driver, address.Target);
        }
        catch
        {
            await CloseAsync(connection, pool);
            throw;
        }
    }

    private static async ValueTask CloseAsync(DbConnection? connection, SqlPoolUse pool)
    {
        if (connection is not null)
            await connection.DisposeAsync();
        pool.Dispose();
    }

    private static async ValueTask<IReadOnlyList<IPAddress?>> FindAsync(string host, int port, SqlWays ways, CancellationToken cancellation)
    {
        if (host.Length is 0)
            return [null];
        try
        {
            return await ways.Check(host, port, cancellation);
        }
        catch (SocketException unknown)
        {
            throw SqlFailure.NoHost(host, port, unknown);
        }
    }
}
