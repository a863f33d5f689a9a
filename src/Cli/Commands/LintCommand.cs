using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Says what a deployment would say, and deploys nothing.</summary>
internal static class LintCommand
{
    public static Command Create(CommonOptions options)
    {
        var files = new Argument<string[]>("FILE") { Description = "BPMN diagrams, and what they need.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("lint", "Says what is wrong with files, or probably not meant, without deploying them.") { files };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            RunAsync(session, parsed.GetRequiredValue(files), cancellation));
        return command;
    }

    public static async Task RunAsync(Session session, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var result = await session.Client.CheckDeploymentAsync(Files.ReadAll(paths), cancellation);
        var errors = result.Findings.Count(finding => finding.Severity is FindingSeverity.Error);
        var warnings = result.Findings.Count - errors;
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.DeploymentCheckResult);
        }
        else
        {
            foreach (var finding in result.Findings)
                Screen.WriteLine($"{(finding.Severity is FindingSeverity.Error ? "Error" : "Warning")}: {finding}");
            if (warnings + errors is 0)
                Screen.WriteLine("Nothing to complain about.");
        }

        if (!result.IsDeployable)
            throw new ClusterException(
                ClusterError.InvalidArgument,
                Invariant($"{errors} {(errors is 1 ? "problem" : "problems")} and {warnings} {(warnings is 1 ? "warning" : "warnings")}: this would not be deployed."));
    }
}
