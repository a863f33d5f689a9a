using System.Globalization;
using System.Text.Json;
using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Tables;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class DecisionInstances
{
    private static readonly string Tenant = Columns.TenantOf("i.requirements_key");

    /// <summary>The API has words for two kinds of logic.</summary>
    private const string Type =
        "CASE WHEN i.decision_type IN ('DECISION_TABLE', 'LITERAL_EXPRESSION') THEN i.decision_type ELSE 'UNKNOWN' END";

    private static readonly string[] ItemColumns =
    [
        "i.evaluation_key", "i.number", "i.root_decision_key", "i.decision_key", "i.decision_id", "i.decision_name", "i.decision_version",
        Type, "i.state", "i.failure", "i.result", "i.element_key", "i.instance_key", "i.definition_key", "i.evaluated_ms",
        "coalesce(p.root_key, i.instance_key)", Tenant,
    ];

    public static Resource<DecisionInstanceItem> Resource { get; } = Of(ItemColumns, Read);

    private static Resource<DecisionInstanceResult> Whole { get; } = Of([.. ItemColumns, "i.inputs", "i.rules"], ReadWhole);

    public static void Filter(Where where, DecisionInstanceFilter filter) => where
        .Matches("(i.evaluation_key || '-' || i.number)", filter.DecisionEvaluationInstanceKey, Columns.Text)
        .Matches("i.state", filter.State, Columns.Word)
        .Equal("i.failure", filter.EvaluationFailure)
        .Matches("i.evaluated_ms", filter.EvaluationDate, Columns.Moment)
        .Equal("i.decision_id", filter.DecisionDefinitionId)
        .Equal("i.decision_name", filter.DecisionDefinitionName)
        .Equal("i.decision_version", filter.DecisionDefinitionVersion)
        .Equal(Type, filter.DecisionDefinitionType is { } type ? RestWord.Of(type) : null)
        .Equal(Tenant, filter.TenantId)
        .Equal("i.evaluation_key", filter.DecisionEvaluationKey?.Value)
        .Equal("i.definition_key", filter.ProcessDefinitionKey?.Value)
        .Equal("i.instance_key", filter.ProcessInstanceKey?.Value)
        .Matches("i.decision_key", filter.DecisionDefinitionKey, key => key.Value)
        .Matches("i.element_key", filter.ElementInstanceKey, key => key.Value)
        .Matches("i.root_decision_key", filter.RootDecisionDefinitionKey, key => key.Value)
        .Matches("i.requirements_key", filter.DecisionRequirementsKey, key => key.Value);

    /// <param name="key">Of the evaluation and the place in it: <c>2251799813685260-1</c>.</param>
    /// <returns>Null when there is none, or the key is none.</returns>
    public static DecisionInstanceResult? Find(SqliteConnection connection, string key)
    {
        if (key.Split('-') is not [var evaluationText, var numberText]
            || !long.TryParse(evaluationText, NumberStyles.None, CultureInfo.InvariantCulture, out var evaluation)
            || !int.TryParse(numberText, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var where = new Where().Compare("i.evaluation_key", "=", evaluation).Compare("i.number", "=", number);
        return Whole.Search(connection, where, [], new Page(1)).Items is [var found, ..] ? found : null;
    }

    private static Resource<TItem> Of<TItem>(IReadOnlyList<string> columns, Func<SqliteDataReader, TItem> read) => new(
        Columns: columns,
        From: "decision_instances i LEFT JOIN process_instances p ON p.key = i.instance_key",
        Key: "i.id",
        SortFields: new Dictionary<string, string>
        {
            ["decisionDefinitionId"] = "i.decision_id",
            ["decisionDefinitionKey"] = "i.decision_key",
            ["decisionDefinitionName"] = "i.decision_name",
            ["decisionDefinitionType"] = Type,
            ["decisionDefinitionVersion"] = "i.decision_version",
            ["decisionEvaluationInstanceKey"] = "i.id",
            ["decisionEvaluationKey"] = "i.evaluation_key",
            ["elementInstanceKey"] = "i.element_key",
            ["evaluationDate"] = "i.evaluated_ms",
            ["evaluationFailure"] = "i.failure",
            ["processDefinitionKey"] = "i.definition_key",
            ["processInstanceKey"] = "i.instance_key",
            ["rootDecisionDefinitionKey"] = "i.root_decision_key",
            ["state"] = "i.state",
            ["tenantId"] = Tenant,
        },
        read);

    private static DecisionInstanceItem Read(SqliteDataReader row) => new()
    {
        DecisionEvaluationKey = new(row.GetInt64(0)),
        DecisionEvaluationInstanceKey = FormattableString.Invariant($"{row.GetInt64(0)}-{row.GetInt32(1)}"),
        RootDecisionDefinitionKey = new(row.GetInt64(2)),
        DecisionDefinitionKey = new(row.GetInt64(3)),
        DecisionDefinitionId = row.GetString(4),
        DecisionDefinitionName = row.GetString(5),
        DecisionDefinitionVersion = row.GetInt32(6),
        DecisionDefinitionType = row.WordAt(7, DecisionDefinitionType.Unknown),
        State = row.WordAt(8, DecisionInstanceState.Unknown),
        EvaluationFailure = row.TextAt(9),
        Result = row.GetString(10),
        ElementInstanceKey = row.NumberAt(11) is { } element ? new ElementInstanceKey(element) : null,
        ProcessInstanceKey = row.NumberAt(12) is { } instance ? new ProcessInstanceKey(instance) : null,
        ProcessDefinitionKey = row.NumberAt(13) is { } definition ? new ProcessDefinitionKey(definition) : null,
        EvaluationDate = row.MomentAt(14),
        RootProcessInstanceKey = row.NumberAt(15) is { } root ? new ProcessInstanceKey(root) : null,
        TenantId = row.GetString(16),
    };

    private static DecisionInstanceResult ReadWhole(SqliteDataReader row)
    {
        var item = Read(row);
        return new()
        {
            DecisionDefinitionId = item.DecisionDefinitionId,
            DecisionDefinitionKey = item.DecisionDefinitionKey,
            DecisionDefinitionName = item.DecisionDefinitionName,
            DecisionDefinitionType = item.DecisionDefinitionType,
            DecisionDefinitionVersion = item.DecisionDefinitionVersion,
            DecisionEvaluationInstanceKey = item.DecisionEvaluationInstanceKey,
            DecisionEvaluationKey = item.DecisionEvaluationKey,
            ElementInstanceKey = item.ElementInstanceKey,
            EvaluationDate = item.EvaluationDate,
            EvaluationFailure = item.EvaluationFailure,
            ProcessDefinitionKey = item.ProcessDefinitionKey,
            ProcessInstanceKey = item.ProcessInstanceKey,
            Result = item.Result,
            RootDecisionDefinitionKey = item.RootDecisionDefinitionKey,
            RootProcessInstanceKey = item.RootProcessInstanceKey,
            State = item.State,
            TenantId = item.TenantId,
            EvaluatedInputs = JsonSerializer.Deserialize(
                row.GetString(17), DecisionInstanceTable.Shapes.IReadOnlyListEvaluatedDecisionInputItem)!,
            MatchedRules = JsonSerializer.Deserialize(
                row.GetString(18), DecisionInstanceTable.Shapes.IReadOnlyListMatchedDecisionRuleItem)!,
        };
    }
}
