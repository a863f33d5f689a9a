using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search;

/// <summary>The SQLite file, open for writing. One at a time.</summary>
internal sealed class SearchDatabase : IDisposable
{
    /// <summary>NORMAL: a power cut may take the last transactions; the journal keeps what they came from until a checkpoint.</summary>
    private const string Settings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384";

    private readonly Statement _savePosition;

    static SearchDatabase() => NativeSqlite.Configure();

    private SearchDatabase(SqliteConnection connection)
    {
        Connection = connection;
        _savePosition = new Statement(connection, "INSERT OR REPLACE INTO meta (name, value) VALUES ('position', ?)");
        Position = (long)(Scalar("SELECT value FROM meta WHERE name = 'position'") ?? 0L);
    }

    public SqliteConnection Connection { get; }

    /// <summary>Of the last journal record in it.</summary>
    public long Position { get; private set; }

    /// <returns>The database; null when the file has another schema.</returns>
    /// <exception cref="SqliteException">It cannot be opened or written.</exception>
    public static SearchDatabase? Open(string file)
    {
        var connection = Connect(file);
        try
        {
            Run(connection, Settings);
            using var version = connection.CreateCommand();
            version.CommandText = "PRAGMA user_version";
            var found = (long)version.ExecuteScalar()!;
            if (found > Schema.Version)
                return null;
            if (found < Schema.Version)
            {
                var stamp = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Schema.Version}");
                Run(connection, $"BEGIN; {(found is 0 ? Schema.Version1 : "")} {string.Concat(Schema.Steps.Skip(Math.Max((int)found, 1) - 1))} {stamp}; COMMIT");
            }

            var database = new SearchDatabase(connection);
            connection = null;
            return database;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>A connection of its own, for reading or writing. The caller disposes it.</summary>
    public static SqliteConnection Connect(string file)
    {
        // Without a pool of its own: a file that is moved away or closed must not live on in one.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Removes or renames a file with its companions.</summary>
    public static string MoveAway(string file)
    {
        var backup = Enumerable.Range(1, int.MaxValue)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{file}.old{number}"))
            .First(path => !File.Exists(path));
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(file + suffix))
                File.Move(file + suffix, backup + suffix);
        }

        return backup;
    }

    /// <summary>Runs one transaction that ends at a position.</summary>
    public void Write(long position, Action write)
    {
        Run(Connection, "BEGIN IMMEDIATE");
        try
        {
            write();
            _savePosition.Bind(1, position).Run();
            Run(Connection, "COMMIT");
        }
        catch (SqliteException)
        {
            RollBack();
            throw;
        }

        Position = position;
    }

    /// <summary>Moves the position over records that are gone.</summary>
    public void SkipTo(long position) => Write(position, () => { });

    /// <summary>Brings what was written into the main file, synced.</summary>
    /// <returns>Whether everything up to <see cref="Position"/> now survives a power cut; readers may stand in the way.</returns>
    public bool Checkpoint()
    {
        using var command = Connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var reader = command.ExecuteReader();
        return reader.Read() && reader.GetInt64(0) == 0 && reader.GetInt64(1) == reader.GetInt64(2);
    }

    public void Dispose()
    {
        _savePosition.Dispose();
        Connection.Dispose();
    }

    private void RollBack()
    {
        try
        {
            Run(Connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does after some errors.
        }
    }

    private object? Scalar(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
