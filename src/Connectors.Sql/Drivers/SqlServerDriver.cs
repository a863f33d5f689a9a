using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;
using Microsoft.Data.SqlClient;

namespace Fairlead.Connectors.Sql.Drivers;

/// <remarks>Source: https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors</remarks>
internal sealed class SqlServerDriver : SqlDriver
{
    public override SqlDialect Dialect { get; } = new() { HasBrackets = true, NestsComments = true };

    public override SqlAddress Translate(SqlTarget target, int connectionsAtMost)
    {
        var given = target.Properties;
        if (given.TakeBoolean("integratedSecurity") is true)
            throw SqlProperties.Wrong("integratedSecurity", "false: name a user and a password");
        var words = new SqlConnectionStringBuilder
        {
            UserID = target.User ?? "",
            Password = target.Password?.Reveal() ?? "",
            InitialCatalog = target.Name,
            MaxPoolSize = connectionsAtMost,
            ApplicationName = given.Take("applicationName") ?? "Fairlead",
            ConnectTimeout = Seconds(given.TakeTime(TimeSpan.FromSeconds(1), "loginTimeout"), 15),
            CommandTimeout = given.TakeTime(TimeSpan.FromSeconds(1), "queryTimeout") is { } limit ? (int)limit.TotalSeconds : 0,
            TrustServerCertificate = given.TakeBoolean("trustServerCertificate") ?? false,
            MultiSubnetFailover = given.TakeBoolean("multiSubnetFailover") ?? false,
            Encrypt = given.Take("encrypt")?.ToLowerInvariant() switch
            {
                null or "true" or "yes" or "mandatory" => SqlConnectionEncryptOption.Mandatory,
                "false" or "no" or "optional" => SqlConnectionEncryptOption.Optional,
                "strict" => SqlConnectionEncryptOption.Strict,
                _ => throw SqlProperties.Wrong("encrypt", "true, false or strict"),
            },
        };
        if (given.Take("hostNameInCertificate") is { } named)
            words.HostNameInCertificate = named;
        if (given.Take("applicationIntent") is { } intent)
            words.ApplicationIntent = Enum.TryParse<ApplicationIntent>(intent, ignoreCase: true, out var chosen)
                ? chosen
                : throw SqlProperties.Wrong("applicationIntent", "ReadOnly or ReadWrite");
        if (given.TakeTime(TimeSpan.FromTicks(1), "packetSize") is { Ticks: >= 512 and <= 32768 } size)
            words.PacketSize = (int)size.Ticks;
        given.Ignore(
            "cancelQueryTimeout", "disableStatementPooling", "jaasConfigurationName", "lastUpdateCount", "lockTimeout", "responseBuffering",
            "selectMethod", "sendStringParametersAsUnicode", "sendTemporalDataTypesAsStringForBulkCopy", "sendTimeAsDatetime", "socketTimeout",
            "statementPoolingCacheSize", "useBulkCopyForBatchInsert", "workstationID", "xopenStates");
        given.End(given.Known);
        return new SqlAddress(words.ConnectionString, target) { ChecksHost = true };
    }

    public override DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port)
    {
        var words = new SqlConnectionStringBuilder(address.Text)
        {
            DataSource = string.Create(CultureInfo.InvariantCulture, $"tcp:{ip},{port}"),
        };
        if (words.HostNameInCertificate.Length is 0)
            words.HostNameInCertificate = host;
        return SqlClientFactory.Instance.CreateDataSource(words.ConnectionString);
    }

    public override void Bind(DbCommand command, IReadOnlyList<JsonElement> values)
    {
        for (var index = 0; index < values.Count; index++)
            Add(command, Placeholder(index + 1), ValueOf(values[index]));
    }

    public override void Write(DbDataReader reader, int column, Utf8JsonWriter writer)
    {
        var rows = (SqlDataReader)reader;
        switch (rows.GetDataTypeName(column))
        {
            case "decimal" or "numeric":
                writer.WriteRawValue(rows.GetSqlDecimal(column).ToString(), skipInputValidation: true);
                break;
            case "date":
                SqlValue.Write(DateOnly.FromDateTime(rows.GetDateTime(column)), writer);
                break;
            case "json":
                SqlValue.WriteJson(rows.GetString(column), writer);
                break;
            default:
                SqlValue.Write(rows.GetValue(column), writer);
                break;
        }
    }

    public override SqlFault FaultOf(DbException failure)
    {
        var known = (SqlException)failure;
        var number = known.Number.ToString(CultureInfo.InvariantCulture);
        return new SqlFault(number, KindOf(known.Number), known.Message) { VendorCode = number };
    }

    public override string Claim(string table, string condition, string order, int rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT TOP ({rows}) * FROM {table} WITH (UPDLOCK, READPAST, ROWLOCK){(condition.Length > 0 ? $" WHERE {condition}" : "")} ORDER BY {order}");

    private static SqlFaultKind KindOf(int number) => number switch
    {
        2601 or 2627 => SqlFaultKind.Unique,
        547 => SqlFaultKind.ForeignKey,
        515 => SqlFaultKind.NotNull,
        1205 or 1222 or 3960 => SqlFaultKind.Deadlock,
        -2 => SqlFaultKind.Timeout,
        10928 or 10929 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920 => SqlFaultKind.Overload,
        229 or 230 or 262 or 916 or 4060 or 18452 or 18456 => SqlFaultKind.Access,
        220 or 241 or 242 or 245 or 8114 or 8115 or 8152 or 2628 => SqlFaultKind.Value,
        -1 or 0 or 2 or 53 or 64 or 121 or 233 or 258 or 596 or 10053 or 10054 or 10060 or 10061 or 11001 => SqlFaultKind.Connection,
        _ => SqlFaultKind.Statement,
    };
}
