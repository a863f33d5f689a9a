using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Shows what a call would send, or what would become of an outside event; nothing happens.</summary>
internal static class PlanCommand
{
    public static Command Create(CommonOptions options)
    {
        var job = new Option<long?>("--job") { Description = "A job that is not done.", HelpName = "KEY" };
        var process = new Option<string?>("--process") { Description = "The latest version of a process.", HelpName = "ID" };
        var element = new Option<string?>("--element") { Description = "An element of that process.", HelpName = "ID" };
        var variables = Variables.Option();
        var response = ResponseOption();
        var command = new Command("plan", "Shows the request that a connector would send, or what would become of an outside event; nothing happens.")
        {
            job, process, element, variables, response,
        };
        var outside = InboundPlanOptions.AddTo(command);
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            var key = parsed.GetValue(job);
            var (id, at) = (parsed.GetValue(process), parsed.GetValue(element));
            if (outside.Read(parsed, id, at) is { } inbound)
                return InboundPlanOptions.ShowAsync(session, inbound, cancellation);
            if (key is null == (id is null || at is null))
                throw new UsageException("Say which call is meant: --job KEY, or --process ID and --element ID; or which event: --inbound or --event.");
            return ShowAsync(
                session,
                new PlanRequest
                {
                    JobKey = key is { } known ? new JobKey(known) : null,
                    ProcessDefinitionId = id,
                    ElementId = at,
                    Variables = key is null ? Variables.Read(parsed.GetValue(variables)) : null,
                    Response = ReadResponse(parsed.GetValue(response)),
                },
                cancellation);
        });
        return command;
    }

    public static Option<string?> ResponseOption() => new("--response")
    {
        Description = "A file with JSON that stands for the connector's response: shows what the model makes of it.",
        HelpName = "FILE",
    };

    public static JsonValueText? ReadResponse(string? file) => file is null ? null : new JsonValueText(Files.Read(file));

    public static async Task ShowAsync(Session session, PlanRequest request, CancellationToken cancellation) =>
        Show(session, await session.Client.Calls.PlanAsync(request, cancellation));

    public static void Show(Session session, PlanResult result)
    {
        if (session.WantsJson)
            JsonOutput.Write(result, JsonOutput.Shapes.PlanResult);
        else
            new PlanReport(result).Write();
    }
}
