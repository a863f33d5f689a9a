using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Lists calls of connectors, newest first.</summary>
internal static class CallsCommand
{
    public static Command Create(CommonOptions options)
    {
        var filters = new CallFilters();
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("calls", "Lists calls of connectors, newest first: what went out, and what came back.") { limit };
        foreach (var option in filters.Options)
            command.Add(option);
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new SearchQuery<CallFilter>
            {
                Filter = filters.Read(parsed),
                Sort = [new SearchSort { Field = "callKey", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            },
            cancellation));
        return command;
    }

    public static void Write(IReadOnlyList<CallItem> calls) => Screen.WriteTable(
        ["KEY", "STARTED", "STATE", "ATTEMPT", "TOOK", "TYPE", "ELEMENT", "INSTANCE", "REQUEST", "ANSWER"],
        [
            .. calls.Select(IReadOnlyList<string> (call) =>
            [
                Invariant($"{call.CallKey.Value}"),
                Times.Moment(call.StartTime),
                RestWord.Of(call.State),
                Invariant($"{call.Attempt} of {call.Attempts}"),
                call.DurationMs is { } took ? Times.Duration(TimeSpan.FromMilliseconds(took)) : "",
                call.Type,
                call.ElementId,
                call.ProcessInstanceKey?.Value.ToString(CultureInfo.InvariantCulture) ?? "",
                call.Request ?? "",
                call.Answer ?? call.ErrorCode ?? "",
            ]),
        ]);

    private static async Task RunAsync(Session session, SearchQuery<CallFilter> query, CancellationToken cancellation)
    {
        var found = await session.Client.Calls.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultCallItem);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine("There are no calls.");
            return;
        }

        Write(found.Items);
        if (found.Page.TotalItems > found.Items.Count)
            Screen.WriteError($"{found.Items.Count} of {found.Page.TotalItems}; see more with --limit.");
    }
}
