using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Lists instances, newest first.</summary>
internal static class InstancesCommand
{
    public static Command Create(CommonOptions options)
    {
        var state = new Option<string?>("--state") { Description = "Only those in this state.", HelpName = "ACTIVE|COMPLETED|TERMINATED" };
        var process = new Option<string?>("--process") { Description = "Only those of this process.", HelpName = "PROCESS_ID" };
        var tags = new Option<string[]>("--tag") { Description = "Only those with this tag; can be given several times.", HelpName = "TAG" };
        var businessId = new Option<string?>("--business-id") { Description = "Only those with this business id.", HelpName = "ID" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("instances", "Lists process instances, newest first.") { state, process, tags, businessId, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new SearchQuery<ProcessInstanceFilter>
            {
                Filter = new ProcessInstanceFilter
                {
                    State = parsed.GetValue(state) is { } word ? State(word) : null,
                    ProcessDefinitionId = Text(parsed.GetValue(process)),
                    Tags = parsed.GetValue(tags),
                    BusinessId = Text(parsed.GetValue(businessId)),
                },
                Sort = [new SearchSort { Field = "processInstanceKey", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            },
            cancellation));
        return command;
    }

    private static Filter<string>? Text(string? text) => text is null ? null : (Filter<string>)text;

    private static Filter<ProcessInstanceState> State(string word) => RestWord.TryParse<ProcessInstanceState>(word, out var state)
        ? state
        : throw new UsageException($"There is no state '{word}'. States are {RestWord.List<ProcessInstanceState>()}.");

    private static async Task RunAsync(Session session, SearchQuery<ProcessInstanceFilter> query, CancellationToken cancellation)
    {
        var found = await session.Client.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultProcessInstanceItem);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine("There are no instances.");
            return;
        }

        Screen.WriteTable(
            ["KEY", "PROCESS", "VERSION", "STATE", "STARTED", "ENDED"],
            [
                .. found.Items.Select(IReadOnlyList<string> (item) =>
                [
                    item.ProcessInstanceKey.Value.ToString(CultureInfo.InvariantCulture),
                    item.ProcessDefinitionId,
                    item.ProcessDefinitionVersion.ToString(CultureInfo.InvariantCulture),
                    item.HasIncident ? $"{RestWord.Of(item.State)} (incident)" : RestWord.Of(item.State),
                    Times.Moment(item.StartDate),
                    item.EndDate is { } end ? Times.Moment(end) : "",
                ]),
            ]);
        if (found.Page.TotalItems > found.Items.Count)
            Screen.WriteError($"{found.Items.Count} of {found.Page.TotalItems}; see more with --limit.");
    }
}
