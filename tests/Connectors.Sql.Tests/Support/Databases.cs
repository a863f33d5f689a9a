using Fairlead.Connectors.Sql.Tests.Support;
using Fairlead.Tests.Servers;

[assembly: AssemblyFixture(typeof(Databases))]

namespace Fairlead.Connectors.Sql.Tests.Support;

/// <summary>The real servers, started when the first test wants one, and shared by all.</summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<MariaDbServer>> _mariaDb = new(() => MariaDbServer.StartAsync(CancellationToken.None));
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-sqlite").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A schema of its own in one of the servers.</summary>
    internal async Task<Database> OpenAsync(SqlDatabase kind, string name)
    {
        var database = kind switch
        {
            SqlDatabase.PostgreSql => Database.PostgreSql((await _postgres.Value).Port, "postgres"),
            SqlDatabase.MariaDb or SqlDatabase.MySql => Database.MariaDb(kind, (await _mariaDb.Value).Port, ""),
            _ => Database.Sqlite(_folder, name),
        };
        if (kind is SqlDatabase.Sqlite)
            return database;
        await database.RunAsync($"CREATE DATABASE {name}");
        return database with { Name = name };
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres.IsValueCreated)
            await (await _postgres.Value).DisposeAsync();
        if (_mariaDb.IsValueCreated)
            await (await _mariaDb.Value).DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
