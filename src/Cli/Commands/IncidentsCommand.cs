using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Lists open incidents, newest first.</summary>
internal static class IncidentsCommand
{
    private const int ShownAtMost = 100;

    public static Command Create(CommonOptions options)
    {
        var command = new Command("incidents", "Lists open incidents, newest first, with what went wrong and what to do.");
        Session.SetAction(command, options, (session, _, cancellation) => RunAsync(session, cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, CancellationToken cancellation)
    {
        var query = new SearchQuery<IncidentFilter>
        {
            Filter = new IncidentFilter { State = IncidentState.Active },
            Sort = [new SearchSort { Field = "incidentKey", Order = SortOrder.Desc }],
            Page = new SearchPage { Limit = ShownAtMost },
        };
        var found = await session.Client.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultIncidentItem);
            return;
        }

        if (found.Items.Count is 0)
            Screen.WriteLine("There are no open incidents.");
        foreach (var incident in found.Items)
        {
            var place = Invariant($"{incident.ElementId} of {incident.ProcessDefinitionId}, instance {incident.ProcessInstanceKey.Value}");
            Screen.WriteLine(Invariant(
                $"{incident.IncidentKey.Value}  {Times.Moment(incident.CreationTime)}  {RestWord.Of(incident.ErrorType)} at {place}"));
            Screen.WriteLine($"  What went wrong: {Screen.Indented(incident.ErrorMessage, 4)}");
            Screen.WriteLine($"  What to do: {Advice.For(incident)}");
        }
    }
}
