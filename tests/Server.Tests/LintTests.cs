using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>What is said about files before they run.</summary>
public sealed class LintTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_examples_deploy_without_a_word()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Programs.Root, "examples"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".bpmn" or ".dmn")
            .Select(file => (Path.GetFileName(file), (ReadOnlyMemory<byte>)File.ReadAllBytes(file)))
            .ToList();
        Assert.True(files.Count >= 3);

        var result = await shared.Cluster.CheckDeploymentAsync(files, Cancellation);

        Assert.True(result.IsDeployable);
        Assert.DoesNotContain(result.Findings, finding => finding.Code is not "SECRET_UNKNOWN");
    }

    [Fact]
    public async Task Warnings_do_not_stop_a_deployment()
    {
        using var folder = new TestFolder();
        var file = folder.Write("lint-warn.bpmn", Rest("lint-warn", "={id: response.bdy.id, order: order}"));

        var deployed = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "deploy", file);

        Assert.Equal(0, deployed.ExitCode);
        Assert.Contains("lint-warn is deployed in version 1", deployed.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: lint-warn.bpmn:", deployed.Errors, StringComparison.Ordinal);
        Assert.Contains("ask: The header resultExpression: 'response' has no entry 'bdy', only status, headers, body, reason, document", deployed.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no variable 'order'", deployed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_together_with_what_the_engine_refuses()
    {
        var xml = Rest("lint-refused", "={id: body.").Replace("<bpmn:endEvent id=\"end\" />", "<bpmn:endEvent id=\"end\" /><bpmn:task id=\"alone\"><bpmn:incoming>none</bpmn:incoming></bpmn:task>", StringComparison.Ordinal)
            .Replace("source=\"https://x.example\"", "source=\"=1 +\"", StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => shared.DeployAsync("lint-refused.bpmn", xml, Cancellation));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        Assert.Contains("Expected to deploy 1 file, but found ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("mapping to url", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("The header resultExpression: ", refusal.Message, StringComparison.Ordinal);
        var found = await shared.Cluster.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new ProcessDefinitionFilter { ProcessDefinitionId = "lint-refused" } }, Cancellation);
        Assert.Empty(found.Items);
    }

    [Fact]
    public async Task Files_are_looked_at_without_being_deployed()
    {
        using var folder = new TestFolder();
        var file = folder.Write("lint-only.bpmn", Rest("lint-only", "=5 +"));

        var lint = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "lint", file);
        Assert.Equal(1, lint.ExitCode);
        Assert.StartsWith("Error: lint-only.bpmn:", lint.Output, StringComparison.Ordinal);
        Assert.Contains("1 problem and 0 warnings: this would not be deployed.", lint.Errors, StringComparison.Ordinal);
        Assert.Equal(lint.Output, (await CommandRun.OfAsync(shared.Server.Url, Cancellation, "deploy", "--check", file)).Output);

        var clean = await CommandRun.OfAsync(
            shared.Server.Url, Cancellation, "lint", folder.Write("lint-clean.bpmn", Rest("lint-clean", "={id: body.id}")));
        Assert.Equal((0, "Nothing to complain about."), (clean.ExitCode, clean.Output.Trim()));
    }

    [Fact]
    public async Task A_job_type_is_unserved_until_a_worker_asks_for_it()
    {
        var xml = Rest("lint-worker", "={a: 1}").Replace("io.camunda:http-json:1", "lint-worker-type", StringComparison.Ordinal);
        (string, ReadOnlyMemory<byte>)[] files = [("lint-worker.bpmn", System.Text.Encoding.UTF8.GetBytes(xml))];

        Assert.Equal("JOB_TYPE_UNSERVED", Assert.Single((await shared.Cluster.CheckDeploymentAsync(files, Cancellation)).Findings).Code);
        await new Transcript(shared.Http).AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"lint-worker-type","worker":"tester","timeout":60000,"maxJobsToActivate":1,"requestTimeout":-1}""",
            Cancellation);
        Assert.Empty((await shared.Cluster.CheckDeploymentAsync(files, Cancellation)).Findings);
    }

    private static string Rest(string id, string resultExpression) => Diagrams.Process(id, $$"""
        <bpmn:startEvent id="start" />
        <bpmn:serviceTask id="ask">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="io.camunda:http-json:1" />
            <zeebe:taskHeaders><zeebe:header key="resultExpression" value="{{resultExpression}}" /></zeebe:taskHeaders>
            <zeebe:ioMapping><zeebe:input source="https://x.example" target="url" /></zeebe:ioMapping>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:endEvent id="end" />
        <bpmn:sequenceFlow id="to-ask" sourceRef="start" targetRef="ask" />
        <bpmn:sequenceFlow id="to-end" sourceRef="ask" targetRef="end" />
        """);
}
