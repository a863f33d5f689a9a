using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sql.Tests.Support;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Diagrams as the original's template leaves them, deployed and run against databases that are really there.</summary>
public sealed class DiagramTests(Databases databases)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "uri")]
    [InlineData(SqlDatabase.PostgreSql, "detailed")]
    [InlineData(SqlDatabase.MariaDb, "uri")]
    [InlineData(SqlDatabase.MariaDb, "detailed")]
    [InlineData(SqlDatabase.MySql, "uri")]
    [InlineData(SqlDatabase.MySql, "detailed")]
    public async Task Both_ways_to_connect_work_with_all_kinds_of_variables(SqlDatabase kind, string authType)
    {
        var database = await databases.OpenAsync(kind, $"diagram_{kind}_{authType}".ToLowerInvariant());
        await database.RunAsync("CREATE TABLE orders (id INT PRIMARY KEY, customer VARCHAR(20), total DECIMAL(10,2))");
        await using var test = new ProcessHarness(typeof(SqlConnector));
        await test.DeployAsync(
            CamundaDiagram.Of(
                "shop",
                Task("insert", database, authType, "INSERT INTO orders VALUES (?, ?, ?), (?, ?, ?)", "=[1, customer, 10.5, 2, \"Bob\", null]", "={inserted: modifiedRows}"),
                Task("update", database, authType, "UPDATE orders SET total = :total WHERE customer = :customer", "={total: 11, customer: customer}", "={updated: response.modifiedRows}"),
                Task("select", database, authType, "SELECT id, customer AS Customer FROM orders WHERE id IN (<ids>) ORDER BY id", "={ids: [1, 2, 3]}", "={names: resultSet.customer, first: response.resultSet[1].id}", returns: true)),
            Cancellation);

        var instance = await test.StartAsync("shop", """{"customer": "Ada \"'; --"}""", Cancellation);

        instance.ExpectCompleted().ExpectVariable("inserted", 2).ExpectVariable("updated", 1).ExpectVariable("first", 1);
        Assert.Equal("""["Ada \"'; --","Bob"]""", JsonNode.Parse(instance.Variables["names"].GetRawText())!.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task A_stored_connection_wins_and_a_violated_constraint_can_be_caught()
    {
        var database = await databases.OpenAsync(SqlDatabase.PostgreSql, "diagram_stored");
        await database.RunAsync("CREATE TABLE once (id INT PRIMARY KEY)");
        await using var test = new ProcessHarness(typeof(SqlConnector));
        var insert = Task("insert", database with { Port = 1 }, "uri", "INSERT INTO once VALUES (7)", "", "={done: true}");
        insert.Inputs["configuration"] = $"={{connection: {{authType: \"uri\", uri: \"{database.Uri}\"}}}}";
        insert.Headers["errorExpression"] = """=if error.code = "23505" and error.variables.kind = "unique" then bpmnError("known", error.message, {constraint: error.variables.constraint}) else null""";
        var diagram = CamundaDiagram.Of("once", insert with
        {
            Beside =
            [
                """
                <bpmn:boundaryEvent id="known" attachedToRef="insert"><bpmn:errorEventDefinition id="known_definition" errorRef="known_error" /></bpmn:boundaryEvent>
                """,
            ],
        }).Replace("</bpmn:definitions>", """<bpmn:error id="known_error" errorCode="known" /></bpmn:definitions>""", StringComparison.Ordinal);
        await test.DeployAsync(diagram, Cancellation);

        (await test.StartAsync("once", "{}", Cancellation)).ExpectCompleted().ExpectPassed("end");
        (await test.StartAsync("once", "{}", Cancellation)).ExpectCompleted().ExpectPassed("known").ExpectNotPassed("end");
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CamundaElement Task(
        string id, Database database, string authType, string query, string variables, string result, bool returns = false)
    {
        var task = new CamundaElement
        {
            Kind = CamundaKind.ServiceTask,
            Id = id,
            Template = ("io.camunda.connectors.Jdbc.v1", 5),
            JobType = "io.camunda:connector-jdbc:1",
            Inputs = { ["database"] = database.KindName, ["connection.authType"] = authType },
            Headers = { ["resultExpression"] = result, ["retryBackoff"] = "PT0S" },
        };
        foreach (var (name, value) in authType is "uri" ? database.ByUri : database.Detailed)
        {
            if (name is not "authType" && value is not null)
                task.Inputs[$"connection.{name}"] = value.GetValue<string>();
        }

        task.Inputs["data.returnResults"] = returns ? "=true" : "=false";
        task.Inputs["data.query"] = query;
        if (variables.Length > 0)
            task.Inputs["data.variables"] = variables;
        return task;
    }
}
