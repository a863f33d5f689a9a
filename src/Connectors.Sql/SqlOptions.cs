using System.ComponentModel.DataAnnotations;

namespace Fairlead.Connectors.Sql;

/// <summary>How this installation talks to databases.</summary>
public sealed class SqlOptions
{
    public const string Section = "Sql";

    /// <summary>
    /// Folders in which SQLite files may lie; a path of a diagram is looked for in the first, and may not lead out of them. Without any,
    /// SQLite is refused.
    /// </summary>
    public IList<string> SqliteFolders { get; } = [];

    /// <summary>Connections to one database with one account. Each is a session there; those that are idle for a minute are closed.</summary>
    [Range(1, 1_000)]
    public int ConnectionsAtMost { get; set; } = 20;

    /// <summary>Rows that a statement may return where its task does not say. All of them are held in memory.</summary>
    [Range(1, 1_000_000)]
    public int RowsAtMost { get; set; } = 10_000;

    /// <summary>Bytes of JSON that the rows of a statement may have.</summary>
    [Range(1024, 1_073_741_824)]
    public int ResultBytesAtMost { get; set; } = 32 * 1024 * 1024;

    /// <summary>Path of <c>Oracle.ManagedDataAccess.dll</c>, which has to be had from Oracle; without it, Oracle is refused.</summary>
    public string? OracleDriver { get; set; }
}
