using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Evaluated decisions, a row each. How the value came about lies in it as the JSON that the REST API gives.</summary>
internal sealed class DecisionInstanceTable(SqliteConnection connection) : ITable
{
    /// <summary>Readable for whoever opens the file.</summary>
    public static RestJson Shapes { get; } =
        new(new JsonSerializerOptions(RestJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly List<(Event.DecisionEvaluated Evaluated, long AtMs)> _rows = [];
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO decision_instances
            (evaluation_key, number, root_decision_key, requirements_key, decision_key, decision_id, decision_name, decision_version,
             decision_type, state, failure, result, inputs, rules, element_key, instance_key, definition_key, evaluated_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    public void Add(Event.DecisionEvaluated evaluated, Timestamp at) => _rows.Add((evaluated, at.UnixMilliseconds));

    public void Flush()
    {
        foreach (var (evaluated, atMs) in _rows)
        {
            for (var i = 0; i < evaluated.Evaluated.Count; i++)
                Insert(evaluated, evaluated.Evaluated[i], i + 1, atMs);
        }

        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose() => _insert.Dispose();

    private void Insert(Event.DecisionEvaluated evaluated, EvaluatedDecision decision, int number, long atMs)
    {
        var isFailed = evaluated.Failure is not null && decision.Id == evaluated.FailedDecisionId;
        _insert.Bind(1, evaluated.Key.Value)
            .Bind(2, number)
            .Bind(3, evaluated.Decision.Value)
            .Bind(4, evaluated.Requirements.Value)
            .Bind(5, decision.Key.Value)
            .Bind(6, decision.Id)
            .Bind(7, decision.Name)
            .Bind(8, decision.Version)
            .Bind(9, decision.Type)
            .Bind(10, isFailed ? States.Failed : States.Evaluated)
            .Bind(11, isFailed ? evaluated.Failure : null)
            .BindUtf8(12, decision.Output.Span)
            .BindUtf8(13, JsonSerializer.SerializeToUtf8Bytes(Evaluations.Inputs(decision), Shapes.IReadOnlyListEvaluatedDecisionInputItem))
            .BindUtf8(14, JsonSerializer.SerializeToUtf8Bytes(Evaluations.Rules(decision), Shapes.IReadOnlyListMatchedDecisionRuleItem))
            .Bind(15, evaluated.Element?.Value)
            .Bind(16, evaluated.Instance?.Value)
            .Bind(17, evaluated.Definition?.Value)
            .Bind(18, atMs)
            .Run();
    }
}
