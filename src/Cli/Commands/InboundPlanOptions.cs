using System.CommandLine;
using System.Globalization;
using System.Text;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>The part of the plan that is about outside events.</summary>
internal sealed record InboundPlanOptions(
    Option<string?> Inbound, Option<string?> Event, Option<string?> Method, Option<string[]> Headers, Option<string?> Body, Option<string?> MessageId)
{
    public static InboundPlanOptions AddTo(Command command)
    {
        var options = new InboundPlanOptions(
            new Option<string?>("--inbound")
            {
                Description = "A kept event, or a request to a webhook: shows what would become of it.",
                HelpName = "KEY|PATH",
            },
            new Option<string?>("--event")
            {
                Description = "With --process: what an event carries, as JSON or as a file. Shows what would become of it.",
                HelpName = "JSON|FILE",
            },
            new Option<string?>("--method") { Description = "Of a request to a webhook; POST when omitted.", HelpName = "NAME" },
            new Option<string[]>("--header") { Description = "Of a request to a webhook.", HelpName = "NAME:VALUE" },
            new Option<string?>("--body") { Description = "Of a request to a webhook: as text, or @FILE.", HelpName = "TEXT|@FILE" },
            new Option<string?>("--message-id") { Description = "Of an event: what its connector knows as its identity.", HelpName = "ID" });
        foreach (var option in new Option[] { options.Inbound, options.Event, options.Method, options.Headers, options.Body, options.MessageId })
            command.Add(option);
        return options;
    }

    /// <returns>Null when no outside event is meant.</returns>
    public InboundPlanRequest? Read(ParseResult parsed, string? process, string? element)
    {
        var (inbound, carried) = (parsed.GetValue(Inbound), parsed.GetValue(Event));
        if (inbound is null && carried is null)
            return null;
        if (carried is not null)
        {
            return inbound is null && process is not null
                ? new InboundPlanRequest
                {
                    Event = Variables.Read(carried.TrimStart() is ['{' or '@', ..] ? carried : $"@{carried}"),
                    ProcessDefinitionId = process,
                    ElementId = element,
                    MessageId = parsed.GetValue(MessageId),
                }
                : throw new UsageException("With --event say for which process: --process ID, and --element ID for one of its elements.");
        }

        if (long.TryParse(inbound, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            return new InboundPlanRequest { InboxKey = new InboxKey(key) };
        var body = parsed.GetValue(Body);
        return new InboundPlanRequest
        {
            Request = new PlannedInboundRequest
            {
                Method = parsed.GetValue(Method),
                Path = inbound!,
                Headers = (parsed.GetValue(Headers) ?? []).Select(HeaderOf).ToDictionary(StringComparer.OrdinalIgnoreCase),
                Body = body is ['@', .. var file] ? Encoding.UTF8.GetString(Files.Read(file)) : body,
            },
        };
    }

    public static async Task ShowAsync(Session session, InboundPlanRequest request, CancellationToken cancellation)
    {
        var result = await session.Client.Inbox.PlanAsync(request, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(result, JsonOutput.Shapes.InboundPlanResult);
        else
            new InboundPlanReport(result).Write();
    }

    private static KeyValuePair<string, string> HeaderOf(string header)
    {
        var at = header.IndexOf(':', StringComparison.Ordinal);
        return at > 0
            ? new(header[..at].Trim(), header[(at + 1)..].Trim())
            : throw new UsageException($"'{header}' is no header: write NAME:VALUE.");
    }
}
