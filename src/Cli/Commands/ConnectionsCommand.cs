using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Shows the systems that connectors call, and lets calls to one of them through or not.</summary>
internal static class ConnectionsCommand
{
    public static Command Create(CommonOptions options)
    {
        var command = new Command("connections", "Shows the systems that connectors call: calls under way, what waits, and what went wrong.")
        {
            Change("reset", "Lets calls to a connection through again.", options, (client, name, cancellation) => client.Connections.ResetAsync(name, cancellation)),
            Change("open", "Holds all calls to a connection back until it is reset.", options, (client, name, cancellation) => client.Connections.OpenAsync(name, cancellation)),
        };
        Session.SetAction(command, options, (session, _, cancellation) => ShowAsync(session, cancellation));
        return command;
    }

    private static Command Change(
        string verb, string description, CommonOptions options, Func<ClusterClient, string, CancellationToken, Task> change)
    {
        var name = new Argument<string>("NAME") { Description = "As ./fairlead connections shows it: a host with its port, or a name." };
        var command = new Command(verb, description) { name };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            change(session.Client, parsed.GetRequiredValue(name), cancellation));
        return command;
    }

    private static async Task ShowAsync(Session session, CancellationToken cancellation)
    {
        var result = await session.Client.Connections.GetAllAsync(cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.ConnectionsResult);
            return;
        }

        if (result.Items.Count is 0)
        {
            Screen.WriteLine("No connector has called anything since the start of the server.");
            return;
        }

        Screen.WriteTable(["NAME", "CALLS", "WAITING", "PARKED", "STATE", "LAST FAILURE"], [.. result.Items.Select(Row)]);
    }

    private static IReadOnlyList<string> Row(ConnectionItem item) =>
    [
        item.Name,
        item.CallsAtMost is { } most ? Invariant($"{item.InUse} of {most}") : Invariant($"{item.InUse}"),
        Invariant($"{item.Waiting}"),
        Invariant($"{item.Parked}"),
        StateOf(item),
        item.LastFailureAt is { } at ? $"{Times.Clock(at)} {item.LastFailure}" : "",
    ];

    private static string StateOf(ConnectionItem item) => item.Circuit switch
    {
        ConnectionCircuit.HeldOpen => "held back until it is reset",
        ConnectionCircuit.Open => $"held back until {Clock(item.CircuitUntil)}",
        ConnectionCircuit.HalfOpen => "one call tries",
        ConnectionCircuit.Closed when item.RetryAfterUntil is { } until => $"left alone until {Times.Clock(until)}, as it asked",
        ConnectionCircuit.Closed => "open to calls",
    };

    private static string Clock(DateTimeOffset? moment) => moment is { } known ? Times.Clock(known) : "a moment";
}
