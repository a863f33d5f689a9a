using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;
using Npgsql;
using NpgsqlTypes;

namespace Fairlead.Connectors.Sql.Drivers;

/// <remarks>Source: https://www.postgresql.org/docs/current/errcodes-appendix.html</remarks>
internal sealed class PostgresDriver : SqlDriver
{
    private static readonly string[] Untyped = ["42P18", "42P08", "42725", "42883"];

    public override SqlDialect Dialect { get; } = new() { NestsComments = true, HasDollarQuotes = true, HasMarkOperators = true };

    public override bool SplitsStatements => true;

    public override string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    public override SqlAddress Translate(SqlTarget target, int connectionsAtMost)
    {
        var given = target.Properties;
        var words = new NpgsqlConnectionStringBuilder
        {
            // Never what the environment of the server says.
            Username = target.User ?? throw new ConnectorInputException("connection: expected a user, but there is none."),
            Password = target.Password?.Reveal() ?? "",
            Database = target.Name.Length > 0 ? target.Name : target.User,
            MaxPoolSize = connectionsAtMost,
            ConnectionIdleLifetime = 60,
            ApplicationName = given.Take("ApplicationName") ?? "Fairlead",
            Timeout = Seconds(given.TakeTime(TimeSpan.FromSeconds(1), "connectTimeout", "loginTimeout"), 15),
            CommandTimeout = given.TakeTime(TimeSpan.FromSeconds(1), "socketTimeout", "queryTimeout") is { } limit ? (int)limit.TotalSeconds : 0,
            SslMode = ModeOf(given),
            ArrayNullabilityMode = ArrayNullabilityMode.PerInstance,
        };
        if (given.Take("currentSchema") is { } schema)
            words.SearchPath = schema;
        if (given.Take("options") is { } options)
            words.Options = options;
        if (given.TakeBoolean("readOnly") is true)
            words.Options = $"{words.Options} -c default_transaction_read_only=on".Trim();
        if (given.TakeBoolean("tcpKeepAlive") is { } keepAlive)
            words.TcpKeepAlive = keepAlive;
        if (given.Take("sslrootcert") is { } root)
            words.RootCertificate = root;
        if (given.Take("channelBinding") is { } binding)
            words.ChannelBinding = Enum.TryParse<ChannelBinding>(binding, ignoreCase: true, out var chosen)
                ? chosen
                : throw SqlProperties.Wrong("channelBinding", "disable, prefer or require");
        if (given.Take("targetServerType") is { } kind && !kind.Equals("any", StringComparison.OrdinalIgnoreCase))
            throw SqlProperties.Wrong("targetServerType", "any: hosts are tried in their order and the first that answers is taken");
        given.Ignore(
            "assumeMinServerVersion", "binaryTransfer", "cleanupSavepoints", "autosave", "databaseMetadataCacheFields", "defaultRowFetchSize",
            "disableColumnSanitiser", "gssEncMode", "hostRecheckSeconds", "loadBalanceHosts", "loggerLevel", "logUnclosedConnections",
            "preferQueryMode", "preparedStatementCacheQueries", "preparedStatementCacheSizeMiB", "prepareThreshold", "reWriteBatchedInserts",
            "sslNegotiation", "stringtype", "unknownLength", "useUnicode", "characterEncoding");
        given.End(given.Known);
        return new SqlAddress(words.ConnectionString, target) { ChecksHost = words.SslMode is SslMode.VerifyFull };
    }

