using System.CommandLine;
using System.Text;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Starts an instance.</summary>
internal static class StartCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public static Command Create(CommonOptions options)
    {
        var process = new Argument<string>("PROCESS_ID") { Description = "BPMN id of the process; its latest version is started." };
        var variables = Variables.Option();
        var wait = new Option<bool>("--wait") { Description = "Wait for the end, up to 10 minutes, and show the variables." };
        var tags = new Option<string[]>("--tag") { Description = "A label to find it by; can be given up to 10 times.", HelpName = "TAG" };
        var businessId = new Option<string?>("--business-id") { Description = "Your own name for the instance.", HelpName = "ID" };
        var before = new Option<string[]>("--before") { Description = "An element to begin at instead of the start event; can be given several times.", HelpName = "ELEMENT" };
        var until = new Option<string[]>("--until") { Description = "An element after which the instance is terminated; can be given several times.", HelpName = "ELEMENT" };
        var tenant = TenantOption.Create();
        var command = new Command("start", "Starts an instance of a process.") { process, variables, tags, businessId, before, until, wait, tenant };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new CreateProcessInstanceRequest
            {
                TenantId = parsed.GetValue(tenant),
                ProcessDefinitionId = parsed.GetRequiredValue(process),
                Variables = Variables.Read(parsed.GetValue(variables)),
                Tags = parsed.GetValue(tags),
                BusinessId = parsed.GetValue(businessId),
                StartInstructions = parsed.GetValue(before)?.Select(id => new StartInstruction { ElementId = id }).ToList(),
                RuntimeInstructions = parsed.GetValue(until)?.Select(id => new RuntimeInstruction { AfterElementId = id }).ToList(),
                AwaitCompletion = parsed.GetValue(wait),
                RequestTimeout = parsed.GetValue(wait) ? (long)LongestWait.TotalMilliseconds : null,
            },
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, CreateProcessInstanceRequest request, CancellationToken cancellation)
    {
        var created = await Screen.WithProgressAsync(
            $"Starting {request.ProcessDefinitionId}…", () => session.Client.CreateInstanceAsync(request, cancellation));
        if (session.WantsJson)
        {
            JsonOutput.Write(created, JsonOutput.Shapes.CreateProcessInstanceResult);
            return;
        }

        var happened = request.AwaitCompletion is true ? "ran to its end" : "is started";
        var process = Invariant($"{created.ProcessDefinitionId} (version {created.ProcessDefinitionVersion})");
        Screen.WriteLine(Invariant($"Instance {created.ProcessInstanceKey.Value} of {process} {happened}."));
        Screen.WriteLine(request.AwaitCompletion is true
            ? $"Variables: {Encoding.UTF8.GetString(created.Variables.Utf8.Span)}"
            : Invariant($"See it with: ./fairlead instance {created.ProcessInstanceKey.Value}"));
    }
}
