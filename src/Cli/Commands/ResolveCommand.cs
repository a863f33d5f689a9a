using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Resolves an incident, after giving its job new attempts when it is about a job.</summary>
internal static class ResolveCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("INCIDENT_KEY", "Key of the incident, as ./fairlead incidents shows it.");
        var retries = new Option<int>("--retries")
        {
            Description = "Attempts that a failed job gets.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("resolve", "Lets an instance try again where an incident stopped it.") { key, retries };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session, new IncidentKey(parsed.GetRequiredValue(key)), parsed.GetValue(retries), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, IncidentKey key, int retries, CancellationToken cancellation)
    {
        if (retries < 1)
            throw new UsageException($"--retries must be at least 1, but it is {retries}.");
        var incident = await session.Client.GetIncidentAsync(key, cancellation);
        // The order matters: an incident about a job without attempts would come back at once.
        if (incident is { State: not IncidentState.Resolved, ErrorType: IncidentErrorType.JobNoRetries, JobKey: { } job })
            await session.Client.UpdateJobAsync(job, new JobChangeset { Retries = retries }, cancellation);
        await session.Client.ResolveIncidentAsync(key, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(await session.Client.GetIncidentAsync(key, cancellation), JsonOutput.Shapes.IncidentItem);
            return;
        }

        Screen.WriteLine(Invariant($"Incident {key.Value} is resolved: {incident.ElementId} is tried again."));
        Screen.WriteLine(Invariant($"See what becomes of it: ./fairlead instance {incident.ProcessInstanceKey.Value}"));
    }
}
