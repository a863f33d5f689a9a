using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;

namespace Fairlead.Cli.Commands;

/// <summary>Shows one call of a connector.</summary>
internal static class CallCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the call, as ./fairlead calls shows it.");
        var command = new Command("call", "Shows a call of a connector, layer by layer: model, inputs, request, answer, mapping, outcome, log.") { key };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            ShowAsync(session, new CallKey(parsed.GetRequiredValue(key)), cancellation));
        return command;
    }

    private static async Task ShowAsync(Session session, CallKey key, CancellationToken cancellation)
    {
        var call = await session.Client.Calls.GetAsync(key, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(call, JsonOutput.Shapes.CallResult);
        else
            new CallReport(call).Write();
    }
}
