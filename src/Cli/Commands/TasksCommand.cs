using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Lists user tasks, most urgent first.</summary>
internal static class TasksCommand
{
    public static Command Create(CommonOptions options)
    {
        var state = new Option<string>("--state")
        {
            Description = "Those in this state; 'all' for every state.",
            HelpName = "CREATED|COMPLETED|…",
            DefaultValueFactory = _ => RestWord.Of(UserTaskState.Created),
        };
        var assignee = new Option<string?>("--assignee") { Description = "Only those of this person.", HelpName = "WHO" };
        var group = new Option<string?>("--group") { Description = "Only those that this group may do.", HelpName = "GROUP" };
        var process = new Option<string?>("--process") { Description = "Only those of this process.", HelpName = "PROCESS_ID" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("tasks", "Lists user tasks, most urgent first.") { state, assignee, group, process, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new SearchQuery<UserTaskFilter>
            {
                Filter = new UserTaskFilter
                {
                    State = State(parsed.GetRequiredValue(state)),
                    Assignee = Text(parsed.GetValue(assignee)),
                    CandidateGroup = Text(parsed.GetValue(group)),
                    ProcessDefinitionId = parsed.GetValue(process),
                },
                Sort = [new SearchSort { Field = "priority", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            },
            cancellation));
        return command;
    }

    private static Filter<string>? Text(string? text) => text is null ? null : (Filter<string>)text;

    private static Filter<UserTaskState>? State(string word) =>
        word.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : RestWord.TryParse<UserTaskState>(word, out var state) ? state
        : throw new UsageException($"There is no state '{word}'. States are {RestWord.List<UserTaskState>()}, or all.");

    private static async Task RunAsync(Session session, SearchQuery<UserTaskFilter> query, CancellationToken cancellation)
    {
        var found = await session.Client.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultUserTaskItem);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine("There are no user tasks.");
            return;
        }

        Screen.WriteTable(
            ["KEY", "TASK", "PROCESS", "STATE", "ASSIGNEE", "PRIORITY", "DUE"],
            [
                .. found.Items.Select(IReadOnlyList<string> (item) =>
                [
                    item.UserTaskKey.Value.ToString(CultureInfo.InvariantCulture),
                    item.Name ?? item.ElementId,
                    item.ProcessName ?? item.ProcessDefinitionId,
                    RestWord.Of(item.State),
                    item.Assignee ?? "",
                    item.Priority.ToString(CultureInfo.InvariantCulture),
                    item.DueDate is { } due ? Times.Moment(due) : "",
                ]),
            ]);
        if (found.Page.TotalItems > found.Items.Count)
            Screen.WriteError($"{found.Items.Count} of {found.Page.TotalItems}; see more with --limit.");
    }
}
