using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Gives a message to an instance now, or fails.</summary>
internal static class CorrelateCommand
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the message." };
        var key = new Option<string?>("--key") { Description = "Correlation key.", HelpName = "K" };
        var variables = Variables.Option();
        var tenant = TenantOption.Create();
        var command = new Command("correlate", "Gives a message to an instance that waits for it now; fails when none does.")
        {
            name, key, variables, tenant,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new MessageCorrelationRequest
            {
                TenantId = parsed.GetValue(tenant),
                Name = parsed.GetRequiredValue(name),
                CorrelationKey = parsed.GetValue(key),
                Variables = Variables.Read(parsed.GetValue(variables)),
            },
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, MessageCorrelationRequest request, CancellationToken cancellation)
    {
        var correlated = await session.Client.CorrelateAsync(request, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(correlated, JsonOutput.Shapes.MessageCorrelationResult);
        else
            Screen.WriteLine(Invariant($"Instance {correlated.ProcessInstanceKey.Value} received the message."));
    }
}
