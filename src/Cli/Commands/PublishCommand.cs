using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Publishes a message.</summary>
internal static class PublishCommand
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the message." };
        var key = new Option<string?>("--key")
        {
            Description = "Correlation key; without one, only message start events receive it.",
            HelpName = "K",
        };
        var variables = Variables.Option();
        var ttl = new Option<int>("--ttl") { Description = "Seconds to keep it when nothing waits for it yet.", HelpName = "SECONDS" };
        var tenant = TenantOption.Create();
        var command = new Command("publish", "Publishes a message to whoever waits for it, now or within its time to live.")
        {
            name, key, variables, ttl, tenant,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new MessagePublicationRequest
            {
                TenantId = parsed.GetValue(tenant),
                Name = parsed.GetRequiredValue(name),
                CorrelationKey = parsed.GetValue(key),
                Variables = Variables.Read(parsed.GetValue(variables)),
                TimeToLive = parsed.GetValue(ttl) * 1000L,
            },
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, MessagePublicationRequest request, CancellationToken cancellation)
    {
        var published = await session.Client.PublishAsync(request, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(published, JsonOutput.Shapes.MessagePublicationResult);
        else
            Screen.WriteLine(Invariant($"Message {published.MessageKey.Value} is published."));
    }
}
