using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Access;

/// <summary>Where the database is, and who asks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "authType")]
[JsonDerivedType(typeof(ByUri), "uri")]
[JsonDerivedType(typeof(Detailed), "detailed")]
public abstract record SqlAccess
{
    private SqlAccess() { }

    /// <summary>An address as JDBC has it.</summary>
    public sealed record ByUri : SqlAccess
    {
        [Required, Field("URI", Help = "Such as jdbc:postgresql://db.example.com:5432/shop?user=…&password=…")]
        public required Secret Uri { get; init; }

        [Field("Properties", Help = "Further properties of the connection, such as ={user: \"ada\", ssl: \"true\"}. They win over those of the URI.")]
        public IReadOnlyDictionary<string, JsonElement>? UriProperties { get; init; }

        public override string ToString() => nameof(ByUri);
    }

    public sealed record Detailed : SqlAccess
    {
        [Required, Field("Host", Help = "A name or an address; for SQLite the path of the file.")]
        public required string Host { get; init; }

        [Field("Port", Help = "Empty for the usual one of the database.")]
        public string? Port { get; init; }

        [Field("Username")]
        public string? Username { get; init; }

        [Field("Password")]
        public Secret? Password { get; init; }

        [Field("Database name")]
        public string? DatabaseName { get; init; }

        [Field("Properties", Help = "Further properties of the connection, such as ={ssl: \"true\"}.")]
        public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }

        public override string ToString() => nameof(Detailed);
    }
}

/// <summary>
/// A connection that is kept as a cluster variable, <c>io.camunda.connectors:jdbc-connection:1</c>: the same fields as the task's own, alone
/// or below <c>connection</c>, and <c>database</c> beside them.
/// </summary>
internal static class SqlCredential
{
    public const string Id = "io.camunda.connectors:jdbc-connection:1";

    /// <returns>The connection to use: what is stored wins.</returns>
    /// <exception cref="ConnectorInputException">There is none.</exception>
    public static (SqlDatabase Database, SqlAccess Access) Choose(SqlDatabase? database, SqlAccess? own, JsonElement? stored)
    {
        var (kind, kept) = Read(stored);
        return (
            kind ?? database ?? throw new ConnectorInputException("database: expected which database it is, such as POSTGRESQL, but it is missing."),
            kept ?? own ?? throw new ConnectorInputException("connection: expected a connection or a stored credential (configuration), but both are missing."));
    }

    private static (SqlDatabase? Database, SqlAccess? Access) Read(JsonElement? stored)
    {
        switch (stored)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
            case { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()):
                return (null, null);
            case { ValueKind: JsonValueKind.Object } json:
                var fields = json.TryGetProperty("connection", out var inner) ? inner : json;
                var kind = ConnectorJson.Bind<Kind>(Encoding.UTF8.GetBytes(json.GetRawText()));
                return (kind.Database, ConnectorJson.Bind<SqlAccess>(Encoding.UTF8.GetBytes(fields.GetRawText())));
            default:
                throw new ConnectorInputException(
                    $"configuration: expected a stored connection, an object such as {{\"authType\": \"uri\", \"uri\": …}}, but it is a {stored?.ValueKind}.");
        }
    }

    private sealed record Kind(SqlDatabase? Database = null);
}
