using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Querying;

/// <summary>How properties of the REST API lie in columns.</summary>
internal static class Columns
{
    /// <summary>Whose a row is.</summary>
    /// <param name="key">Column with the key of its process definition or DMN file.</param>
    public static string TenantOf(string key) => $"coalesce((SELECT o.tenant FROM owners o WHERE o.key = {key}), '{Tenants.Default}')";

    public static object Text(string text) => text;

    public static object Moment(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    public static object Word<T>(T word)
        where T : struct, Enum => RestWord.Of(word);

    extension(SqliteDataReader row)
    {
        public string? TextAt(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        public long? NumberAt(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

        public DateTimeOffset MomentAt(int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

        public DateTimeOffset? OptionalMomentAt(int column) => row.IsDBNull(column) ? null : row.MomentAt(column);

        /// <param name="otherwise">For a word that a newer version wrote.</param>
        public T WordAt<T>(int column, T otherwise)
            where T : struct, Enum => RestWord.TryParse<T>(row.GetString(column), out var word) ? word : otherwise;
    }
}
