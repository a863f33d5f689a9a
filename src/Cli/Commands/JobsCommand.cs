using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Lists jobs, newest first.</summary>
internal static class JobsCommand
{
    public static Command Create(CommonOptions options)
    {
        var type = new Option<string?>("--type") { Description = "Only those of this type.", HelpName = "TYPE" };
        var state = new Option<string?>("--state") { Description = "Only those in this state.", HelpName = RestWord.List<JobState>() };
        var kind = new Option<string?>("--kind") { Description = "Only those of this kind.", HelpName = RestWord.List<JobKind>() };
        var instance = new Option<long?>("--instance") { Description = "Only those of this instance.", HelpName = "KEY" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("jobs", "Lists jobs, newest first, those of listeners included.") { type, state, kind, instance, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new SearchQuery<JobFilter>
            {
                Filter = new JobFilter
                {
                    Type = parsed.GetValue(type) is { } text ? (Filter<string>)text : null,
                    State = Word<JobState>(parsed.GetValue(state), "state"),
                    Kind = Word<JobKind>(parsed.GetValue(kind), "kind"),
                    ProcessInstanceKey = parsed.GetValue(instance) is { } key ? (Filter<ProcessInstanceKey>)new ProcessInstanceKey(key) : null,
                },
                Sort = [new SearchSort { Field = "jobKey", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            },
            cancellation));
        return command;
    }

    private static Filter<T>? Word<T>(string? word, string what)
        where T : struct, Enum => word is null ? null
        : RestWord.TryParse<T>(word, out var value) ? (Filter<T>)value
        : throw new UsageException($"There is no {what} '{word}'. It is one of {RestWord.List<T>()}.");

    private static async Task RunAsync(Session session, SearchQuery<JobFilter> query, CancellationToken cancellation)
    {
        var found = await session.Client.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultJobItem);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine("There are no jobs.");
            return;
        }

        Screen.WriteTable(
            ["KEY", "TYPE", "KIND", "STATE", "RETRIES", "ELEMENT", "INSTANCE", "CREATED"],
            [
                .. found.Items.Select(IReadOnlyList<string> (item) =>
                [
                    item.JobKey.Value.ToString(CultureInfo.InvariantCulture),
                    item.Type,
                    item.Kind is JobKind.BpmnElement ? "" : $"{RestWord.Of(item.Kind)} {RestWord.Of(item.ListenerEventType)}",
                    RestWord.Of(item.State),
                    item.Retries.ToString(CultureInfo.InvariantCulture),
                    item.ElementId,
                    item.ProcessInstanceKey.Value.ToString(CultureInfo.InvariantCulture),
                    Times.Moment(item.CreationTime),
                ]),
            ]);
        if (found.Page.TotalItems > found.Items.Count)
            Screen.WriteError($"{found.Items.Count} of {found.Page.TotalItems}; see more with --limit.");
    }
}
