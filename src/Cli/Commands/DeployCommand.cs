using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Deploys files together; all or none.</summary>
internal static class DeployCommand
{
    public static Command Create(CommonOptions options)
    {
        var files = new Argument<string[]>("FILE") { Description = "BPMN diagrams, and the decisions, forms and other files that they need.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Says what a deployment would say, and deploys nothing." };
        var tenant = TenantOption.Create();
        var command = new Command("deploy", "Deploys files together: all, or none when one of them has a problem.") { files, check, tenant };
        Session.SetAction(command, options, (session, parsed, cancellation) => parsed.GetValue(check)
            ? LintCommand.RunAsync(session, parsed.GetRequiredValue(files), cancellation)
            : RunAsync(session, parsed.GetRequiredValue(files), parsed.GetValue(tenant), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, IReadOnlyList<string> paths, string? tenant, CancellationToken cancellation)
    {
        var files = Files.ReadAll(paths);
        var deployed = await Screen.WithProgressAsync(
            $"Deploying {files.Length} {(files.Length is 1 ? "file" : "files")}…",
            () => session.Client.DeployAsync(files, tenant, cancellation));
        if (session.WantsJson)
        {
            JsonOutput.Write(deployed, JsonOutput.Shapes.DeploymentResult);
            return;
        }

        foreach (var process in deployed.Deployments.Select(deployment => deployment.ProcessDefinition).OfType<DeployedProcess>())
        {
            var version = Invariant($"version {process.ProcessDefinitionVersion} (key {process.ProcessDefinitionKey.Value})");
            Screen.WriteLine($"{process.ResourceName}: {process.ProcessDefinitionId} is deployed in {version}.");
        }

        foreach (var decision in deployed.Deployments.Select(deployment => deployment.DecisionDefinition).OfType<DeployedDecision>())
        {
            var file = deployed.Deployments
                .Select(deployment => deployment.DecisionRequirements)
                .FirstOrDefault(known => known?.DecisionRequirementsKey == decision.DecisionRequirementsKey)?.ResourceName;
            var version = Invariant($"version {decision.Version} (key {decision.DecisionDefinitionKey.Value})");
            Screen.WriteLine($"{file}: decision {decision.DecisionDefinitionId} is deployed in {version}.");
        }

        foreach (var form in deployed.Deployments.Select(deployment => deployment.Form).OfType<DeployedForm>())
        {
            var version = Invariant($"version {form.Version} (key {form.FormKey.Value})");
            Screen.WriteLine($"{form.ResourceName}: form {form.FormId} is deployed in {version}.");
        }

        foreach (var file in deployed.Deployments.Select(deployment => deployment.Resource).OfType<DeployedFile>())
        {
            var version = Invariant($"version {file.Version} (key {file.ResourceKey.Value})");
            Screen.WriteLine($"{file.ResourceName}: resource {file.ResourceId} is deployed in {version}.");
        }

        foreach (var finding in deployed.Findings ?? [])
            Screen.WriteError($"Warning: {finding}");
    }
}
