using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Drivers;

/// <summary>Oracle, by a driver that has to be had from Oracle: it is loaded from where the installation says.</summary>
/// <remarks>Source: https://docs.oracle.com/en/database/oracle/oracle-database/19/odpnt/ and the error messages of the same library.</remarks>
internal sealed partial class OracleDriver(SqlOptions options) : SqlDriver
{
    public const string Missing = "SQL_DRIVER_MISSING";

    private const string Factory = "Oracle.ManagedDataAccess.Client.OracleClientFactory";

    public override SqlDialect Dialect { get; } = new() { HasQuoteOperator = true };

    /// <summary>By position: the driver takes them in their order.</summary>
    public override string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $":fl_p{number}");

    public override SqlAddress Translate(SqlTarget target, int connectionsAtMost)
    {
        var given = target.Properties;
        var sid = given.Take("sid");
        var timeout = Seconds(given.TakeTime(TimeSpan.FromMilliseconds(1), "oracle.net.CONNECT_TIMEOUT"), 15);
        given.Ignore("oracle.jdbc.ReadTimeout", "oracle.jdbc.timezoneAsRegion", "defaultRowPrefetch", "v$session.program");
        given.End(given.Known);
        var words = new DbConnectionStringBuilder
        {
            ["User Id"] = target.User ?? "",
            ["Password"] = target.Password?.Reveal() ?? "",
            ["Max Pool Size"] = connectionsAtMost,
            ["Connection Timeout"] = timeout,
        };
        return new SqlAddress(words.ConnectionString, sid is null ? target : target with { Name = $"sid:{sid}" });
    }

    public override DbDataSource CreateSource(SqlAddress address, string host, IPAddress? ip, int port)
    {
        var name = address.Target.Name;
        var words = new DbConnectionStringBuilder { ConnectionString = address.Text };
        words["Data Source"] = name.StartsWith("sid:", StringComparison.Ordinal)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={ip})(PORT={port}))(CONNECT_DATA=(SID={Name().Match(name[4..]).Value})))")
            : string.Create(CultureInfo.InvariantCulture, $"//{(ip!.GetAddressBytes().Length is 16 ? $"[{ip}]" : $"{ip}")}:{port}/{name}");
        return FactoryOf(options.OracleDriver).CreateDataSource(words.ConnectionString);
    }

    public override void Bind(DbCommand command, IReadOnlyList<JsonElement> values)
    {
        for (var index = 0; index < values.Count; index++)
            Add(command, Placeholder(index + 1), ValueOf(values[index]) is bool truth ? (truth ? 1 : 0) : ValueOf(values[index]));
    }

    public override void Write(DbDataReader reader, int column, Utf8JsonWriter writer)
    {
        if (reader.GetFieldType(column) == typeof(string) && reader.GetDataTypeName(column).ToUpperInvariant() is "CLOB" or "VARCHAR2" or "NCLOB")
            SqlValue.WriteJsonOrText(reader.GetString(column), writer);
        else
            SqlValue.Write(reader.GetValue(column), writer);
    }

    public override SqlFault FaultOf(DbException failure)
    {
        var code = Code().Match(failure.Message) is { Success: true } found ? found.Value : "ORA-00000";
        var number = int.Parse(code[4..], CultureInfo.InvariantCulture);
        return new SqlFault(code, KindOf(number), failure.Message) { VendorCode = number.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>Rows are locked as they are fetched, and no more are fetched than wanted.</summary>
    public override string Claim(string table, string condition, string order, int rows) =>
        $"SELECT * FROM {table}{(condition.Length > 0 ? $" WHERE {condition}" : "")} ORDER BY {order} FOR UPDATE SKIP LOCKED";

    /// <exception cref="ConnectorException">It is not there.</exception>
    internal static DbProviderFactory FactoryOf(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw Refuse("the driver comes from Oracle and is not part of this product. Get the package Oracle.ManagedDataAccess.Core and name its "
                + "Oracle.ManagedDataAccess.dll in Sql:OracleDriver.");
        try
        {
            var type = new AssemblyLoadContext("oracle").LoadFromAssemblyPath(Path.GetFullPath(path)).GetType(Factory);
            return type?.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as DbProviderFactory
                ?? throw Refuse($"Sql:OracleDriver names {path}, which has no {Factory}.");
        }
        catch (Exception broken) when (broken is IOException or BadImageFormatException)
        {
            throw Refuse($"Sql:OracleDriver names {path}, which cannot be loaded: {broken.Message}");
        }
    }

    private static SqlFaultKind KindOf(int number) => number switch
    {
        1 => SqlFaultKind.Unique,
        2291 or 2292 => SqlFaultKind.ForeignKey,
        1400 or 1407 => SqlFaultKind.NotNull,
        2290 => SqlFaultKind.Check,
        60 or 54 or 8177 => SqlFaultKind.Deadlock,
        1013 => SqlFaultKind.Timeout,
        18 or 20 or 12516 or 12519 or 12520 => SqlFaultKind.Overload,
        1017 or 1031 or 28000 or 28001 => SqlFaultKind.Access,
        1438 or 1722 or 1830 or 1843 or 12899 => SqlFaultKind.Value,
        0 or 28 or 1033 or 1034 or 1089 or 3113 or 3114 or 3135 => SqlFaultKind.Connection,
        >= 12150 and <= 12699 or >= 50000 => SqlFaultKind.Connection,
        _ => SqlFaultKind.Statement,
    };

    private static ConnectorException Refuse(string why) =>
        new(Missing, $"Oracle cannot be reached: {why} [{Missing}]") { Retry = RetryAdvice.Never };

    [GeneratedRegex(@"ORA-\d{5}")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[\w$#.]+")]
    private static partial Regex Name();
}
