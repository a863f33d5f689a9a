using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search;

/// <summary>A file of SQLite with notes that nothing rests on: what happened lately, who used what.</summary>
internal static class NotesFile
{
    /// <summary>Opens it. A damaged one is put beside a new one, for whoever wants to look.</summary>
    /// <param name="schema">Statements that make its tables where they are missing.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path, string schema)
    {
        try
        {
            return OpenFile(path, schema);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            SearchDatabase.MoveAway(path);
            return OpenFile(path, schema);
        }
    }

    private static SqliteConnection OpenFile(string path, string schema)
    {
        var connection = SearchDatabase.Connect(path);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = schema;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
