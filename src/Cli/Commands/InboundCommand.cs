using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Shows the inbound connectors, and why those do not run that do not.</summary>
internal static class InboundCommand
{
    /// <summary>Enough to tell ids apart; the server takes them whole.</summary>
    private const int IdShown = 12;

    public static Command Create(CommonOptions options)
    {
        var process = new Argument<string?>("PROCESS_ID") { Description = "Only those of this process.", Arity = ArgumentArity.ZeroOrOne };
        var logs = new Option<bool>("--log") { Description = "Also what each did lately." };
        var reset = new Option<bool>("--reset") { Description = "Stop and start them anew first." };
        var command = new Command("inbound", "Shows webhooks and other inbound connectors, and why those do not run that do not.")
        {
            process, logs, reset,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session, parsed.GetValue(process), parsed.GetValue(logs), parsed.GetValue(reset), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, string? process, bool withLog, bool resets, CancellationToken cancellation)
    {
        var connectors = await session.Client.Connectors.ListInboundAsync(process, cancellation);
        if (resets)
        {
            foreach (var connector in connectors)
                await session.Client.Connectors.ResetInboundAsync(connector.ExecutableId, cancellation);
            connectors = await session.Client.Connectors.ListInboundAsync(process, cancellation);
        }

        if (session.WantsJson)
        {
            JsonOutput.Write(connectors, JsonOutput.Shapes.IReadOnlyListInboundConnectorItem);
            return;
        }

        if (connectors.Count is 0)
            Screen.WriteLine(process is null ? "No deployed process asks for an inbound connector." : $"Process {process} asks for none.");
        foreach (var connector in connectors)
            Write(connector, withLog);
    }

    private static string Describe(InboundTrafficItem traffic)
    {
        var text = Invariant($"{traffic.Events}, {traffic.EventsLastHour} in the last hour, {traffic.EventsLastDay} in the last day");
        if (traffic.LastEventAt is { } last)
            text += $"; the last at {Times.Moment(last)}";
        if (traffic.LagSeconds is { } lag)
            text += $", the newest happened {Times.Duration(TimeSpan.FromSeconds(lag))} ago";
        return traffic.ExpectedEvery is { } every ? $"{text}; expected every {every}" : text;
    }

    private static void Write(InboundConnectorItem connector, bool withLog)
    {
        var newest = connector.Elements[0];
        var path = connector.Data.TryGetValue("path", out var name) ? $" at /inbound/{name}" : "";
        Screen.WriteLine(Invariant(
            $"{connector.Health.Status,-7}  {connector.ExecutableId[..Math.Min(IdShown, connector.ExecutableId.Length)]}  {connector.Type}{path}, {newest.ElementId} of {newest.BpmnProcessId}, version {newest.Version}"));
        if (connector.Data.TryGetValue("authentication", out var authentication))
            Screen.WriteLine($"  Authentication: {authentication}{(connector.Data.TryGetValue("remarks", out var remarks) ? $". {remarks}" : "")}");
        if (connector.Health.Error is { } error)
            Screen.WriteLine($"  Why: {Screen.Indented(error.Message, 4)}");
        if (connector.Health is { Status: not "UP", Since: { } since })
            Screen.WriteLine($"  Since: {Times.Moment(since)}");
        if (connector.Traffic is { } traffic)
            Screen.WriteLine($"  Events: {Describe(traffic)}");
        if (!withLog)
            return;
        foreach (var entry in connector.Logs)
            Screen.WriteLine($"  {Times.Moment(entry.Timestamp)}  {entry.Severity,-7}  {Screen.Indented(entry.Message, 4)}");
    }
}
