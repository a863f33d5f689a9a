using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Drivers;

/// <summary>What differs from one database to the other.</summary>
internal abstract class SqlDriver
{
    public abstract SqlDialect Dialect { get; }

    /// <summary>Whether each statement goes alone.</summary>
    public virtual bool SplitsStatements => false;

    /// <summary>Whether a transaction can be held while rows are handed over, without holding up everybody else.</summary>
    public virtual bool LocksRows => true;

    public static SqlDriver Of(SqlDatabase database, SqlOptions options) => database switch
    {
        SqlDatabase.PostgreSql => new PostgresDriver(),
        SqlDatabase.MariaDb => new MySqlDriver(isMariaDb: true),
        SqlDatabase.MySql => new MySqlDriver(isMariaDb: false),
        SqlDatabase.SqlServer => new SqlServerDriver(),
        SqlDatabase.Oracle => new OracleDriver(options),
        SqlDatabase.Sqlite => new SqliteDriver(options),
    };

    /// <summary>The placeholder of this number, from 1.</summary>
    public virtual string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $"@fl_p{number}");

    /// <summary>Reads all properties, also to refuse what is unknown.</summary>
    /// <exception cref="ConnectorInputException">A property is unknown or wrong.</exception>
    public abstract SqlAddress Translate(SqlTarget target, int connectionsAtMost);

    /// <param name="host">As it was named: what a certificate has to say.</param>
    /// <param name="ip">Where to connect to; null for what has no address.</param>
    public abstract DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port);

    public abstract void Bind(DbCommand command, IReadOnlyList<JsonElement> values);

    /// <summary>Writes a value that is not null.</summary>
    public virtual void Write(DbDataReader reader, int column, Utf8JsonWriter writer) => SqlValue.Write(reader.GetValue(column), writer);

    /// <summary>Null for one that says nothing about the statement: the connection is lost.</summary>
    public abstract SqlFault FaultOf(DbException failure);

    /// <summary>For what cannot be said when a connection is made.</summary>
    /// <returns>Disposed before the connection is given back; null for nothing.</returns>
    public virtual IDisposable? Opened(DbConnection connection, CancellationToken cancellation) => null;

    /// <summary>Whether the statement is worth another attempt with the values as plain text.</summary>
    public virtual bool NeedsTextTypes(DbException failure) => false;

    /// <summary>After <see cref="Bind"/>: gives text the type of text.</summary>
    public virtual void UseTextTypes(DbCommand command)
    {
    }

    /// <summary>After <see cref="Bind"/>: so that values go beside the text, also where the driver would put them into it.</summary>
    public virtual Task PrepareAsync(DbCommand command, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Takes rows that nobody else has, oldest first; they are locked until the end of the transaction.</summary>
    /// <param name="table">As SQL.</param>
    /// <param name="condition">As SQL; empty for none.</param>
    /// <param name="order">As SQL.</param>
    public virtual string Claim(string table, string condition, string order, int rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT * FROM {table}{(condition.Length > 0 ? $" WHERE {condition}" : "")} ORDER BY {order} LIMIT {rows} FOR UPDATE SKIP LOCKED");

    protected static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    /// <summary>The value of .NET for one of JSON: numbers whole where they are, text for whatever has parts.</summary>
    protected static object ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => DBNull.Value,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetDecimal(out var number) => decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : number,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
    };

    protected static int Seconds(TimeSpan? time, int otherwise) =>
        time is { } known ? (int)Math.Clamp(Math.Ceiling(known.TotalSeconds), 1, 3600) : otherwise;
}

/// <summary>A connection in the words of its driver, but for the address that a name has at the moment.</summary>
/// <param name="Text">A connection string without host. It holds the password.</param>
internal sealed record SqlAddress(string Text, SqlTarget Target)
{
    /// <summary>Whether the certificate must be of the host.</summary>
    public bool ChecksHost { get; init; }

    public override string ToString() => Target.Where;
}

/// <summary>What went wrong, in words that are the same for all databases.</summary>
/// <param name="Code">Of the database: SQLSTATE where there is one.</param>
/// <param name="Kind">For example <c>unique</c>; see docs/errors/SQL_STATEMENT_REFUSED.md.</param>
/// <param name="Message">Of the database.</param>
internal sealed record SqlFault(string Code, SqlFaultKind Kind, string Message)
{
    public string? VendorCode { get; init; }

    public string? Constraint { get; init; }

    public string? Table { get; init; }

    public string? Column { get; init; }

    /// <summary>Whether the same again may succeed.</summary>
    public bool IsTransient => Kind is SqlFaultKind.Connection or SqlFaultKind.Deadlock or SqlFaultKind.Timeout or SqlFaultKind.Overload;
}

internal enum SqlFaultKind
{
    /// <summary>The statement cannot be run as it is.</summary>
    Statement,
    Unique,
    ForeignKey,
    NotNull,
    Check,
    Value,
    Access,
    Deadlock,
    Timeout,
    Overload,

    /// <summary>The connection is lost, or was never there.</summary>
    Connection,
}
