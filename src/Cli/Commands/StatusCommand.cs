using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Says whether the server takes work, and what is deployed.</summary>
internal static class StatusCommand
{
    public static Command Create(CommonOptions options)
    {
        var command = new Command("status", "Says whether the server takes work, what is deployed and what stands still.");
        Session.SetAction(command, options, (session, _, cancellation) => RunAsync(session, cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, CancellationToken cancellation)
    {
        var topology = await session.Client.GetTopologyAsync(cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(topology, JsonOutput.Shapes.TopologyResult);
            return;
        }

        var definitions = await session.Client.SearchAsync(
            new SearchQuery<ProcessDefinitionFilter> { Filter = new ProcessDefinitionFilter { IsLatestVersion = true } }, cancellation);
        var active = await CountAsync(session.Client, ProcessInstanceState.Active, cancellation);
        var completed = await CountAsync(session.Client, ProcessInstanceState.Completed, cancellation);
        var incidents = await session.Client.SearchAsync(Count(new IncidentFilter { State = IncidentState.Active }), cancellation);
        var health = string.Join(", ", topology.Brokers.SelectMany(broker => broker.Partitions).Select(partition => partition.Health));
        Screen.WriteLine($"Server at {session.Server} is {health}; it speaks the Camunda {topology.GatewayVersion} REST API.");
        var processes = definitions.Items.Count is 0 ? "none deployed" : string.Join(", ", definitions.Items.Select(Name));
        Screen.WriteLine($"Processes: {processes}");
        Screen.WriteLine($"Instances: {active} active, {completed} completed");
        Screen.WriteLine($"Open incidents: {incidents.Page.TotalItems}");
    }

    private static async Task<long> CountAsync(ClusterClient client, ProcessInstanceState state, CancellationToken cancellation)
    {
        var found = await client.SearchAsync(Count(new ProcessInstanceFilter { State = state }), cancellation);
        return found.Page.TotalItems;
    }

    /// <summary>Only the total of the answer is read.</summary>
    private static SearchQuery<TFilter> Count<TFilter>(TFilter filter)
        where TFilter : class => new() { Filter = filter, Page = new SearchPage { Limit = 1 } };

    private static string Name(ProcessDefinitionItem definition) => $"{definition.ProcessDefinitionId} (version {definition.Version})";
}
