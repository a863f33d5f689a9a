using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class SequenceFlows
{
    /// <summary>In the order in which each was first taken.</summary>
    public static IReadOnlyList<SequenceFlowItem> Find(SqliteConnection connection, ProcessInstanceKey instance)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT f.flow_id, coalesce(p.definition_key, 0), coalesce(p.process_id, '')
            FROM sequence_flows f LEFT JOIN process_instances p ON p.key = f.instance_key
            WHERE f.instance_key = $instance
            ORDER BY f.taken
            """;
        command.Parameters.AddWithValue("$instance", instance.Value);
        using var row = command.ExecuteReader();
        var flows = new List<SequenceFlowItem>();
        while (row.Read())
        {
            flows.Add(new SequenceFlowItem
            {
                SequenceFlowId = $"{instance.Value}_{row.GetString(0)}",
                ProcessInstanceKey = instance,
                RootProcessInstanceKey = instance,
                ProcessDefinitionKey = new(row.GetInt64(1)),
                ProcessDefinitionId = row.GetString(2),
                ElementId = row.GetString(0),
            });
        }

        return flows;
    }
}
