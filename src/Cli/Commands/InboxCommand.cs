using System.CommandLine;
using System.Text;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Shows outside events that were not applied, changes and discards them, and suspends triggers.</summary>
internal static class InboxCommand
{
    public static Command Create(CommonOptions options)
    {
        var process = ProcessOption();
        var state = new Option<InboxState?>("--state") { Description = "quarantined, held, applied, discarded or expired; without it what is kept.", HelpName = "STATE" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("inbox", "Lists outside events that could not be applied, or wait, newest first.")
        {
            process, state, limit,
            CreateShow(options), CreateEdit(options), InboxRedriveCommand.Create(options), CreateDiscard(options),
            CreateSuspensions(options), CreateSuspend(options), CreateResume(options),
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => ListAsync(
            session, parsed.GetValue(process), parsed.GetValue(state), parsed.GetValue(limit), cancellation));
        return command;
    }

    public static Option<string?> ProcessOption() => new("--process") { Description = "Only those for this process.", HelpName = "ID" };

    private static async Task ListAsync(Session session, string? process, InboxState? state, int limit, CancellationToken cancellation)
    {
        var found = await session.Client.Inbox.SearchAsync(
            new SearchQuery<InboxFilter>
            {
                Filter = new InboxFilter
                {
                    ProcessDefinitionId = process is null ? null : (Filter<string>)process,
                    State = state is { } one
                        ? (Filter<InboxState>)one
                        : new Filter<InboxState>([new FilterTerm<InboxState>.In([InboxState.Quarantined, InboxState.Held])]),
                },
                Sort = [new SearchSort { Field = "inboxKey", Order = SortOrder.Desc }],
                Page = new SearchPage { Limit = limit },
            },
            cancellation);
        if (session.WantsJson)
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultInboxItem);
        else if (found.Items.Count is 0)
            Screen.WriteLine(state is null ? "Nothing is kept: all events were applied." : "There are none.");
        else
            Screen.WriteTable(["KEY", "RECEIVED", "STATE", "PROCESS", "ELEMENT", "ATTEMPTS", "WHY"], [.. found.Items.Select(Row)]);
    }

    private static IReadOnlyList<string> Row(InboxItem item) =>
    [
        Invariant($"{item.InboxKey.Value}"),
        Times.Moment(item.ReceivedTime),
        RestWord.Of(item.State).ToLowerInvariant(),
        item.ProcessDefinitionId,
        item.ElementId,
        Invariant($"{item.Attempts}"),
        item.ErrorCode,
    ];

    private static Command CreateShow(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of an event, as ./fairlead inbox shows it.");
        var command = new Command("show", "Shows an event with what it carries.") { key };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            ShowAsync(session, new InboxKey(parsed.GetRequiredValue(key)), cancellation));
        return command;
    }

    private static async Task ShowAsync(Session session, InboxKey key, CancellationToken cancellation)
    {
        var item = await session.Client.Inbox.GetAsync(key, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(item, JsonOutput.Shapes.InboxItem);
            return;
        }

        Screen.WriteLine(Invariant(
            $"Event {item.InboxKey.Value} for {item.ElementId} of {item.ProcessDefinitionId} ({item.ConnectorType}): {RestWord.Of(item.State).ToLowerInvariant()}"));
        if (item.ErrorMessage.Length > 0)
            Screen.WriteLine($"  Why: {Screen.Indented(item.ErrorMessage, 4)}");
        Screen.WriteLine(item.DeduplicationKey is { } name ? $"  Identity: {name}" : "  Identity: none");
        Screen.WriteLine(Invariant($"  Received {Times.Moment(item.ReceivedTime)}, tried {item.Attempts} times, kept until {Times.Day(item.KeptUntil)}"));
        if (item.ProcessInstanceKey is { } instance)
            Screen.WriteLine(Invariant($"  Applied to process instance {instance.Value}"));
        if (item.Payload is { } payload)
            Screen.WriteLine($"\n{Encoding.UTF8.GetString(payload.Utf8.Span)}");
    }

    private static Command CreateEdit(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of an event that is kept.");
        var payload = PayloadOption();
        payload.Required = true;
        var command = new Command("edit", "Replaces what an event carries, before it is driven again.") { key, payload };
        Session.SetAction(command, options, (session, parsed, cancellation) => session.Client.Inbox.EditAsync(
            new InboxKey(parsed.GetRequiredValue(key)), new EditInboxRequest { Payload = ReadPayload(parsed.GetValue(payload))!.Value }, cancellation));
        return command;
    }

    public static Option<string?> PayloadOption() => new("--payload") { Description = "What the event carries: JSON or a file.", HelpName = "JSON|FILE" };

    public static JsonObjectText? ReadPayload(string? given) =>
        Variables.Read(given is null || given.TrimStart() is ['{' or '@', ..] ? given : $"@{given}");

    private static Command CreateDiscard(CommonOptions options)
    {
        var keys = new Argument<long[]>("KEY") { Description = "Keys of events that are kept.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("discard", "Ends events without effect; a repetition of one has none either.") { keys };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            foreach (var key in parsed.GetRequiredValue(keys))
                await session.Client.Inbox.DiscardAsync(new InboxKey(key), cancellation);
        });
        return command;
    }

    private static Command CreateSuspensions(CommonOptions options)
    {
        var command = new Command("suspensions", "Lists what is suspended.");
        Session.SetAction(command, options, async (session, _, cancellation) =>
        {
            var found = await session.Client.Inbox.FindSuspensionsAsync(cancellation);
            if (session.WantsJson)
                JsonOutput.Write(found, JsonOutput.Shapes.SuspensionsResult);
            else if (found.Items.Count is 0)
                Screen.WriteLine("Nothing is suspended.");
            else
                Screen.WriteTable(["PROCESS", "ELEMENT", "SINCE"], [.. found.Items.Select(item => (IReadOnlyList<string>)[item.ProcessDefinitionId, item.ElementId ?? "(all)", Times.Moment(item.Since)])]);
        });
        return command;
    }

    private static Command CreateSuspend(CommonOptions options) => CreateChange(
        "suspend",
        "Holds the events of a process, or of one of its elements, instead of applying them.",
        options,
        (session, request, cancellation) => session.Client.Inbox.SuspendAsync(request, cancellation));

    private static Command CreateResume(CommonOptions options) => CreateChange(
        "resume",
        "Applies what is held, in the order in which it came, and from then on what comes.",
        options,
        (session, request, cancellation) => session.Client.Inbox.ResumeAsync(request, cancellation));

    private static Command CreateChange(
        string verb, string description, CommonOptions options, Func<Session, SuspendRequest, CancellationToken, Task> change)
    {
        var process = new Argument<string>("PROCESS") { Description = "BPMN id of the process." };
        var element = new Option<string?>("--element") { Description = "Only this element of it.", HelpName = "ID" };
        var tenant = new Option<string?>("--tenant") { Description = "Of the process; the default one when omitted.", HelpName = "ID" };
        var command = new Command(verb, description) { process, element, tenant };
        Session.SetAction(command, options, (session, parsed, cancellation) => change(
            session,
            new SuspendRequest
            {
                ProcessDefinitionId = parsed.GetRequiredValue(process),
                ElementId = parsed.GetValue(element),
                TenantId = parsed.GetValue(tenant),
            },
            cancellation));
        return command;
    }
}
