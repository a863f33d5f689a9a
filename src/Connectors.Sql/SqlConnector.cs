using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql;

/// <summary>Runs statements in a database.</summary>
/// <remarks>
/// Values are parameters of the statement and never part of its text. What changes rows runs in a transaction, so that a lost connection
/// leaves a doubt only where the commit itself got lost.
/// </remarks>
[Connector("io.camunda:connector-jdbc:1", Name = "SQL", Description = "Runs a statement in a database and returns its rows.")]
public sealed class SqlConnector(TimeProvider time, SqlOptions? options = null)
    : IOutboundConnector<SqlCall, SqlAnswer>, ICredentialTest, IDisposable
{
    private static readonly JsonSerializerOptions Showing = new(ConnectorJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SqlOptions _options = options ?? new SqlOptions();
    private readonly SqlPools _pools = new(time);

    public string CredentialId => SqlCredential.Id;

    public async Task<SqlAnswer> ExecuteAsync(SqlCall input, OutboundCall call, CancellationToken cancellation)
    {
        var (database, access) = SqlCredential.Choose(input.Database, input.Connection, input.Configuration);
        var driver = SqlDriver.Of(database, _options);
        var address = Translate(driver, database, access, SqlWays.Of(call));
        var statements = SqlStatement.Of(
            input.Data.Query, VariablesOf(input.Data.Variables), driver.Dialect, driver.Placeholder, driver.SplitsStatements);
        await call.SendingAsync(Shown(database, address.Target, input.Data), cancellation);
        SqlAnswer answer;
        try
        {
            await using var session = await SqlSession.OpenAsync(_pools, driver, address, SqlWays.Of(call), cancellation);
            answer = await new SqlRun(session, _options, time).ExecuteAsync(statements, input.Data, cancellation);
        }
        catch (ConnectorException failed)
        {
            call.Received(new WireMessage(failed.Message, [], ReadOnlyMemory<byte>.Empty));
            throw;
        }

        call.Received(answer.ResultSet is { } rows
            ? new WireMessage(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows"), [], rows.Json)
            : new WireMessage(string.Create(CultureInfo.InvariantCulture, $"{answer.ModifiedRows} rows changed"), [], ReadOnlyMemory<byte>.Empty));
        return answer;
    }

    public async Task<string> TestAsync(JsonElement credential, OutboundCall call, CancellationToken cancellation)
    {
        var (database, access) = SqlCredential.Choose(DatabaseOf(credential), own: null, credential);
        var driver = SqlDriver.Of(database, _options);
        var address = Translate(driver, database, access, SqlWays.Of(call));
        await using var session = await SqlSession.OpenAsync(_pools, driver, address, SqlWays.Of(call), cancellation);
        // MariaDB puts this in front, for clients that know MySQL only.
        var version = session.Connection.ServerVersion.Replace("5.5.5-", "", StringComparison.Ordinal);
        return $"{JdbcUrl.NameOf(database)} {version} at {address.Target.Where} let us in.";
    }

    public void Dispose() => _pools.Dispose();

    private SqlAddress Translate(SqlDriver driver, SqlDatabase database, SqlAccess access, SqlWays ways)
    {
        var target = JdbcUrl.Read(database, access);
        if (target.Password is { } password)
            ways.Hide(password);
        return driver.Translate(target, _options.ConnectionsAtMost);
    }

    /// <summary>Stored connections of the original do not say which database it is; the scheme of an address does.</summary>
    private static SqlDatabase? DatabaseOf(JsonElement credential)
    {
        var fields = credential.ValueKind is JsonValueKind.Object && credential.TryGetProperty("connection", out var inner) ? inner : credential;
        if (fields.ValueKind is not JsonValueKind.Object || !fields.TryGetProperty("uri", out var uri) || uri.ValueKind is not JsonValueKind.String)
            return null;
        return uri.GetString()!.Split(':') switch
        {
            ["jdbc", "postgresql", ..] => SqlDatabase.PostgreSql,
            ["jdbc", "mysql", ..] => SqlDatabase.MySql,
            ["jdbc", "mariadb", ..] => SqlDatabase.MariaDb,
            ["jdbc", "sqlserver", ..] => SqlDatabase.SqlServer,
            ["jdbc", "oracle", ..] => SqlDatabase.Oracle,
            ["jdbc", "sqlite", ..] => SqlDatabase.Sqlite,
            _ => null,
        };
    }

    /// <summary>A map, a list, or the JSON text of one; blank text is none.</summary>
    internal static JsonElement? VariablesOf(JsonElement? given)
    {
        switch (given)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return null;
            case { ValueKind: JsonValueKind.Object or JsonValueKind.Array } whole:
                return whole;
            case { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()):
                return null;
            case { ValueKind: JsonValueKind.String } text when TryParse(text.GetString()!) is { } parsed:
                return parsed;
            default:
                throw new ConnectorInputException(
                    $"data.variables: expected an object for :name, or a list for ?, but it is a {given?.ValueKind}.");
        }
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } parsed ? parsed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WireMessage Shown(SqlDatabase database, SqlTarget target, SqlQuery query) => new(
        $"{JdbcUrl.NameOf(database)} {target.Where}{(target.Places.Count > 0 && target.Name.Length > 0 ? $"/{target.Name}" : "")}",
        [],
        JsonSerializer.SerializeToUtf8Bytes(new { query.Query, query.Variables }, Showing));
}