    public override DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port)
    {
        var builder = new NpgsqlDataSourceBuilder(address.Text);
        (builder.ConnectionStringBuilder.Host, builder.ConnectionStringBuilder.Port) = (ip!.ToString(), port);
        // The address is connected to, and the certificate has to be of the name.
        builder.UseSslClientAuthenticationOptionsCallback(options => options.TargetHost = host);
        builder.EnableUnmappedTypes();
        return builder.Build();
    }

    public override void Bind(DbCommand command, IReadOnlyList<JsonElement> values)
    {
        foreach (var value in values)
            command.Parameters.Add(ParameterOf(value));
    }

    public override bool NeedsTextTypes(DbException failure) => failure is PostgresException { SqlState: var state } && Untyped.Contains(state);

    public override void UseTextTypes(DbCommand command)
    {
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            if (parameter is { NpgsqlDbType: NpgsqlDbType.Unknown, Value: string })
                parameter.NpgsqlDbType = NpgsqlDbType.Text;
        }
    }

    public override void Write(DbDataReader reader, int column, Utf8JsonWriter writer)
    {
        var rows = (NpgsqlDataReader)reader;
        switch (rows.GetPostgresType(column).Name)
        {
            case "json" or "jsonb":
                SqlValue.WriteJson(rows.GetString(column), writer);
                break;
            case "numeric":
                PostgresNumeric.Write(rows, column, writer);
                break;
            case "interval":
                var interval = rows.GetFieldValue<NpgsqlInterval>(column);
                writer.WriteStringValue(SqlValue.Interval(interval.Months, interval.Days, TimeSpan.FromMicroseconds(interval.Time)));
                break;
            case "timestamp with time zone" when rows.GetDateTime(column) is var at && (at == DateTime.MaxValue || at == DateTime.MinValue):
            case "timestamp without time zone" when rows.GetDateTime(column) is var then && (then == DateTime.MaxValue || then == DateTime.MinValue):
                writer.WriteStringValue(rows.GetDateTime(column) == DateTime.MaxValue ? "infinity" : "-infinity");
                break;
            default:
                SqlValue.Write(rows.GetValue(column), writer);
                break;
        }
    }

    public override SqlFault FaultOf(DbException failure) => failure is PostgresException known
        ? new SqlFault(known.SqlState, KindOf(known.SqlState), known.MessageText)
        {
            Constraint = known.ConstraintName,
            Table = known.TableName,
            Column = known.ColumnName,
        }
        : new SqlFault("08006", SqlFaultKind.Connection, failure.GetBaseException().Message);

    private static SqlFaultKind KindOf(string state) => state switch
    {
        "23505" or "23P01" => SqlFaultKind.Unique,
        "23503" or "23001" => SqlFaultKind.ForeignKey,
        "23502" => SqlFaultKind.NotNull,
        "23514" or "44000" => SqlFaultKind.Check,
        "40001" or "40P01" or "55P03" => SqlFaultKind.Deadlock,
        "57014" or "25P03" or "57P05" => SqlFaultKind.Timeout,
        "57P01" or "57P02" or "57P03" => SqlFaultKind.Connection,
        _ when state.StartsWith("08", StringComparison.Ordinal) => SqlFaultKind.Connection,
        _ when state.StartsWith("53", StringComparison.Ordinal) => SqlFaultKind.Overload,
        _ when state.StartsWith("28", StringComparison.Ordinal) || state is "42501" or "3D000" => SqlFaultKind.Access,
        _ when state.StartsWith("22", StringComparison.Ordinal) => SqlFaultKind.Value,
        _ => SqlFaultKind.Statement,
    };

    /// <summary>Of text and of lists of text the database finds out the type: a date, a uuid, a word of an enumeration.</summary>
    private static NpgsqlParameter ParameterOf(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number))
            return new NpgsqlParameter { Value = value.EnumerateArray().Select(item => item.GetDecimal()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric };
        if (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String))
            return new NpgsqlParameter { Value = value.EnumerateArray().Select(item => item.GetString()!).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        var plain = ValueOf(value);
        return plain is string or DBNull
            ? new NpgsqlParameter { Value = plain, NpgsqlDbType = NpgsqlDbType.Unknown }
            : new NpgsqlParameter { Value = plain };
    }

    private static SslMode ModeOf(SqlProperties given)
    {
        var mode = given.Take("sslmode");
        var ssl = given.TakeBoolean("ssl");
        return mode?.ToLowerInvariant() switch
        {
            // As the original has it: ssl=true alone checks everything.
            null => ssl is true ? SslMode.VerifyFull : SslMode.Prefer,
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw SqlProperties.Wrong("sslmode", "disable, allow, prefer, require, verify-ca or verify-full"),
        };
    }
}
