using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Lets an instance go on in another version or process.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the instance.");
        var to = new Option<string>("--to")
        {
            Description = "Where it goes on: the key of a version, or the BPMN id of a process for its latest version.",
            HelpName = "KEY|PROCESS_ID",
            Required = true,
        };
        var map = new Option<string[]>("--map")
        {
            Description = "An element and what it becomes. Every active element needs one; events without are closed. Can be given several times.",
            HelpName = "ELEMENT:ELEMENT",
        };
        var command = new Command("migrate", "Lets a process instance go on in another version or process: all of it or nothing.") { key, to, map };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new ProcessInstanceKey(parsed.GetRequiredValue(key)),
            parsed.GetRequiredValue(to),
            [.. (parsed.GetValue(map) ?? []).Select(Mapping)],
            cancellation));
        return command;
    }

    private static MigrationMappingInstruction Mapping(string given) => given.Split(':') is [{ Length: > 0 } source, { Length: > 0 } target]
        ? new() { SourceElementId = source, TargetElementId = target }
        : throw new UsageException($"A mapping is written ELEMENT:ELEMENT, before and after, but this is '{given}'.");

    private static async Task RunAsync(
        Session session,
        ProcessInstanceKey key,
        string to,
        IReadOnlyList<MigrationMappingInstruction> mappings,
        CancellationToken cancellation)
    {
        var target = await FindAsync(session.Client, to, cancellation);
        await session.Client.MigrateInstanceAsync(
            key, new() { TargetProcessDefinitionKey = target, MappingInstructions = mappings }, cancellation);
        var instance = await session.Client.GetInstanceAsync(key, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(instance, JsonOutput.Shapes.ProcessInstanceItem);
            return;
        }

        Screen.WriteLine(Invariant(
            $"Instance {key.Value} goes on in {instance.ProcessDefinitionId} (version {instance.ProcessDefinitionVersion})."));
        Screen.WriteLine(Invariant($"See what runs in it now: ./fairlead instance {key.Value}"));
    }

    /// <summary>BPMN ids do not begin with a digit.</summary>
    private static async Task<ProcessDefinitionKey> FindAsync(ClusterClient client, string to, CancellationToken cancellation)
    {
        if (long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            return new ProcessDefinitionKey(key);
        var found = await client.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new() { ProcessDefinitionId = to, IsLatestVersion = true } }, cancellation);
        return found.Items.Count > 0
            ? found.Items[0].ProcessDefinitionKey
            : throw new ClusterException(ClusterError.NotFound, $"There is no process '{to}' to migrate to: deploy it first.");
    }
}
