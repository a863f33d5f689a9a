using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;

namespace Fairlead.Connectors.Sql;

/// <summary>A statement for a database. The names are those of the element template <c>io.camunda.connectors.Jdbc.v1</c>.</summary>
public sealed record SqlCall
{
    [Required, Field("Database", Group = "Database")]
    public required SqlDatabase Database { get; init; }

    [Field("Connection", Group = "Connection", Default = "uri")]
    public SqlAccess? Connection { get; init; }

    [Field(
        "Stored credential",
        Help = "A cluster variable such as =camunda.vars.env.orders. It wins over the connection of the task.",
        Group = "Connection")]
    public JsonElement? Configuration { get; init; }

    [Required, Field("Query", Group = "Query")]
    public required SqlQuery Data { get; init; }

    /// <summary>Says little: connection, query and variables may hold secrets that nobody typed as such.</summary>
    public override string ToString() => $"{nameof(SqlCall)} {Database}";
}

public enum SqlDatabase
{
    [JsonStringEnumMemberName("MARIADB"), Choice("MariaDB")] MariaDb,
    [JsonStringEnumMemberName("MSSQL"), Choice("SQL Server")] SqlServer,
    [JsonStringEnumMemberName("MYSQL"), Choice("MySQL")] MySql,
    [JsonStringEnumMemberName("POSTGRESQL"), Choice("PostgreSQL")] PostgreSql,
    [JsonStringEnumMemberName("ORACLE"), Choice("Oracle")] Oracle,
    [JsonStringEnumMemberName("SQLITE"), Choice("SQLite")] Sqlite,
}

/// <summary>What is asked or told.</summary>
public sealed record SqlQuery
{
    [Field("Return results", Help = "Whether the statement gives rows, which are to be returned.", Default = "false")]
    public bool ReturnResults { get; init; }

    [Required, Field("SQL query", Help = "With :name, <name> for a list, or ? where a value belongs.", IsLong = true)]
    public required string Query { get; init; }

    [Field(
        "SQL query variables",
        Help = "={name: value} for :name, ={ids: [1, 2]} for <ids>, =[value, value] for ?. Values never become part of the text.")]
    public JsonElement? Variables { get; init; }

    [Range(1, 1_000_000), Field("Rows at most", Help = "More is an error and nothing is returned; 10000 when empty.")]
    public int? RowsAtMost { get; init; }

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    [Field("Timeout", Help = "Such as PT30S: then the statement is ended in the database. Empty leaves it to the job's timeout.")]
    public TimeSpan? Timeout { get; init; }

    public override string ToString() => $"{nameof(SqlQuery)}";
}

/// <summary>What a statement gave: rows, or how many it changed.</summary>
public sealed record SqlAnswer
{
    /// <summary>How many rows were changed; null when rows are returned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ModifiedRows { get; init; }

    /// <summary>A list of objects, one for each row; null when rows were changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SqlRows? ResultSet { get; init; }
}

/// <summary>Rows as JSON, exactly as they came.</summary>
[JsonConverter(typeof(Converter))]
public sealed class SqlRows
{
    internal SqlRows(ReadOnlyMemory<byte> json, int count) => (Json, Count) = (json, count);

    /// <summary>A UTF-8 JSON list of objects.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Of rows.</summary>
    public int Count { get; }

    private sealed class Converter : JsonConverter<SqlRows>
    {
        public override SqlRows Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException();

        public override void Write(Utf8JsonWriter writer, SqlRows value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
