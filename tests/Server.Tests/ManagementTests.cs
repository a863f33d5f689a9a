using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using static System.FormattableString;

namespace Fairlead.Server.Tests;

/// <summary>What operators ask the server: connectors, health, metrics, levels of loggers.</summary>
public sealed class ManagementTests(SharedServer shared)
{
    private const string Rest = "io.camunda:http-json:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inbound_connectors_are_listed_with_their_health_and_log()
    {
        var process = await DeployWebhookAsync("seen");
        var created = await PostAsync("seen", new { id = "secret-payload" });
        Assert.True(created.IsSuccessStatusCode);

        var listed = await GetAsync($"/inbound?bpmnProcessId={process}");

        var connector = Assert.Single(listed.EnumerateArray());
        Assert.Equal("io.camunda:webhook:1", Text(connector, "type"));
        Assert.Equal("<default>", Text(connector, "tenantId"));
        Assert.Equal("seen", connector.GetProperty("data").GetProperty("path").GetString());
        Assert.Equal("UP", connector.GetProperty("health").GetProperty("status").GetString());
        Assert.True(connector.GetProperty("activationTimestamp").GetInt64() > 0);
        var element = Assert.Single(connector.GetProperty("elements").EnumerateArray());
        Assert.Equal((process, "start", 1), (Text(element, "bpmnProcessId"), Text(element, "elementId"), element.GetProperty("version").GetInt32()));
        Assert.Equal(
            ["Lifecycle", "Message", "Correlation"], connector.GetProperty("logs").EnumerateArray().Select(entry => Text(entry, "tag")));
        Assert.DoesNotContain("secret-payload", listed.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elementId=start", 1)]
    [InlineData("elementId=other", 0)]
    [InlineData("type=io.camunda:webhook:1", 1)]
    [InlineData("type=other", 0)]
    [InlineData("physicalTenantIds=default", 1)]
    [InlineData("physicalTenantIds=other", 0)]
    public async Task Inbound_connectors_are_filtered(string filter, int count)
    {
        var process = await DeployWebhookAsync("filtered");

        Assert.Equal(count, (await GetAsync($"/inbound?bpmnProcessId={process}&{filter}")).GetArrayLength());
    }

    [Fact]
    public async Task Inbound_connectors_are_listed_by_tenant_and_their_logs_by_element()
    {
        var process = await DeployWebhookAsync("tenants");

        Assert.Equal(1, (await GetAsync($"/tenants/%3Cdefault%3E/inbound?bpmnProcessId={process}")).GetArrayLength());
        Assert.Equal(0, (await GetAsync($"/tenants/other/inbound?bpmnProcessId={process}")).GetArrayLength());
        var logs = await GetAsync($"/tenants/%3Cdefault%3E/inbound/{process}/start/logs");
        var entry = Assert.Single(Assert.Single(logs.EnumerateArray()).EnumerateArray());
        Assert.Equal(("INFO", "UP"), (Text(entry, "severity"), Text(entry, "healthChange")));
    }

    [Fact]
    public async Task One_inbound_connector_is_looked_at_and_started_anew()
    {
        var process = await DeployWebhookAsync("one");
        var id = Text((await GetAsync($"/inbound?bpmnProcessId={process}"))[0], "executableId");

        Assert.Equal(id, Text(await GetAsync($"/inbound-instances/executables/{id}"), "executableId"));
        Assert.Equal(id, Text(await GetAsync($"/inbound-instances/io.camunda:webhook:1/executables/{id}"), "executableId"));
        var health = (await GetAsync($"/inbound-instances/executables/{id}/health"))[0];
        Assert.Equal(("UP", "NONE"), (Text(health, "status"), Text(health.GetProperty("details"), "authentication")));
        Assert.Single((await GetAsync($"/inbound-instances/executables/{id}/logs")).EnumerateArray());

        using var reset = await shared.Http.PostAsync($"/inbound-instances/executables/{id}/reset", content: null, Cancellation);

        Assert.Equal("UP", JsonElement.Parse(await reset.Content.ReadAsStringAsync(Cancellation)).GetProperty("health").GetProperty("status").GetString());
        var log = await GetAsync($"/inbound-instances/executables/{id}/logs");
        Assert.Equal(["UP", "DOWN", "UP"], log.EnumerateArray().Select(entry => Text(entry, "healthChange")));
        Assert.True((await PostAsync("one", new { id = 1 })).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Inbound_connectors_are_grouped_by_type()
    {
        var process = await DeployWebhookAsync("grouped");

        var all = await GetAsync("/inbound-instances");
        var type = await GetAsync("/inbound-instances/io.camunda:webhook:1");

        Assert.Contains(all.EnumerateArray(), group => Text(group, "connectorId") is "io.camunda:webhook:1");
        Assert.Equal("Webhook", Text(type, "connectorName"));
        Assert.Contains(type.GetProperty("instances").EnumerateArray(), one => Text(one.GetProperty("elements")[0], "bpmnProcessId") == process);
    }

    [Fact]
    public async Task The_address_of_webhooks_without_a_name_is_the_list_and_with_one_the_webhook()
    {
        await DeployWebhookAsync("inbound-name");

        Assert.Equal(JsonValueKind.Array, (await GetAsync("/inbound")).ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await shared.Http.GetAsync("/inbound/no-such-webhook", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("inbound-name", new { id = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await shared.Http.PostAsync("/inbound", content: null, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Outbound_connectors_are_listed()
    {
        var listed = await GetAsync("/outbound");
        var one = await GetAsync($"/outbound/{Rest}");

        Assert.Contains(listed.EnumerateArray(), connector => Text(connector, "type") is Rest);
        var rest = Assert.Single(one.EnumerateArray());
        Assert.Equal("ALL_CONNECTED", Text(rest, "brokerConnectivityState"));
        Assert.True(rest.GetProperty("enabled").GetBoolean());
        Assert.Equal(300_000, rest.GetProperty("timeout").GetInt64());
        Assert.Contains("url", rest.GetProperty("inputVariables").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task The_command_line_shows_inbound_connectors_and_starts_them_anew()
    {
        var process = await DeployWebhookAsync("by-command");
        await shared.DeployAsync("broken.bpmn", Diagrams.WebhookAndCall(process + "-too", "by-command"), Cancellation);
        await Eventually.GetAsync(
            () => GetAsync($"/inbound?bpmnProcessId={process}-too"), listed => listed.GetArrayLength() is 1, Cancellation);

        var running = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "inbound", process, "--log", "--reset");
        var waiting = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "inbound", process + "-too");
        var none = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "inbound", "no-such-process");
        var json = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "inbound", process, "--json");

        Assert.Contains($"io.camunda:webhook:1 at /inbound/by-command, start of {process}, version 1", running.Output, StringComparison.Ordinal);
        Assert.Contains("The connector was stopped.", running.Output, StringComparison.Ordinal);
        Assert.Contains("Authentication: NONE. Anybody", running.Output, StringComparison.Ordinal);
        Assert.StartsWith("DOWN", waiting.Output, StringComparison.Ordinal);
        Assert.Contains($"Why: The path by-command is in use by process {process}", waiting.Output, StringComparison.Ordinal);
        Assert.Equal("Process no-such-process asks for none.\n", none.Output);
        Assert.Equal("by-command", json.Json[0].GetProperty("data").GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("/outbound/no-such-type")]
    [InlineData("/inbound-instances/no-such-type")]
    [InlineData("/inbound-instances/executables/no-such-id")]
    [InlineData("/inbound-instances/executables/no-such-id/health")]
    [InlineData("/actuator/health/no-such-group")]
    [InlineData("/actuator/metrics/no.such.metric")]
    public async Task What_there_is_not_is_not_found(string path)
    {
        using var answer = await shared.Http.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("no", Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)), "detail"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Calls_and_events_are_counted()
    {
        await DeployWebhookAsync("counted");
        var before = (await GetAsync($"/outbound/metrics/{Rest}"))[0].GetProperty("job").GetProperty("completed").GetInt64();
        await PostAsync("counted", new { id = 1 });

        var outbound = await Eventually.GetAsync(
            async () => (await GetAsync($"/outbound/metrics/{Rest}"))[0],
            metrics => metrics.GetProperty("job").GetProperty("completed").GetInt64() > before,
            Cancellation);
        var inbound = (await GetAsync("/inbound-instances/metrics"))[0];

        Assert.True(outbound.GetProperty("job").GetProperty("executionTime").GetProperty("maxMs").GetDouble() > 0);
        Assert.True(outbound.GetProperty("worker").GetProperty("jobsActivated").GetInt64() > 0);
        Assert.True(inbound.GetProperty("trigger").GetProperty("correlated").GetInt64() > 0);
        Assert.True(inbound.GetProperty("activation").GetProperty("activated").GetInt64() > 0);
        Assert.NotEqual(default, inbound.GetProperty("trigger").GetProperty("lastTriggered").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("/actuator/prometheus")]
    [InlineData("/metrics")]
    public async Task Prometheus_finds_the_names_it_knows_from_the_original(string path)
    {
        await DeployWebhookAsync("scraped");
        await PostAsync("scraped", new { id = 1 });

        var text = await Eventually.GetAsync(
            () => shared.Http.GetStringAsync(path, Cancellation),
            text => text.Contains("invocations_total{action=\"completed\"", StringComparison.Ordinal)
                && text.Contains("fairlead_instances_open", StringComparison.Ordinal),
            Cancellation);

        Assert.All(
            [
                "# TYPE camunda_connector_outbound_invocations_total counter",
                $"camunda_connector_outbound_invocations_total{{action=\"activated\",type=\"{Rest}\",elementTemplateId=\"unknown\",elementTemplateVersion=\"unknown\"}}",
                $"camunda_connector_outbound_execution_time_seconds_count{{type=\"{Rest}\"}}",
                $"camunda_connector_outbound_execution_time_seconds_sum{{type=\"{Rest}\"}}",
                $"camunda_connector_outbound_execution_time_seconds_bucket{{type=\"{Rest}\",le=\"+Inf\"}}",
                $"camunda_connector_outbound_execution_time_seconds_max{{type=\"{Rest}\"}}",
                $"camunda_connector_outbound_max_execution_time_seconds{{type=\"{Rest}\"}}",
                $"camunda_connector_outbound_last_completed{{type=\"{Rest}\"}}",
                "camunda_connector_inbound_activations_total{action=\"activated\",type=\"io.camunda:webhook:1\"}",
                "camunda_connector_inbound_triggers_total{action=\"correlated\",type=\"io.camunda:webhook:1\"}",
                "camunda_connector_inbound_last_activated{type=\"io.camunda:webhook:1\",physicalTenantId=\"default\"}",
                "camunda_connector_inbound_last_triggered{type=\"io.camunda:webhook:1\",physicalTenantId=\"default\"}",
                "camunda_connector_inbound_process_definitions_checked_total{physicalTenantId=\"default\"}",
                "camunda_connector_inbound_process_definition_cache_accesses_total{result=\"hit\",physicalTenantId=\"default\"}",
                $"camunda_client_worker_job_activated_total{{type=\"{Rest}\"}}",
                $"camunda_client_worker_job_handled_total{{type=\"{Rest}\"}}",
                $"fairlead_outbound_places_used{{type=\"{Rest}\"}}",
                $"fairlead_outbound_places_limit{{type=\"{Rest}\"}} 250",
                $"fairlead_outbound_calls_active{{type=\"{Rest}\"}}",
                "fairlead_engine_commands_total{command=\"CreateInstance\",outcome=\"accepted\"}",
                "fairlead_engine_instances_total{action=\"started\"}",
                "fairlead_store_flush_seconds_count",
                "fairlead_search_lag",
                "fairlead_engine_queue",
                "process_uptime_seconds",
                "dotnet_process_memory_working_set_bytes",
            ],
            line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("""^(# (HELP|TYPE) .+|[a-z_]+(\{.*\})? [-+0-9.eEInf]+)$""", line));
    }

    [Fact]
    public async Task What_is_open_is_counted()
    {
        var process = Unique("open");
        await shared.DeployAsync("open.bpmn", Diagrams.Work(process, process + "-job"), Cancellation);
        foreach (var _ in Enumerable.Range(0, 3))
            await shared.Cluster.CreateInstanceAsync(new CreateProcessInstanceRequest { ProcessDefinitionId = process }, Cancellation);

        await Eventually.GetAsync(
            () => shared.Http.GetStringAsync("/metrics", Cancellation),
            text => text.Contains($"fairlead_instances_open{{process=\"{process}\"}} 3\n", StringComparison.Ordinal)
                && text.Contains($"fairlead_jobs_open{{type=\"{process}-job\",state=\"CREATED\"}} 3\n", StringComparison.Ordinal),
            Cancellation);
    }

    [Fact]
    public async Task The_actuator_shows_one_metric_with_its_tags()
    {
        await DeployWebhookAsync("measured");
        await PostAsync("measured", new { id = 1 });

        var names = (await GetAsync("/actuator/metrics")).GetProperty("names").EnumerateArray().Select(name => name.GetString());
        var metric = await GetAsync("/actuator/metrics/camunda.connector.inbound.triggers?tag=type:io.camunda:webhook:1&tag=action:triggered");
        var time = await GetAsync("/actuator/metrics/process.uptime");

        Assert.Contains("camunda.connector.inbound.triggers", names);
        var measurement = Assert.Single(metric.GetProperty("measurements").EnumerateArray());
        Assert.Equal("COUNT", Text(measurement, "statistic"));
        Assert.True(measurement.GetProperty("value").GetDouble() >= 1);
        Assert.Empty(metric.GetProperty("availableTags").EnumerateArray());
        Assert.Equal("seconds", Text(time, "baseUnit"));
    }

    [Theory]
    [InlineData("/actuator/health", "zeebeClient", "processDefinitionImport")]
    [InlineData("/actuator/health/readiness", "zeebeClient", "processDefinitionImport")]
    [InlineData("/actuator/health/liveness", "zeebeClient")]
    [InlineData("/actuator/health/startup", "startupCheck")]
    public async Task Health_has_the_groups_of_the_original(string path, params string[] components)
    {
        var health = await GetAsync(path);

        Assert.Equal("UP", Text(health, "status"));
        Assert.Equal(components.Order(), health.GetProperty("components").EnumerateObject().Select(component => component.Name).Order());
    }

    [Fact]
    public async Task The_level_of_a_logger_is_changed_while_the_server_runs()
    {
        const string Logger = "Fairlead.Connectors.Runtime.Webhooks.WebhookGateway";
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        await server.Cluster.DeployAsync(
            [("w.bpmn", System.Text.Encoding.UTF8.GetBytes(Diagrams.WebhookAndCall("levels", "levels")))], Cancellation);
        async Task<JsonElement> Look() => JsonElement.Parse(await server.Http.GetStringAsync($"/actuator/loggers/{Logger}", Cancellation));
        Assert.Equal("INFO", Text(await Look(), "effectiveLevel"));

        using var changed = await server.Http.PostAsJsonAsync($"/actuator/loggers/{Logger}", new { configuredLevel = "debug" }, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal(("DEBUG", "DEBUG"), (Text(await Look(), "configuredLevel"), Text(await Look(), "effectiveLevel")));
        using var refused = await server.Http.PostAsync("/inbound/levels-unknown", content: null, Cancellation);

        await Eventually.GetAsync(() => Task.FromResult(server.Program.Errors), log => log.Contains("levels-unknown", StringComparison.Ordinal), Cancellation);
        using var back = await server.Http.PostAsJsonAsync($"/actuator/loggers/{Logger}", new { configuredLevel = (string?)null }, Cancellation);
        Assert.Equal("INFO", Text(await Look(), "effectiveLevel"));
        using var wrong = await server.Http.PostAsJsonAsync($"/actuator/loggers/{Logger}", new { configuredLevel = "LOUD" }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var all = JsonElement.Parse(await server.Http.GetStringAsync("/actuator/loggers", Cancellation));
        Assert.Equal("OFF", all.GetProperty("levels")[0].GetString());
        Assert.True(all.GetProperty("loggers").TryGetProperty("ROOT", out _));
    }

    [Fact]
    public async Task Management_can_have_an_address_of_its_own()
    {
        using var folder = new TestFolder();
        var other = Invariant($"http://127.0.0.1:{TestServer.FindFreePort()}");
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Server:ManagementAddress", other);
        async Task<HttpStatusCode> Status(string address)
        {
            using var answer = await server.Http.GetAsync(address, Cancellation);
            return answer.StatusCode;
        }

        foreach (var path in new[] { "/actuator/health", "/metrics", "/outbound", "/inbound" })
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await Status(path), await Status(other + path)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await Status("/v2/topology"), await Status(other + "/v2/topology")));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (await Status("/health/ready"), await Status(other + "/health/ready")));
    }

    private async Task<string> DeployWebhookAsync(string path)
    {
        var process = Unique(path);
        await shared.DeployAsync(path + ".bpmn", Diagrams.WebhookAndCall(process, path), Cancellation);
        await Eventually.GetAsync(
            () => GetAsync($"/inbound?bpmnProcessId={process}"), listed => listed.GetArrayLength() is 1, Cancellation);
        return process;
    }

    private static string Unique(string name) => "management-" + name;

    private Task<HttpResponseMessage> PostAsync(string path, object body) => shared.Http.PostAsJsonAsync("/inbound/" + path, body, Cancellation);

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await shared.Http.GetAsync(path, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonElement.Parse(text);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
