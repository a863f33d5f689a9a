using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Shows one instance: state, path, variables, and what stands in its way.</summary>
internal static class InstanceCommand
{
    private const int ShownAtMost = 1000;

    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the instance.");
        var history = new Option<bool>("--history") { Description = "Tells instead all that happened to it, from the journal." };
        var command = new Command("instance", "Shows an instance: its state, the path it took, its variables and its incidents.") { key, history };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            var instance = new ProcessInstanceKey(parsed.GetRequiredValue(key));
            return parsed.GetValue(history) ? TellAsync(session, instance, cancellation) : RunAsync(session, instance, cancellation);
        });
        return command;
    }

    private static async Task RunAsync(Session session, ProcessInstanceKey key, CancellationToken cancellation)
    {
        var report = await ReadAsync(session.Client, key, cancellation);
        if (session.WantsJson)
            report.WriteJson();
        else
            report.Write();
    }

    private static async Task TellAsync(Session session, ProcessInstanceKey key, CancellationToken cancellation)
    {
        var items = new List<HistoryItem>();
        string? after = null;
        do
        {
            var page = await session.Client.GetHistoryAsync(key, after, cancellation);
            items.AddRange(page.Items);
            after = page.EndCursor;
        }
        while (after is not null);
        var report = new HistoryReport(key, items);
        if (session.WantsJson)
            report.WriteJson();
        else
            report.Write();
    }

    private static async Task<InstanceReport> ReadAsync(ClusterClient client, ProcessInstanceKey key, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(key, cancellation);
        var elements = await client.SearchAsync(
            Query(new ElementInstanceFilter { ProcessInstanceKey = key }, "elementInstanceKey"), cancellation);
        var flows = await client.GetSequenceFlowsAsync(key, cancellation);
        var variables = await client.SearchAsync(Query(new VariableFilter { ProcessInstanceKey = key }, "name"), cancellation);
        var incidents = await client.SearchAsync(Query(new IncidentFilter { ProcessInstanceKey = key }, "incidentKey"), cancellation);
        return new InstanceReport(
            instance,
            [.. elements.Items.Where(element => element.Type is not ElementInstanceType.Process)],
            flows.Items,
            variables.Items,
            incidents.Items,
            await ReadCallsAsync(client, key, cancellation));
    }

    /// <summary>Other clusters do not keep them.</summary>
    private static async Task<IReadOnlyList<CallItem>> ReadCallsAsync(ClusterClient client, ProcessInstanceKey key, CancellationToken cancellation)
    {
        try
        {
            return (await client.Calls.SearchAsync(Query(new CallFilter { ProcessInstanceKey = key }, "callKey"), cancellation)).Items;
        }
        catch (ClusterException unknown) when (unknown.Error is ClusterError.NotFound)
        {
            return [];
        }
    }

    private static SearchQuery<TFilter> Query<TFilter>(TFilter filter, string sort)
        where TFilter : class => new()
        {
            Filter = filter,
            Sort = [new SearchSort { Field = sort }],
            Page = new SearchPage { Limit = ShownAtMost },
        };
}
