namespace Fairlead.Broker.Search.Resources;

/// <summary>Asks whether an instance that was called, or one that it called in turn, has an open incident.</summary>
internal static class Called
{
    /// <summary>Before the condition that picks the instances, <c>c</c>, to begin with.</summary>
    public const string WithIncidentStart = """
        EXISTS (
            WITH RECURSIVE called (key) AS (
                SELECT c.key FROM process_instances c WHERE (
        """;

    public const string WithIncidentEnd = """
        ) UNION ALL
                SELECT c.key FROM process_instances c JOIN called ON c.parent_key = called.key)
            SELECT 1 FROM called JOIN incidents i ON i.instance_key = called.key WHERE i.state = 'ACTIVE')
        """;
}
