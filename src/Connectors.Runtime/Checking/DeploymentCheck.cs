using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>
/// Looks at models for what their connectors cannot do, and for what goes on but will not do what was meant. It knows the connectors and
/// the secrets of this process. What BPMN itself forbids is not its business.
/// </summary>
/// <param name="webhooks">Whether webhooks without protection are opened all the same.</param>
public sealed class DeploymentCheck(
    ConnectorCatalog catalog, SecretStore secrets, Expressions expressions, IOptions<WebhooksOptions> webhooks)
{
    /// <param name="isAskedFor">Whether a worker elsewhere asks for jobs of a type.</param>
    /// <returns>File by file, in the order of their lines. Files that are no BPMN are passed over.</returns>
    public async Task<IReadOnlyList<ModelFinding>> CheckAsync(
        IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> files, Func<string, bool> isAskedFor, CancellationToken cancellation)
    {
        var all = new List<ModelFinding>();
        foreach (var (name, content) in files)
        {
            if (!name.EndsWith(".bpmn", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
                continue;

            var findings = new Findings(name);
            foreach (var process in BpmnReader.Read(content, name).Document.Processes)
                await CheckAsync(process, isAskedFor, findings, cancellation);
            all.AddRange(findings.Found);
        }

        return all;
    }

    private async Task CheckAsync(BpmnProcess process, Func<string, bool> isAskedFor, Findings findings, CancellationToken cancellation)
    {
        var sites = ExpressionSites.Of(process);
        ExpressionCheck.Check(sites, findings);
        VariableCheck.Check(process, sites, expressions, findings);
        foreach (var element in process.Nodes)
        {
            await SecretCheck.CheckAsync(process.Id, element, secrets, findings, cancellation);
            if (TaskOf(element) is { } task)
                Check(element, task, isAskedFor, findings);
            if (element.Properties.TryGetValue("inbound.type", out var inbound) && !catalog.RunsInbound(inbound.Trim()))
                findings.Warn(
                    "INBOUND_UNKNOWN_TYPE",
                    $"No inbound connector of the type {inbound} runs here: nothing will come in at this element.",
                    element.Id,
                    element.Line);
            WebhookCheck.Check(element, catalog, webhooks.Value, findings);
        }
    }

    private void Check(FlowNode element, TaskDefinition task, Func<string, bool> isAskedFor, Findings findings)
    {
        var connector = task.Type.IsExpression ? null : catalog.Outbound.FirstOrDefault(served => served.JobType == task.Type.Value);
        new HeaderCheck(element, task, connector, expressions, findings).Check();
        if (connector is not null)
            InputCheck.Check(element, connector.Input, findings);
        else if (!task.Type.IsExpression && !isAskedFor(task.Type.Value))
            findings.Warn(
                "JOB_TYPE_UNSERVED",
                $"No connector of this server serves the job type '{task.Type.Value}', and no worker has asked for it lately: a worker has to, "
                + $"or its jobs wait.{Near.Guess(task.Type.Value, catalog.Outbound.Select(served => served.JobType))}",
                element.Id,
                element.Line);
    }

    private static TaskDefinition? TaskOf(FlowNode element) => element switch
    {
        FlowNode.JobTask job => job.Task,
        FlowNode.AdHocSubProcess { AdHoc.Task: { } task } => task,
        _ => null,
    };
}
