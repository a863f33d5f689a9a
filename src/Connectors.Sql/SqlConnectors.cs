using Fairlead.Connectors.Sql.Polling;

namespace Fairlead.Connectors.Sql;

/// <summary>The connectors for SQL databases. A new one is added here, in alphabetical order.</summary>
public static class SqlConnectors
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(SqlConnector), typeof(SqlPollingConnector)];
}
