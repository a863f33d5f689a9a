using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Cancels an instance.</summary>
internal static class CancelCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the instance.");
        var command = new Command("cancel", "Cancels a process instance.") { key };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            RunAsync(session, new ProcessInstanceKey(parsed.GetRequiredValue(key)), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, ProcessInstanceKey key, CancellationToken cancellation)
    {
        await session.Client.CancelInstanceAsync(key, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(await session.Client.GetInstanceAsync(key, cancellation), JsonOutput.Shapes.ProcessInstanceItem);
        else
            Screen.WriteLine(Invariant($"Instance {key.Value} is cancelled."));
    }
}
