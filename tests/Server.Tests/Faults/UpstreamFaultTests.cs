using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests.Faults;

/// <summary>An upstream that does everything an upstream must not, seen from outside of a whole server.</summary>
public sealed class UpstreamFaultTests
{
    private const int InstancesOfEach = 4;

    /// <summary>The code of the first attempt; null where it succeeds.</summary>
    private static readonly Dictionary<Fault, string?> Codes = new()
    {
        [Fault.Late] = "408",
        [Fault.LateForTheJob] = "CONNECTOR_TIMED_OUT",
        [Fault.Never] = "408",
        [Fault.Drip] = "CONNECTOR_TIMED_OUT",
        [Fault.Twice] = null,
        [Fault.Close] = "408",
        [Fault.Reset] = "408",
        [Fault.HalfOfHeaders] = "408",
        [Fault.HalfOfBody] = "408",
        [Fault.HalfOfChunk] = "408",
        [Fault.NoHttp] = "500",
        [Fault.LengthTooSmall] = "garbage",
        [Fault.InvalidJson] = "garbage",
        [Fault.HugeHeader] = "500",
        [Fault.EndlessBody] = "RESPONSE_TOO_LARGE",
        [Fault.NotCompressed] = "500",
        [Fault.Refuse] = "500",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_an_upstream_does_each_job_is_done_once_with_its_own_answer_and_each_request_is_in_the_journal()
    {
        await using var upstream = new FaultyUpstream();
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        foreach (var fault in Codes.Keys)
            await server.Cluster.DeployAsync([($"{fault}.bpmn", Encoding.UTF8.GetBytes(Diagram(fault, upstream.Url)))], Cancellation);

        var faults = Codes.Keys.SelectMany(fault => Enumerable.Repeat(fault, fault is Fault.EndlessBody ? 1 : InstancesOfEach)).ToList();
        foreach (var fault in faults)
            await server.Cluster.CreateInstanceAsync(new CreateProcessInstanceRequest { ProcessDefinitionId = $"{fault}" }, Cancellation);
        // An answer that is too large would be so again: somebody has to look.
        var incident = Assert.Single((await Eventually.GetAsync(
            () => server.Cluster.SearchAsync(new SearchQuery<IncidentFilter>(), Cancellation), found => found.Items.Count > 0, Cancellation)).Items);
        Assert.Equal($"{Fault.EndlessBody}", incident.ProcessDefinitionId);
        Assert.Equal(0, (await CommandRun.OfAsync(server.Url, Cancellation, "resolve", $"{incident.IncidentKey.Value}")).ExitCode);
        await Eventually.GetAsync(
            async () => (await server.Cluster.SearchAsync(Completed, Cancellation)).Page.TotalItems, count => count >= faults.Count, Cancellation);

        var calls = (await server.Cluster.Calls.SearchAsync(new SearchQuery<CallFilter> { Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items;
        var answers = (await server.Cluster.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new VariableFilter { Name = "echo" }, Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items
            .ToDictionary(variable => variable.ProcessInstanceKey, variable => variable.Value.Trim('"'));
        var jobs = calls.GroupBy(call => call.JobKey).Select(job => job.OrderBy(call => call.CallKey.Value).ToList()).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{faults.Count} jobs, {Codes.Count} faults: {jobs.Count(job => job[^1].State is CallState.Completed)} done, {calls.Count} attempts in the journal, "
            + $"{upstream.Seen.Values.Sum()} requests under {upstream.Seen.Count} keys; first attempts: "
            + string.Join(", ", jobs.GroupBy(job => CodeOf(job[0]) ?? "good").OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}")) + ".");

        Assert.Equal(faults.Count, jobs.Count);
        foreach (var job in jobs)
        {
            var fault = Enum.Parse<Fault>(job[0].ProcessDefinitionId);
            Assert.Equal((fault, CallState.Completed), (fault, job[^1].State));
            Assert.Single(job, call => call.State is CallState.Completed);
            Assert.Equal((fault, Codes[fault]), (fault, CodeOf(job[0])));
            Assert.Equal((fault, Codes[fault] is null ? 1 : 2), (fault, job.Count));
            // Nothing that the other side saw is missing here, and nothing is here that it did not see.
            Assert.Equal((fault, upstream.Seen[job[0].IdempotencyKey]), (fault, job.Sum(call => call.Requests)));
            Assert.Equal((fault, job[0].IdempotencyKey), (fault, answers[job[0].ProcessInstanceKey!.Value]));
        }
    }

    [Fact]
    public void Every_fault_is_tried() => Assert.Equal(Enum.GetValues<Fault>(), Codes.Keys.Order());

    private static SearchQuery<ProcessInstanceFilter> Completed => new()
    {
        Filter = new ProcessInstanceFilter { State = ProcessInstanceState.Completed },
        Page = new SearchPage { Limit = 1 },
    };

    /// <summary>What an error expression makes of an answer has the words of the model and no code.</summary>
    private static string? CodeOf(CallItem call) =>
        call.State is CallState.Completed ? null : call.ErrorMessage?.StartsWith("garbage", StringComparison.Ordinal) is true ? "garbage" : call.ErrorCode;

    private static string Diagram(Fault fault, string url) => Diagrams.Process(
        $"{fault}",
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
            <bpmn:serviceTask id="call"><bpmn:extensionElements>
              <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
              <zeebe:taskHeaders>
                <zeebe:header key="resultExpression" value="=&#123;echo: body.key&#125;" />
                <zeebe:header key="errorExpression" value="=if error = null and echo = null then jobError(&quot;garbage&quot;, &#123;&#125;, job.retries - 1, @&quot;PT0.1S&quot;) else null" />
                <zeebe:header key="retryBackoff" value="PT0.1S" />
                {(fault is Fault.LateForTheJob or Fault.Drip ? """<zeebe:header key="jobTimeout" value="PT1S" />""" : "")}
              </zeebe:taskHeaders>
              <zeebe:ioMapping>
                <zeebe:input source="POST" target="method" /><zeebe:input source="{url}/{fault}" target="url" />
                <zeebe:input source="{(fault is Fault.Late or Fault.Never or Fault.Drip ? 1 : 30)}" target="readTimeoutInSeconds" />
                <zeebe:input source="=&#123;pay: 1&#125;" target="body" />
              </zeebe:ioMapping>
            </bpmn:extensionElements></bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
