using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Tests.Support;

/// <summary>Reads all that a cluster has of something, page by page.</summary>
internal static class ClusterRead
{
    /// <summary>The variable <c>id</c> of each instance of a process, as often as there is one.</summary>
    public static Task<IReadOnlyList<string>> IdsAsync(TestServer server, string process, CancellationToken cancellation) =>
        IdsAsync(server.Cluster, process, cancellation);

    /// <inheritdoc cref="IdsAsync(TestServer, string, CancellationToken)"/>
    public static async Task<IReadOnlyList<string>> IdsAsync(ClusterClient cluster, string process, CancellationToken cancellation)
    {
        var instances = await AllAsync<ProcessInstanceFilter, ProcessInstanceItem>(
            new() { ProcessDefinitionId = process }, cluster.SearchAsync, cancellation);
        var ids = await VariablesAsync(cluster, "id", cancellation);
        return [.. instances.Select(instance => Assert.Single(ids[instance.ProcessInstanceKey.Value].Distinct()))];
    }

    /// <summary>Instances of a process whose variable <c>count</c> is not 1, each in words.</summary>
    public static async Task<IReadOnlyList<string>> NotOnceAsync(
        TestServer server, string process, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var instances = await AllAsync<ProcessInstanceFilter, ProcessInstanceItem>(
            new() { ProcessDefinitionId = process }, server.Cluster.SearchAsync, cancellation);
        var ids = await VariablesAsync(server.Cluster, "id", cancellation);
        var counts = await VariablesAsync(server.Cluster, "count", cancellation);
        var byId = instances.ToDictionary(
            instance => ids[instance.ProcessInstanceKey.Value].First(), instance => counts[instance.ProcessInstanceKey.Value].FirstOrDefault("0"));
        return [.. wanted.Where(id => byId.GetValueOrDefault(id) is not "1").Select(id => $"{process} {id}: applied {byId.GetValueOrDefault(id)} times")];
    }

    public static Task UntilNoneIsActiveAsync(TestServer server, IReadOnlyList<string> processes, CancellationToken cancellation) =>
        Eventually.GetAsync(
            async () =>
            {
                var active = 0L;
                foreach (var process in processes)
                {
                    var query = new SearchQuery<ProcessInstanceFilter>
                    {
                        Filter = new() { ProcessDefinitionId = process, State = ProcessInstanceState.Active },
                        Page = new SearchPage { Limit = 1 },
                    };
                    active += (await server.Cluster.SearchAsync(query, cancellation)).Page.TotalItems;
                }

                return active;
            },
            active => active is 0,
            cancellation);

    public static async Task<List<TItem>> AllAsync<TFilter, TItem>(
        TFilter filter, Func<SearchQuery<TFilter>, CancellationToken, Task<SearchResult<TItem>>> search, CancellationToken cancellation)
        where TFilter : class
    {
        var all = new List<TItem>();
        string? cursor = null;
        do
        {
            var page = new SearchPage { Limit = 1000, After = cursor };
            var found = await search(new SearchQuery<TFilter> { Filter = filter, Page = page }, cancellation);
            all.AddRange(found.Items);
            cursor = found.Items.Count is 0 ? null : found.Page.EndCursor;
        }
        while (cursor is not null);

        return all;
    }

    private static async Task<ILookup<long, string>> VariablesAsync(ClusterClient cluster, string name, CancellationToken cancellation) =>
        (await AllAsync<VariableFilter, VariableItem>(new() { Name = name }, cluster.SearchAsync, cancellation))
        .ToLookup(variable => variable.ProcessInstanceKey.Value, variable => variable.Value.Trim('"'));
}
