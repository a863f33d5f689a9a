using System.Text;
using Fairlead.Broker.Search;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Tests;

public class StatementTests
{
    [Fact]
    public void Texts_and_numbers_arrive_as_they_were_whatever_their_length()
    {
        using var folder = new TempFolder();
        using var connection = SearchDatabase.Connect(Path.Combine(folder.Path, "texts.db"));
        Run(connection, "CREATE TABLE t (a TEXT, b TEXT, n INTEGER, c TEXT)");
        using var insert = new Statement(connection, "INSERT INTO t VALUES (?, ?, ?, ?)");
        int[] lengths = [0, 1, 5_000, 10_000, 16_384, 40_000];

        foreach (var length in lengths)
            insert.Bind(1, Text('ä', length)).BindUtf8(2, Encoding.UTF8.GetBytes(Text('b', length))).Bind(3, length).Bind(4, (string?)null).Run();

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT a, b, n, c FROM t ORDER BY n";
        using var reader = command.ExecuteReader();
        foreach (var length in lengths)
        {
            Assert.True(reader.Read());
            Assert.Equal((Text('ä', length), Text('b', length), (long)length), (reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
            Assert.True(reader.IsDBNull(3));
        }
    }

    [Fact]
    public void What_SQLite_refuses_is_told_in_its_words()
    {
        using var folder = new TempFolder();
        using var connection = SearchDatabase.Connect(Path.Combine(folder.Path, "refused.db"));
        Run(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY)");
        using var insert = new Statement(connection, "INSERT INTO t VALUES (?)");
        insert.Bind(1, 7).Run();

        Assert.Contains("UNIQUE", Assert.Throws<SqliteException>(() => insert.Bind(1, 7).Run()).Message, StringComparison.Ordinal);
        insert.Bind(1, 8).Run();
    }

    private static string Text(char letter, int length) => new(letter, length);

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
