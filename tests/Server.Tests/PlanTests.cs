using System.Net;
using System.Net.Sockets;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>What a call would send is shown and not sent; a single call is sent once.</summary>
public sealed class PlanTests
{
    private const string Secret = "s3cr3t-plan-token";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_shows_the_request_and_nobody_is_connected_to()
    {
        using var upstream = new Upstream();
        using var data = new TestFolder();
        using var server = await StartAsync(data);
        await server.Cluster.DeployAsync([("plan.bpmn", Encoding.UTF8.GetBytes(Call("plan", upstream.Url)))], Cancellation);
        var ofElement = await server.Cluster.Calls.PlanAsync(
            new PlanRequest
            {
                ProcessDefinitionId = "plan",
                ElementId = "ask",
                Variables = new("""{"order":{"id":7}}"""u8.ToArray()),
                Response = new("""{"status":200,"body":{"id":"A-1"}}"""u8.ToArray()),
            },
            Cancellation);
        var request = Assert.Single(ofElement.Requests);
        Assert.Equal($"POST {upstream.Url}orders", request.Request);
        Assert.Equal("Bearer {{secrets.PLAN_TOKEN}}", Assert.Single(request.Headers, header => header.Name == "Authorization").Value);
        Assert.Equal("""{"id":7,"customer":null}""", request.Body);
        Assert.Equal(["PLAN_TOKEN"], ofElement.Secrets);
        Assert.False(ofElement.IsSent);
        Assert.Null(ofElement.Denial);
        Assert.Null(ofElement.Problem);
        Assert.Equal("order.customer", Assert.Single(ofElement.Inputs.SelectMany(input => input.Nulls)).Part);
        Assert.Equal((PlannedOutcomeKind.Completed, """{"id":"A-1","total":null}"""), (ofElement.Outcome!.Kind, Encoding.UTF8.GetString(ofElement.Outcome.Variables.Utf8.Span)));
        Assert.Equal(("total", "body.total"), (Assert.Single(ofElement.ResultNulls).Path, ofElement.ResultNulls[0].Part));

        // Its address is none, so that it waits with an incident; somebody corrects it and wants to see before he goes on.
        await server.Cluster.DeployAsync([("later.bpmn", Encoding.UTF8.GetBytes(Call("later", "nowhere/")))], Cancellation);
        await server.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest { ProcessDefinitionId = "later", Variables = new("""{"order":{"id":7}}"""u8.ToArray()) }, Cancellation);
        var incidents = await Eventually.GetAsync(
            () => server.Cluster.SearchAsync(
                new SearchQuery<IncidentFilter> { Filter = new IncidentFilter { ProcessDefinitionId = "later" } }, Cancellation),
            found => found.Items.Count > 0,
            Cancellation);
        await new Transcript(server.Http).AskAsync(
            "PUT",
            $"/v2/element-instances/{incidents.Items[0].ElementInstanceKey.Value}/variables",
            $$"""{"variables":{"url":"{{upstream.Url}}orders"},"local":true}""",
            Cancellation);
        var job = Assert.Single((await server.Cluster.SearchAsync(
            new SearchQuery<JobFilter> { Filter = new JobFilter { ProcessDefinitionId = "later" } }, Cancellation)).Items);
        var ofJob = await server.Cluster.Calls.PlanAsync(new PlanRequest { JobKey = job.JobKey }, Cancellation);
        var again = Assert.Single(ofJob.Requests);
        Assert.Equal((request.Request, request.Body), (again.Request, again.Body));
        Assert.EndsWith($"-{job.JobKey.Value}", Assert.Single(again.Headers, header => header.Name == "Idempotency-Key").Value, StringComparison.Ordinal);

        var ofType = await server.Cluster.Calls.PlanAsync(
            new PlanRequest { Type = "io.camunda:http-json:1", Input = new(Encoding.UTF8.GetBytes($$$"""{"url":"{{{upstream.Url}}}x?token={{secrets.PLAN_TOKEN}}"}""")) },
            Cancellation);
        Assert.Equal($"GET {upstream.Url}x?token={{{{secrets.PLAN_TOKEN}}}}", Assert.Single(ofType.Requests).Request);

