using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;
using MySqlConnector;

namespace Fairlead.Connectors.Sql.Drivers;

/// <summary>MySQL and MariaDB.</summary>
/// <remarks>Source: https://mariadb.com/kb/en/mariadb-error-code-reference/</remarks>
internal sealed class MySqlDriver(bool isMariaDb) : SqlDriver
{
    private const int LongestMediumText = 16_777_215;

    public override SqlDialect Dialect { get; } = new()
    {
        HasBackslashes = true,
        HasBackticks = true,
        HasHashComments = true,
        DashesNeedSpace = true,
    };

    public override SqlAddress Translate(SqlTarget target, int connectionsAtMost)
    {
        var given = target.Properties;
        var mode = ModeOf(given);
        var words = new MySqlConnectionStringBuilder
        {
            UserID = target.User ?? "",
            Password = target.Password?.Reveal() ?? "",
            Database = target.Name,
            MaximumPoolSize = (uint)connectionsAtMost,
            ConnectionIdleTimeout = 60,
            ApplicationName = "Fairlead",
            ConnectionTimeout = (uint)Seconds(given.TakeTime(TimeSpan.FromMilliseconds(1), "connectTimeout"), 15),
            DefaultCommandTimeout = given.TakeTime(TimeSpan.FromMilliseconds(1), "socketTimeout") is { TotalSeconds: > 0 } limit
                ? (uint)Math.Ceiling(limit.TotalSeconds)
                : 0,
            // Verified below: the driver would compare the certificate with the address.
            SslMode = mode is MySqlSslMode.VerifyFull ? MySqlSslMode.Required : mode,
            AllowUserVariables = true,
            AllowZeroDateTime = true,
            GuidFormat = MySqlGuidFormat.None,
            IgnorePrepare = false,
            // Rows that match, as JDBC drivers count by default.
            UseAffectedRows = given.TakeBoolean("useAffectedRows") ?? false,
            TreatTinyAsBoolean = given.TakeBoolean("tinyInt1isBit") ?? true,
            UseCompression = given.TakeBoolean("useCompression") ?? false,
            AllowPublicKeyRetrieval = given.TakeBoolean("allowPublicKeyRetrieval") ?? false,
        };
        given.Ignore(
            "allowMultiQueries", "autoReconnect", "cacheCallableStmts", "cachePrepStmts", "characterEncoding", "connectionTimeZone",
            "defaultFetchSize", "elideSetAutoCommits", "forceConnectionTimeZoneToSession", "maintainTimeStats", "noAccessToProcedureBodies",
            "noDatetimeStringSync", "nullCatalogMeansCurrent", "nullDatabaseMeansCurrent", "prepStmtCacheSize", "prepStmtCacheSqlLimit",
            "rewriteBatchedStatements", "serverTimezone", "tcpKeepAlive", "timezone", "useBulkStmts", "useJDBCCompliantTimezoneShift",
            "useLegacyDatetimeCode", "useLocalSessionState", "useServerPrepStmts", "useTimezone", "useUnicode", "yearIsDateType",
            "zeroDateTimeBehavior");
        given.End(given.Known);
        return new SqlAddress(words.ConnectionString, target) { ChecksHost = mode is MySqlSslMode.VerifyFull };
    }

