using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
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
        var har = new Option<bool>("--har") { Description = "Writes them as HTTP archive (HAR 1.2)." };
        command.Add(har);
        foreach (var option in filters.Options)
            command.Add(option);
        command.Add(CreateCompare(options));
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            var query = new SearchQuery<CallFilter>
            {
                Filter = filters.Read(parsed),
                Sort = [new SearchSort { Field = "callKey", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            };
            return parsed.GetValue(har) ? ArchiveAsync(session, query, cancellation) : RunAsync(session, query, cancellation);
        });
        return command;
    }

    private static Command CreateCompare(CommonOptions options)
    {
        var left = Keys.Argument("KEY", "Key of a call.");
        var right = Keys.Argument("OTHER", "Key of the call to compare with.");
        var command = new Command("compare", "Shows how two calls differ, field by field.") { left, right };
        Session.SetAction(command, options, (session, parsed, cancellation) => CompareAsync(
            session, new CallKey(parsed.GetRequiredValue(left)), new CallKey(parsed.GetRequiredValue(right)), cancellation));
        return command;
    }

    private static async Task ArchiveAsync(Session session, SearchQuery<CallFilter> query, CancellationToken cancellation) =>
        await Console.Out.WriteLineAsync(await session.Client.Calls.GetHarAsync(query, cancellation));

    private static async Task CompareAsync(Session session, CallKey left, CallKey right, CancellationToken cancellation)
    {
        var found = await session.Client.Calls.CompareAsync(left, right, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.CallComparison);
            return;
        }

        if (found.Differences.Count is 0)
            Screen.WriteLine("They do not differ, except in keys and times.");
        foreach (var (field, first, second) in found.Differences)
        {
            Screen.WriteLine(field);
            Screen.WriteLine($"  - {Screen.Indented(first ?? "(nothing)", 4)}");
            Screen.WriteLine($"  + {Screen.Indented(second ?? "(nothing)", 4)}");
        }
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
