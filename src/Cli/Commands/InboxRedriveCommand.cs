using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Applies kept events to what is deployed now.</summary>
internal static class InboxRedriveCommand
{
    public static Command Create(CommonOptions options)
    {
        var keys = new Argument<long[]>("KEY") { Description = "Keys of events that are kept.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All that are quarantined, or those that the other options name." };
        var process = InboxCommand.ProcessOption();
        var element = new Option<string?>("--element") { Description = "With --process: only those for this element.", HelpName = "ID" };
        var code = new Option<string?>("--code") { Description = "Only those that are kept for this reason.", HelpName = "CODE" };
        var preview = new Option<bool>("--preview") { Description = "Only says what would become of them." };
        var payload = InboxCommand.PayloadOption();
        var command = new Command("redrive", "Applies kept events to what is deployed now, oldest first.")
        {
            keys, all, process, element, code, preview, payload,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            var given = parsed.GetValue(keys) ?? [];
            var edited = InboxCommand.ReadPayload(parsed.GetValue(payload));
            if (given.Length > 0 == parsed.GetValue(all))
                throw new UsageException("Say which events are meant: their keys, or --all.");
            if (edited is not null && given.Length is not 1)
                throw new UsageException("--payload is for one event.");
            if (edited is not null)
                return OneAsync(session, new InboxKey(given[0]), new InboxDriveRequest { Preview = parsed.GetValue(preview), Payload = edited }, cancellation);
            return ManyAsync(
                session,
                new InboxDrivesRequest
                {
                    InboxKeys = given.Length > 0 ? [.. given.Select(key => new InboxKey(key))] : null,
                    ProcessDefinitionId = parsed.GetValue(process),
                    ElementId = parsed.GetValue(element),
                    Code = parsed.GetValue(code),
                    Preview = parsed.GetValue(preview),
                },
                cancellation);
        });
        return command;
    }

    private static async Task OneAsync(Session session, InboxKey key, InboxDriveRequest request, CancellationToken cancellation)
    {
        var item = await session.Client.Inbox.DriveAsync(key, request, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(item, JsonOutput.Shapes.InboxDriveItem);
        else
            Write(item, request.Preview is true);
    }

    private static async Task ManyAsync(Session session, InboxDrivesRequest request, CancellationToken cancellation)
    {
        var items = new List<InboxDriveItem>();
        InboxDrivesResult page;
        do
        {
            page = await session.Client.Inbox.DriveAsync(request, cancellation);
            items.AddRange(page.Items);
            if (!session.WantsJson)
            {
                foreach (var item in page.Items)
                    Write(item, page.Preview);
            }

            request = request with { After = page.Next };
        }
        while (page.Next is not null);

        if (session.WantsJson)
            JsonOutput.Write(page with { Items = items }, JsonOutput.Shapes.InboxDrivesResult);
        else
            Screen.WriteLine(items.Count is 0
                ? "None of them is kept."
                : $"{(page.Preview ? "Would be" : "Were")}: " + string.Join(", ", items
                    .GroupBy(item => item.Outcome)
                    .OrderBy(group => group.Key)
                    .Select(group => Invariant($"{group.Count()} {WordOf(group.Key)}"))) + ".");
    }

    private static void Write(InboxDriveItem item, bool isPreview)
    {
        Screen.WriteLine(Invariant($"{item.InboxKey.Value}  {(isPreview ? "would be " : "")}{WordOf(item.Outcome)}{Where(item)}"));
        if (item.Outcome is InboxDriveOutcome.Failed or InboxDriveOutcome.NotNow && item.Reason is { } reason)
            Screen.WriteLine($"  Why: {Screen.Indented(reason, 4)}{(item.Code is { } code && !reason.Contains(code, StringComparison.Ordinal) ? $" [{code}]" : "")}");
        else if (isPreview && item.Effect is { } effect)
            InboundPlanReport.Write(effect, "  ");
    }

    private static string Where(InboxDriveItem item) => item switch
    {
        { ProcessInstanceKey: { } instance } => Invariant($": process instance {instance.Value}"),
        { MessageKey: { } message } => Invariant($": message {message.Value}"),
        _ => "",
    };

    private static string WordOf(InboxDriveOutcome outcome) => outcome switch
    {
        InboxDriveOutcome.Applied => "applied",
        InboxDriveOutcome.Duplicate => "known already",
        InboxDriveOutcome.Consumed => "dropped",
        InboxDriveOutcome.Failed => "left as failed",
        InboxDriveOutcome.NotNow => "left for later",
    };
}