    public override DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port)
    {
        var words = new MySqlConnectionStringBuilder(address.Text) { Server = ip!.ToString(), Port = (uint)port };
        var builder = new MySqlDataSourceBuilder(words.ConnectionString);
        if (address.ChecksHost)
            builder.UseRemoteCertificateValidationCallback((_, certificate, _, errors) => IsOf(host, certificate, errors));
        return builder.Build();
    }

    public override void Bind(DbCommand command, IReadOnlyList<JsonElement> values)
    {
        for (var index = 0; index < values.Count; index++)
            Add(command, Placeholder(index + 1), ValueOf(values[index]));
    }

    /// <summary>Without it the driver writes values into the text.</summary>
    public override Task PrepareAsync(DbCommand command, CancellationToken cancellation) =>
        command.Parameters.Count > 0 ? command.PrepareAsync(cancellation) : Task.CompletedTask;

    public override void Write(DbDataReader reader, int column, Utf8JsonWriter writer)
    {
        var rows = (MySqlDataReader)reader;
        switch (rows.GetDataTypeName(column))
        {
            case "JSON":
                SqlValue.WriteJson(rows.GetString(column), writer);
                break;
            case "VARCHAR" when isMariaDb && IsLongText(rows, column):
                SqlValue.WriteJsonOrText(rows.GetString(column), writer);
                break;
            case "DECIMAL":
                writer.WriteRawValue(rows.GetMySqlDecimal(column).ToString(), skipInputValidation: true);
                break;
            case "DATE" or "DATETIME" or "TIMESTAMP" when rows.GetMySqlDateTime(column) is var moment:
                if (!moment.IsValidDateTime)
                    writer.WriteNullValue();
                else if (rows.GetDataTypeName(column) is "DATE")
                    SqlValue.Write(DateOnly.FromDateTime(moment.GetDateTime()), writer);
                else
                    SqlValue.Write(moment.GetDateTime(), writer);
                break;
            default:
                SqlValue.Write(rows.GetValue(column), writer);
                break;
        }
    }

    public override SqlFault FaultOf(DbException failure)
    {
        var known = (MySqlException)failure;
        var number = ((int)known.ErrorCode).ToString(CultureInfo.InvariantCulture);
        return new SqlFault(known.SqlState is { Length: 5 } state ? state : number, KindOf(known), known.Message) { VendorCode = number };
    }

    private static SqlFaultKind KindOf(MySqlException failure) => (int)failure.ErrorCode switch
    {
        1062 or 1169 or 1586 => SqlFaultKind.Unique,
        1451 or 1452 or 1216 or 1217 => SqlFaultKind.ForeignKey,
        1048 or 1364 => SqlFaultKind.NotNull,
        3819 or 4025 => SqlFaultKind.Check,
        1213 or 1205 => SqlFaultKind.Deadlock,
        1317 or 1969 or 3024 => SqlFaultKind.Timeout,
        1040 or 1203 or 1226 => SqlFaultKind.Overload,
        1044 or 1045 or 1049 or 1142 or 1143 or 1227 or 1698 => SqlFaultKind.Access,
        1264 or 1265 or 1292 or 1366 or 1406 => SqlFaultKind.Value,
        0 or 1042 or 1053 or 1152 or 1153 or 1154 or 1155 or 1156 or 1157 or 1158 or 1159 or 1160 or 1161 or 1184 or 1927 or 2002 or 2003
            or 2006 or 2013 => SqlFaultKind.Connection,
        _ when (int)failure.ErrorCode < 1000 => SqlFaultKind.Connection,
        _ => SqlFaultKind.Statement,
    };

    /// <summary>JSON of MariaDB is a name for <c>LONGTEXT</c>, and does not say so to this driver.</summary>
    private static bool IsLongText(MySqlDataReader rows, int column) =>
        rows.GetString(column).AsSpan().TrimStart() is ['{' or '[', ..] && rows.GetColumnSchema()[column].ColumnSize > LongestMediumText;

    private static bool IsOf(string host, X509Certificate? certificate, SslPolicyErrors errors) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) is SslPolicyErrors.None
        && certificate is X509Certificate2 known
        && known.MatchesHostname(host);

    private static MySqlSslMode ModeOf(SqlProperties given)
    {
        var mode = given.Take("sslMode");
        var (use, require, verify) = (given.TakeBoolean("useSSL"), given.TakeBoolean("requireSSL"), given.TakeBoolean("verifyServerCertificate"));
        var trusts = given.TakeBoolean("trustServerCertificate");
        return mode?.ToUpperInvariant().Replace('-', '_') switch
        {
            null when use is false => MySqlSslMode.Disabled,
            null when verify is true || (use is true && trusts is false) => MySqlSslMode.VerifyCA,
            null when require is true || use is true => MySqlSslMode.Required,
            null or "PREFERRED" => MySqlSslMode.Preferred,
            "DISABLED" or "DISABLE" => MySqlSslMode.Disabled,
            "REQUIRED" or "TRUST" => MySqlSslMode.Required,
            "VERIFY_CA" => MySqlSslMode.VerifyCA,
            "VERIFY_IDENTITY" or "VERIFY_FULL" => MySqlSslMode.VerifyFull,
            _ => throw SqlProperties.Wrong(
                "sslMode", "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY, or disable, trust, verify-ca or verify-full"),
        };
    }
}
