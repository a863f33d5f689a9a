using System.Text;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>A trace from who calls us to whom we call, through a process; and what is sent to a collector.</summary>
public sealed class TracingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{Trace}-b7ad6b7169203331-01";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhooks_trace_goes_on_in_the_call_that_its_process_makes()
    {
        await using var target = await Target.StartAsync();
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, [.. target.Settings]);
        await DeployAsync(server, Diagrams.WebhookAndCall("traced", "traced"));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/traced") { Content = Json("{}") };
        request.Headers.Add("traceparent", Parent);
        request.Headers.Add("tracestate", "vendor=1");
        using var answer = await server.Http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();

        // Nobody traces here, so the caller's span is the parent of the receiver's.
        Assert.Equal((Parent, "vendor=1"), await target.NextAsync());
    }

    [Fact]
    public async Task Who_starts_an_instance_by_the_api_or_by_a_message_gives_it_his_trace()
    {
        await using var target = await Target.StartAsync();
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, [.. target.Settings]);
        await DeployAsync(server, Diagrams.CallOnly("by-api", "{{secrets.EXAMPLES_URL}}/stock"));
        await DeployAsync(server, StartedByMessage);

        await PostAsync(server, "/v2/process-instances", """{"processDefinitionId": "by-api"}""", traceparent: Parent);
        Assert.Equal(Parent, (await target.NextAsync()).Parent);
        await PostAsync(server, "/v2/process-instances", """{"processDefinitionId": "by-api"}""", traceparent: null);
        Assert.Equal("", (await target.NextAsync()).Parent);
        await PostAsync(server, "/v2/messages/publication", """{"name": "go", "timeToLive": 0}""", traceparent: Parent);
        Assert.Equal(Parent, (await target.NextAsync()).Parent);
        await PostAsync(server, "/v2/messages/correlation", """{"name": "go"}""", traceparent: Parent);
        Assert.Equal(Parent, (await target.NextAsync()).Parent);
    }

    [Fact]
    public async Task The_trace_of_an_instance_survives_the_end_of_the_server()
    {
        await using var target = await Target.StartAsync();
        using var folder = new TestFolder();
        using (var first = await TestServer.StartAsync(folder.Data, Cancellation, ["--Connectors:Disabled:0", "io.camunda:http-json:1", .. target.Settings]))
        {
            await DeployAsync(first, Diagrams.CallOnly("kept", "{{secrets.EXAMPLES_URL}}/stock"));
            await PostAsync(first, "/v2/process-instances", """{"processDefinitionId": "kept"}""", Parent);
            await first.Program.KillAsync(Cancellation);
        }

        using var second = await TestServer.StartAsync(folder.Data, Cancellation, [.. target.Settings]);

        Assert.Equal(Parent, (await target.NextAsync()).Parent);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_collector_gets_spans_and_metrics(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol is "grpc", Cancellation);
        await using var target = await Target.StartAsync();
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(
            folder.Data,
            Cancellation,
            [
                "--Telemetry:Endpoint", collector.Address, "--Telemetry:Protocol", protocol, "--Telemetry:Headers", "x-token=secret-7",
                "--Telemetry:ServiceName", "shop", "--Telemetry:MetricsEvery", "00:00:00.200", "--Telemetry:TracesEvery", "00:00:00.100",
                .. target.Settings,
            ]);
        await DeployAsync(server, Diagrams.WebhookAndCall("collected", "collected"));

        await PostAsync(server, "/inbound/collected", """{"id": "payload-9"}""", Parent);
        var (parent, _) = await target.NextAsync();
        var spans = await Eventually.GetAsync(
            () => Task.FromResult(collector.Spans.Where(span => span.Trace == Trace).ToList()), spans => spans.Count >= 3, Cancellation);

        var webhook = Assert.Single(spans, span => span.Name is "POST /inbound/{context}");
        var job = Assert.Single(spans, span => span.Name is "job io.camunda:http-json:1");
        var request = Assert.Single(spans, span => span.Name is "GET");
        Assert.Equal(("b7ad6b7169203331", webhook.Id, job.Id), (webhook.Parent, job.Parent, request.Parent));
        Assert.Equal($"00-{Trace}-{request.Id}-01", parent);
        Assert.Equal(("collected", "call", "200"), (job.Tags["bpmn.process.id"], job.Tags["bpmn.element.id"], request.Tags["http.response.status_code"]));
        Assert.DoesNotContain(spans.SelectMany(span => span.Tags.Values), value => value.Contains("payload-9", StringComparison.Ordinal));
        var metrics = await Eventually.GetAsync(
            () => Task.FromResult(collector.Metrics),
            metrics => metrics.Any(metric => metric is ("camunda.connector.outbound.execution-time", > 0))
                && metrics.Any(metric => metric is ("fairlead.engine.commands", > 0)),
            Cancellation);
        Assert.Contains(metrics, metric => metric.Name is "camunda.connector.outbound.invocations" && metric.Sum >= 1);
        Assert.All(collector.Services, name => Assert.Equal("shop", name));
        Assert.All(collector.Tokens, token => Assert.Equal("secret-7", token));
    }

    [Fact]
    public async Task An_address_that_is_none_is_named()
    {
        using var folder = new TestFolder();
        using var program = new RunningProgram(
            "Server", ["--data", folder.Data, "--address", "http://127.0.0.1:0", "--Telemetry:Endpoint", "nonsense"]);

        Assert.Equal(1, await program.WaitAsync(Cancellation));
        Assert.Contains("CONFIGURATION_INVALID", program.Errors, StringComparison.Ordinal);
        Assert.Contains("nonsense", program.Errors, StringComparison.Ordinal);
    }

    private static string StartedByMessage => Diagrams.Process(
        "by-message",
        """
            <bpmn:startEvent id="start"><bpmn:messageEventDefinition id="start_definition" messageRef="message" /></bpmn:startEvent>
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
        """ + Diagrams.Call("{{secrets.EXAMPLES_URL}}/stock", retries: 1) + """
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
        """,
        """<bpmn:message id="message" name="go" />""");

    private static async Task DeployAsync(TestServer server, string diagram)
    {
        await server.Cluster.DeployAsync([("traced.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        if (diagram.Contains("inbound.type", StringComparison.Ordinal))
        {
            await Eventually.GetAsync(
                () => server.Http.GetStringAsync("/inbound", Cancellation), listed => listed.Contains("\"UP\"", StringComparison.Ordinal), Cancellation);
        }
    }

    private static async Task PostAsync(TestServer server, string path, string body, string? traceparent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (traceparent is not null)
            request.Headers.Add("traceparent", traceparent);
        using var answer = await server.Http.SendAsync(request, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
