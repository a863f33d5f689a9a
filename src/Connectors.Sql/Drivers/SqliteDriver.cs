using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fairlead.Connectors.Sql.Drivers;

/// <summary>A file of this machine, in a folder that the installation allows, and no other file through it.</summary>
internal sealed class SqliteDriver(SqlOptions options) : SqlDriver
{
    public const string Denied = "SQLITE_PATH_DENIED";

    private const string InMemory = ":memory:";

    /// <summary>Instructions of its machine: some tenths of a millisecond.</summary>
    private const int StepsBetweenLooks = 10_000;

    /// <summary>Its locks are of the whole file.</summary>
    public override bool LocksRows => false;

    public override SqlDialect Dialect { get; } = new() { HasBackticks = true, HasBrackets = true };

    public override SqlAddress Translate(SqlTarget target, int connectionsAtMost)
    {
        var given = target.Properties;
        var path = target.Name is InMemory ? InMemory : PathOf(target.Name);
        var words = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = given.Take("mode", "open_mode")?.ToLowerInvariant() switch
            {
                null or "rwc" => SqliteOpenMode.ReadWriteCreate,
                "rw" => SqliteOpenMode.ReadWrite,
                "ro" or "1" => SqliteOpenMode.ReadOnly,
                _ => throw SqlProperties.Wrong("mode", "ro, rw or rwc"),
            },
            ForeignKeys = given.TakeBoolean("foreign_keys") ?? true,
            DefaultTimeout = Seconds(given.TakeTime(TimeSpan.FromMilliseconds(1), "busy_timeout"), 5),
        };
        given.Ignore("cache", "date_class", "date_precision", "date_string_format", "encoding", "journal_mode", "synchronous", "transaction_mode");
        given.End(given.Known);
        return new SqlAddress(words.ConnectionString, target with { Name = path });
    }

    public override DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port) =>
        SqliteFactory.Instance.CreateDataSource(address.Text);

    /// <summary>Other files stay closed to statements (ATTACH, VACUUM INTO), and a statement that takes long can be ended.</summary>
    public override IDisposable? Opened(DbConnection connection, CancellationToken cancellation)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        raw.sqlite3_limit(handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        // An interrupt between two statements would be forgotten.
        raw.sqlite3_progress_handler(handle, StepsBetweenLooks, _ => cancellation.IsCancellationRequested ? 1 : 0, null);
        return new Looks(handle);
    }

    public override void Bind(DbCommand command, IReadOnlyList<JsonElement> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            // It has no exact numbers: text would compare as text.
            var value = ValueOf(values[index]);
            Add(command, Placeholder(index + 1), value is decimal exact ? (double)exact : value);
        }
    }

    public override void Write(DbDataReader reader, int column, Utf8JsonWriter writer)
    {
        var declared = reader.GetDataTypeName(column);
        var value = reader.GetValue(column);
        if (value is string text && declared.Equals("JSON", StringComparison.OrdinalIgnoreCase))
            SqlValue.WriteJsonOrText(text, writer);
        else if (value is long number && declared.StartsWith("BOOL", StringComparison.OrdinalIgnoreCase))
            writer.WriteBooleanValue(number is not 0);
        else
            SqlValue.Write(value, writer);
    }

    public override SqlFault FaultOf(DbException failure)
    {
        var known = (SqliteException)failure;
        var number = known.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture);
        var kind = known.SqliteExtendedErrorCode switch
        {
            1555 or 2067 or 2579 => SqlFaultKind.Unique,
            787 => SqlFaultKind.ForeignKey,
            1299 => SqlFaultKind.NotNull,
            275 => SqlFaultKind.Check,
            3091 => SqlFaultKind.Value,
            _ => known.SqliteErrorCode switch
            {
                raw.SQLITE_BUSY or raw.SQLITE_LOCKED => SqlFaultKind.Deadlock,
                raw.SQLITE_INTERRUPT => SqlFaultKind.Timeout,
                raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR => SqlFaultKind.Connection,
                raw.SQLITE_FULL or raw.SQLITE_NOMEM => SqlFaultKind.Overload,
                raw.SQLITE_READONLY or raw.SQLITE_AUTH or raw.SQLITE_PERM => SqlFaultKind.Access,
                _ => SqlFaultKind.Statement,
            },
        };
        return new SqlFault(number, kind, known.Message) { VendorCode = number };
    }

    public override string Claim(string table, string condition, string order, int rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT * FROM {table}{(condition.Length > 0 ? $" WHERE {condition}" : "")} ORDER BY {order} LIMIT {rows}");

    private string PathOf(string name)
    {
        var folders = options.SqliteFolders.Select(Path.GetFullPath).ToList();
        if (folders.Count is 0)
            throw Refuse("this installation allows no folder for it. Name one in Sql:SqliteFolders.");
        if (string.IsNullOrWhiteSpace(name) || name.Contains('\0', StringComparison.Ordinal))
            throw new ConnectorInputException("connection.uri: expected the path of a file, such as jdbc:sqlite:orders.db, but there is none that can be one.");
        var path = Path.GetFullPath(name, folders[0]);
        return folders.Exists(folder => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? path
            : throw Refuse("it lies outside of the folders that Sql:SqliteFolders allows.");
    }

    private static ConnectorException Refuse(string why) =>
        new(Denied, $"The SQLite file was not opened: {why} [{Denied}]") { Retry = RetryAdvice.Never };

    private sealed class Looks(sqlite3 handle) : IDisposable
    {
        public void Dispose() => raw.sqlite3_progress_handler(handle, 0, null, null);
    }
}
