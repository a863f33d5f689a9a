using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Deletes one version of something deployed.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the version, as deploy shows it.");
        var history = new Option<bool>("--history") { Description = "Also forget the instances of a process that have ended." };
        var command = new Command(
            "delete", "Deletes one version of a process, decision, form or other file. What runs of a process goes on to its end.")
        {
            key,
            history,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session, parsed.GetRequiredValue(key), parsed.GetValue(history), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, long key, bool history, CancellationToken cancellation)
    {
        var deleted = await session.Client.DeleteResourceAsync(
            new ResourceKey(key), new DeleteResourceRequest { DeleteHistory = history }, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(deleted, JsonOutput.Shapes.DeleteResourceResult);
            return;
        }

        var query = new SearchQuery<ProcessDefinitionFilter> { Filter = new() { ProcessDefinitionKey = new(key) } };
        var found = await session.Client.SearchAsync(query, cancellation);
        Screen.WriteLine(found.Items is [{ State: ProcessDefinitionState.Draining } process]
            ? Invariant($"Version {process.Version} of {process.ProcessDefinitionId} starts nothing any more. It goes with the last instance of it.")
            : Invariant($"Resource {key} is deleted."));
    }
}