        Assert.Equal(0, upstream.Connections);
        Assert.DoesNotContain(Secret, server.Program.Output + server.Program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_plans_and_calls()
    {
        using var upstream = new Upstream();
        using var data = new TestFolder();
        using var server = await StartAsync(data);
        using var folder = new TestFolder();
        await server.Cluster.DeployAsync([("plan.bpmn", Encoding.UTF8.GetBytes(Call("plan", upstream.Url)))], Cancellation);
        var response = folder.Write("response.json", """{"status":200,"body":{}}""");

        var planned = await CommandRun.OfAsync(
            server.Url, Cancellation, "plan", "--process", "plan", "--element", "ask", "--variables", """{"order":{"id":7}}""", "--response", response);
        Assert.Equal((0, ""), (planned.ExitCode, planned.Errors));
        Assert.Contains($"Would be sent\n  POST {upstream.Url}orders\n", planned.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Secrets: PLAN_TOKEN", planned.Output, StringComparison.Ordinal);
        Assert.Contains("Outcome: COMPLETED", planned.Output, StringComparison.Ordinal);
        Assert.Contains("id is null because of 'body.id'", planned.Output, StringComparison.Ordinal);

        var input = folder.Write("input.json", $$"""{"url":"{{upstream.Url}}once","method":"GET"}""");
        var dry = await CommandRun.OfAsync(server.Url, Cancellation, "call", "io.camunda:http-json:1", "--input", input, "--plan");
        Assert.Contains($"GET {upstream.Url}once", dry.Output, StringComparison.Ordinal);
        Assert.Equal(0, upstream.Connections);

        var sent = await CommandRun.OfAsync(
            server.Url, Cancellation, "call", "io.camunda:http-json:1", "--input", input, "--header", "resultExpression={got: body.hello}");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Errors));
        Assert.Contains("""{"got":"you"}""", sent.Output, StringComparison.Ordinal);
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task What_would_be_refused_is_said()
    {
        using var data = new TestFolder();
        using var server = await StartAsync(data);
        var unserved = await server.Cluster.Calls.PlanAsync(new PlanRequest { Type = "nobody:1" }, Cancellation);
        Assert.Equal("JOB_TYPE_UNSERVED", unserved.ProblemCode);
        var empty = await server.Cluster.Calls.PlanAsync(new PlanRequest { Type = "io.camunda:http-json:1" }, Cancellation);
        Assert.Contains("url", empty.Problem, StringComparison.Ordinal);
        Assert.Empty(empty.Requests);
        var denied = await server.Cluster.Calls.PlanAsync(
            new PlanRequest { Type = "io.camunda:http-json:1", Input = new("""{"url":"http://10.1.2.3/"}"""u8.ToArray()) }, Cancellation);
        Assert.Contains("NETWORK_DENIED", denied.Denial, StringComparison.Ordinal);
        Assert.Equal("GET http://10.1.2.3/", Assert.Single(denied.Requests).Request);
        var missing = await server.Cluster.Calls.PlanAsync(
            new PlanRequest { Type = "io.camunda:http-json:1", Input = new("""{"url":"https://x.example/{{secrets.NOT_THERE}}"}"""u8.ToArray()) }, Cancellation);
        Assert.Equal("SECRET_MISSING", missing.ProblemCode);

        var nothing = await Assert.ThrowsAsync<ClusterException>(() => server.Cluster.Calls.PlanAsync(new PlanRequest(), Cancellation));
        Assert.Contains("Expected one of jobKey, elementId and type.", nothing.Message, StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<ClusterException>(() => server.Cluster.Calls.PlanAsync(
            new PlanRequest { ProcessDefinitionId = "nope", ElementId = "x" }, Cancellation));
        Assert.Equal(ClusterError.NotFound, unknown.Error);
    }

    private static Task<TestServer> StartAsync(TestFolder data) =>
        TestServer.StartAsync(
            data.Data, Cancellation, "--Secrets:Values:PLAN_TOKEN", Secret, "--Network:AllowHosts:0", "127.0.0.1");

    private static string Call(string id, string url) => Diagrams.Process(id, $$$$"""
        <bpmn:startEvent id="start" />
        <bpmn:serviceTask id="ask">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="io.camunda:http-json:1" />
            <zeebe:taskHeaders><zeebe:header key="resultExpression" value="={id: body.id, total: body.total}" /></zeebe:taskHeaders>
            <zeebe:ioMapping>
              <zeebe:input source="bearer" target="authentication.type" />
              <zeebe:input source="{{secrets.PLAN_TOKEN}}" target="authentication.token" />
              <zeebe:input source="POST" target="method" />
              <zeebe:input source="{{{{url}}}}orders" target="url" />
              <zeebe:input source="={id: order.id, customer: order.customer}" target="body" />
            </zeebe:ioMapping>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:endEvent id="end" />
        <bpmn:sequenceFlow id="to-ask" sourceRef="start" targetRef="ask" />
        <bpmn:sequenceFlow id="to-end" sourceRef="ask" targetRef="end" />
        """);

    /// <summary>Listens, counts who connects, and answers each once.</summary>
    private sealed class Upstream : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _connections;

        public Upstream()
        {
            _listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
            _ = AcceptAsync();
        }

        public string Url { get; }

        public int Connections => Volatile.Read(ref _connections);

        public void Dispose() => _listener.Stop();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _connections);
                    var stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"hello\":\"you\"}"u8.ToArray());
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
