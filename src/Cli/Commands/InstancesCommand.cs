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
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("instances", "Lists process instances, newest first.") { state, process, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session, Query(parsed.GetValue(state), parsed.GetValue(process), parsed.GetValue(limit)), cancellation));
        return command;
    }

    private static SearchQuery<ProcessInstanceFilter> Query(string? state, string? process, int limit) => new()
    {
        Filter = new ProcessInstanceFilter
        {
            State = state is null ? null : State(state),
            ProcessDefinitionId = process is null ? null : (Filter<string>)process,
        },
        Sort = [new SearchSort { Field = "processInstanceKey", Order = SortOrder.Desc }],
        Page = new SearchPage { Limit = limit },
    };

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
